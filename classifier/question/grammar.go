package question

import (
	"strings"

	"hearsay/classifier/language"
	"hearsay/classifier/match"
	"hearsay/classifier/token"
)

// role is a set of parts that a word may play.
type role uint32

const (
	lead          role = 1 << iota // may stand before a question: and, but, so
	preposition                    // may stand before an interrogative: in which, con che
	interrogative                  // opens a question by itself
	hinting                        // opens as many statements: a hint only, which a mark confirms
	beforeVerb                     // an interrogative that asks only when a verb comes next: "när öppnar skolan"
	inClause                       // an interrogative that asks behind a comma, too
	verb                           // opens a question when a subject follows
	auxiliary                      // opens a question whatever follows, but a bare verb
	subject
	bare     // behind an auxiliary: a statement without its subject, "will be back"
	inverted // an auxiliary that asks wherever a pronoun follows it
	pronoun
	notBefore   // before such a pair: a statement, "so do i"
	notClitic   // ends in a clitic by chance
	temporal    // opens a clause before the main one, when a pause follows: "when it rains, …"
	because     // opens the answer to a question of one's own
	notVerb     // ends as verbs do by chance
	subordinate // opens a clause before the main one, in which the verb then comes first and asks nothing
)

// meaning is what a phrase says of the sentence it stands in.
type meaning uint8

const (
	indirectly meaning = iota // asks without the form of a question: "does anyone know if"
	tagged                    // behind a comma at the end: "isn't it"
	rhetoric                  // wants no answer
	quiz                      // wants one for sport
)

// grammar is how one language asks. Lists are words, folded when read, apart by commas.
type grammar struct {
	words       map[role]string
	exceptions  string // pairs of an interrogative and a word that make a statement: "what a", "when i"
	phrases     map[meaning]string
	clitics     []string // endings of the first words, folded
	verbEnding  string   // of verbs that no list names
	unless      []string // words that fold to one of those above and are others: "år", "är"
	conditional bool     // a verb that comes first asks no longer when a pause and a verb follow: "regnar det, stannar vi"
	accents     bool     // a written accent makes an interrogative of what else is none: "cuándo", "cuando"
}

// roles, exceptions, phrases and abbreviations are the tables of all grammars, by the hash of folded words; the place
// in a value is the language's among language.Codes.
var (
	grammars      = inOrder()
	roles         = tabulateRoles()
	exceptions    = tabulateExceptions()
	phrases       = tabulatePhrases()
	abbreviations = token.NewTable(set("jr, sr, dr, mr, mrs, ms, st, inc, co, corp, rep, sen, gov, gen, prof, vs, esim, mm, ym, bzw, ca, nr, dott, sig, art, ing, ecc, etc, sra, dna, dl, bl, tex"))
)

var byLanguage = map[string]grammar{
	"en": english, "fi": finnish, "sv": swedish, "it": italian, "ro": romanian, "de": german, "fr": french, "es": spanish,
}

func inOrder() []grammar {
	var all []grammar
	for _, code := range language.Codes() {
		all = append(all, byLanguage[code])
	}
	return all
}

func tabulateRoles() *token.Table[[8]role] {
	table := map[string][8]role{}
	for g := range grammars {
		for role, words := range grammars[g].words {
			for word := range set(words) {
				by := table[word]
				by[g] |= role
				table[word] = by
			}
		}
	}
	return token.NewTable(table)
}

// tabulateExceptions has a bit for each language.
func tabulateExceptions() *token.Table[uint8] {
	table := map[uint64]uint8{}
	for g := range grammars {
		for pair := range set(grammars[g].exceptions) {
			if first, second, ok := strings.Cut(pair, " "); ok {
				table[token.Join(token.HashString(first), token.HashString(second))] |= 1 << g
			}
		}
	}
	return token.NewHashTable(table)
}

// table are the phrases of all grammars.
type table struct {
	matcher *match.Matcher
	list    []phrase
}

type phrase struct {
	grammar int
	meaning meaning
}

func tabulatePhrases() *table {
	t, b := &table{}, match.Builder{}
	for g := range grammars {
		for meaning, list := range grammars[g].phrases {
			for text := range set(list) {
				if err := b.Add(text, len(t.list)); err != nil {
					panic("question: " + err.Error()) // a fault in the tables below, which any test shows
				}
				t.list = append(t.list, phrase{g, meaning})
			}
		}
	}
	t.matcher = b.Build()
	return t
}

// set are the entries of a list, folded.
func set(list string) map[string]bool {
	s := map[string]bool{}
	for entry := range strings.SplitSeq(list, ",") {
		if entry = strings.TrimSpace(entry); entry != "" {
			s[token.Fold(entry)] = true
		}
	}
	return s
}

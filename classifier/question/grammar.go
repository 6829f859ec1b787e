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
	hinting                        // opens as many statements: asks if a verb follows, and no second clause
	guessing                       // one that asks if what follows may be a verb that no list names
	which                          // stands before what it asks for, and asks only with a verb: "che mascherina serve", "che disastro"
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
	finite      // a verb that has its subject or its person, beside those that open questions
	between     // may stand between an interrogative and its verb: "dove si vota", "de ce nu merge"
	joined      // a pronoun that asks when a hyphen ties it to its verb: "peuvent-ils"
	third       // a verb in the third person, which a handle or a hashtag before it may be the subject of
	article     // may stand between a verb in the third person and what is bare: "is a great place"
	this        // opens a question behind a comma and a verb, as a pronoun does: ", is this true"
	modal       // a verb that an infinitive follows
	then        // opens the main clause behind a condition: "behöver du hjälp så kan vi komma"
	acronym     // in capitals a name: "WHO says"
	whether     // opens an indirect question, which "or not" ends: "ob er kommt oder nicht"
)

// meaning is what a phrase says of the sentence it stands in.
type meaning uint8

const (
	indirectly meaning = iota // asks without the form of a question: "does anyone know if"
	atStart                   // asks where the sentence begins: "c'est quoi"
	atEnd                     // asks where it ends: "or not"
	tagged                    // behind a comma at the end: "isn't it"
	doubting                  // asks whether something is true: what stands in the sentence before, if nothing else
	rhetoric                  // wants no answer
	quiz                      // wants one for sport
)

// grammar is how one language asks. Lists are words, folded when read, apart by commas.
type grammar struct {
	words         map[role]string
	accented      map[role]string // words that are others without their accents, and are in words as those: "è", "e"
	exceptions    string          // pairs of words that open a statement: "what a", "when i"
	phrases       map[meaning]string
	clitics       []string // endings of the first words, folded
	notClitics    []string // endings of words that end so by chance
	verbEndings   []string // of verbs that no list names, folded
	finiteEndings []string // the same, of those that open no question
	passives      []string // endings of verbs that need no other, and are infinitives behind a modal verb: "delas"
	bareEndings   []string // of words that are bare behind an auxiliary: "will definitely"
	conditional   bool     // a verb that comes first asks no longer when a second one follows as a main clause begins: "regnar det stannar vi"
}

// roles, spellings, exceptions, phrases and abbreviations are the tables of all grammars, by the hash of folded words; the place
// in a value is the language's among language.Codes.
var (
	grammars      = inOrder()
	roles         = tabulateRoles()
	spellings     = tabulateSpellings()
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

// spelling is a word with its accents, and what it is in one grammar.
type spelling struct {
	word    string
	grammar int
	role    role
}

func tabulateSpellings() *token.Table[[]spelling] {
	table := map[string][]spelling{}
	for g := range grammars {
		found := map[string]role{}
		for role, words := range grammars[g].accented {
			for word := range strings.SplitSeq(words, ",") {
				found[strings.TrimSpace(word)] |= role
			}
		}
		for word, role := range found {
			folded := token.Fold(word)
			table[folded] = append(table[folded], spelling{word, g, role})
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

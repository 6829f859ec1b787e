package rules

import (
	"fmt"
	"slices"
	"strings"

	"hearsay/classifier/language"
	"hearsay/classifier/token"
)

// through is a set of guards that a rule passes.
type through uint8

const (
	throughNegation through = 1 << iota
	throughQuotation
	throughIrony
	throughDebunking
)

// guardNames are the guards as packs name them under despite.
var guardNames = map[string]through{
	"negation": throughNegation, "quotation": throughQuotation, "irony": throughIrony, "debunking": throughDebunking,
}

func parseGuards(names []string) (through, error) {
	var all through
	for _, name := range names {
		guard, ok := guardNames[name]
		if !ok {
			return 0, fmt.Errorf("%q is not a guard; write negation, quotation, irony or debunking", name)
		}
		all |= guard
	}
	return all, nil
}

// guard tells which guard holds a claim rule back: a post that denies the claim, quotes it, mocks it or corrects it
// does not make it.
func (r *Rule) guard(subject *Subject, where span, hits, debunking []found) lack {
	if r.despite&throughDebunking == 0 {
		for _, d := range debunking {
			if (d.phrase.rule == r.pack || d.phrase.rule == everyPack) && !isWithin(d.hit.First, d.hit.Last, hits) {
				return lack{what: lacksFaith, phrase: d.phrase}
			}
		}
	}
	if r.despite&throughIrony == 0 && isIronic(subject.Text) {
		return lack{what: lacksEarnest}
	}
	if where.last < where.first {
		return lack{}
	}
	if r.despite&throughNegation == 0 && isNegated(subject.Text, r.languageOf(subject), where, hits) {
		return lack{what: lacksAffirmation}
	}
	if r.despite&throughQuotation == 0 && isQuoted(subject.Text, where) {
		return lack{what: lacksOwnWords}
	}
	return lack{}
}

// isWithin tells whether words are a part of the rule's own: "the pandemic is a hoax" corrects nothing, and "does not exist" denies nothing else.
func isWithin(first, last int, hits []found) bool {
	return slices.ContainsFunc(hits, func(own found) bool { return own.hit.First <= first && last <= own.hit.Last })
}

// negators are words that deny what stands near them, by language: "nu" denies in Romanian and is "now" in Swedish.
var negators = byLanguage(map[string]string{
	"en": `
		not no never don't doesn't didn't isn't aren't wasn't can't cannot won't wouldn't nobody nothing neither
		without`,
	"fi": "ei en et emme ette eivät eikä eivätkä älä älkää",
	"sv": "inte aldrig ingen inget inga ej",
	"it": "non mai nessun nessuno nessuna",
	"ro": "nu niciun nicio niciodată nimeni",
	"de": "nicht nie kein keine keinen keiner niemals niemand niemanden niemandem",
	"fr": "ne n' pas jamais aucun aucune",
	"es": "no nunca jamás ningún ninguna ninguno nadie",
})

// byLanguage is a table of words with a bit for each language, by its place among language.Codes.
func byLanguage(lists map[string]string) *token.Table[uint8] {
	table := map[string]uint8{}
	for code, list := range lists {
		for word := range strings.FieldsSeq(list) {
			table[token.Fold(word)] |= 1 << language.Index(code)
		}
	}
	return token.NewTable(table)
}

// isNegator tells whether a word denies in a language; in one that is not known, whether it does in any.
func isNegator(hash uint64, lang string) bool {
	by := negators.Get(hash)
	if by == nil {
		return false
	}
	at := language.Index(lang)
	return at < 0 || *by>>at&1 != 0
}

// turns begin another thought, whose negation is its own.
var turns = words("and but ja mutta och men e ma și dar und aber et mais y pero")

// How many words before a rule's words a negator may stand, and behind them, as in "verändert das Erbgut nicht".
const (
	reachBefore = 3
	reachBehind = 2
)

// languageOf is the language in which a rule reads a post: the post's, or, undetermined, the rule's own.
func (r *Rule) languageOf(subject *Subject) string {
	if subject.Language == "" && len(r.Languages) > 0 {
		return r.Languages[0]
	}
	return subject.Language
}

// isNegated tells whether a negator stands among the words of where or near them, in the same sentence, and is none of the rule's own words.
func isNegated(text *token.Text, lang string, where span, hits []found) bool {
	for i := where.last + 1; i < len(text.Tokens) && i <= where.last+reachBehind; i++ {
		t := &text.Tokens[i]
		if !t.IsWord() || t.Pause || turns.Get(t.Hash) != nil {
			break
		}
		if isNegator(t.Hash, lang) && !isWithin(i, i, hits) {
			return true
		}
	}
	for i := where.last; i >= 0 && i >= where.first-reachBefore; i-- {
		t := &text.Tokens[i]
		if i < where.first && (!t.IsWord() || text.Tokens[i+1].Pause) {
			return false
		}
		if t.Kind == token.Word && isNegator(t.Hash, lang) && !isWithin(i, i, hits) {
			return true
		}
	}
	return false
}

// ironic are words and tags that say that the rest is not meant.
var ironic = words("sarcasm sarcastic irony ironic satire satira sarkasmi ironia satiiri sarkasm ironi satir sarcasmo sarcasm satiră ironie satire sarkasmus sarcasme ironía sátira")

// ironyMarks are signs of the same.
var ironyMarks = []string{"🙄", "🙃", "(!)", "yeah right", "yeah, right"}

func isIronic(text *token.Text) bool {
	for i := range text.Tokens {
		if t := &text.Tokens[i]; t.Kind == token.Hashtag && ironic.Get(t.Hash) != nil {
			return true
		}
	}
	trimmed := strings.TrimRight(text.Source, " \n")
	if strings.HasSuffix(trimmed, " /s") || strings.HasSuffix(trimmed, "\n/s") {
		return true
	}
	for _, mark := range ironyMarks {
		if strings.Contains(text.Source, mark) {
			return true
		}
	}
	return false
}

// leastOwn is how many words a post that quotes has outside the quotation.
const leastOwn = 3

// isQuoted tells whether the words of where stand in quotation marks inside a text that has words of its own.
func isQuoted(text *token.Text, where span) bool {
	if text.Marks.Quotations < 2 {
		return false
	}
	open, opened := -1, false
	from, to := int(text.Tokens[where.first].Start), int(text.Tokens[where.last].End)
	for at, r := range text.Source {
		if !strings.ContainsRune(`"“”„«»`, r) {
			continue
		}
		if !opened {
			open, opened = at, true
			continue
		}
		if open < from && at >= to {
			return wordsOutside(text, open, at) >= leastOwn
		}
		opened = false
	}
	return false
}

func wordsOutside(text *token.Text, from, to int) int {
	n := 0
	for i := range text.Tokens {
		if t := &text.Tokens[i]; t.Kind == token.Word && (int(t.Start) < from || int(t.Start) > to) {
			n++
		}
	}
	return n
}

// words is a table of words, folded.
func words(list string) *token.Table[struct{}] {
	set := map[string]struct{}{}
	for word := range strings.FieldsSeq(list) {
		set[token.Fold(word)] = struct{}{}
	}
	return token.NewTable(set)
}

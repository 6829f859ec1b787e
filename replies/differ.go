package replies

import (
	"slices"
	"strings"
	"unicode"

	"hearsay/classifier/token"
)

// kept is the share of three-word sequences, in hundredths, that a page keeps at least while it says the same: dates,
// counters and teasers come and go.
const kept = 70

// withdrawn are the beginnings of words by which a page takes back or corrects what it said, folded.
var withdrawn = []string{
	"retract", "withdrawn", "correction", "corrected", "erratum",
	"oikaisu", "peruutettu", "korjaus", "rattelse", "tillbakadrag", "dementi",
	"rettific", "ritirat", "smentit", "retras", "rectificare", "erata",
	"berichtig", "zuruckgezogen", "widerruf", "richtigstellung", "rectificatif", "rectificacion", "retirad",
}

// Differ tells whether a page says something else than before: much of it is other words, or it takes something back.
func Differ(before, after string) bool {
	if before == after {
		return false
	}
	was, is := wordsOf(before), wordsOf(after)
	known := map[string]bool{}
	for _, word := range was {
		known[word] = true
	}
	for _, word := range is {
		if !known[word] && slices.ContainsFunc(withdrawn, func(stem string) bool { return strings.HasPrefix(word, stem) }) {
			return true
		}
	}
	had, has := sequences(was), sequences(is)
	common := 0
	for s := range had {
		if has[s] {
			common++
		}
	}
	return common*100 < kept*max(len(had), len(has))
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(token.Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}

func sequences(words []string) map[[3]string]bool {
	all := map[[3]string]bool{}
	for i := range max(len(words)-2, 0) {
		all[[3]string(words[i:i+3])] = true
	}
	return all
}

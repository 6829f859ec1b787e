// Package harsh says which texts are hard to read: violence in the open, threats, abuse. They are hidden until asked for, and people who work get only so
// many of them in a row.
//
// It looks for beginnings of words in eight languages, and errs on the side of what is harmless: a false claim that something kills is no harsh text.
// The package is pure. Start at Is.
package harsh

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// strong are beginnings of words that are hard to read by themselves, without marks.
var strong = strings.Fields(`
	behead raped rapist raping massacre slaughter tortur mutilat lynch corpse dismember disembowel whore cunt faggot subhuman
	raiska mestaa silpo kidutt teurast veriloyly joukkomurh huora hirttakaa
	valdta halshugg tortera slakta massaker lemlast
	stupr decapit massacr sgozz linci cadaver puttan
	masacr linsa cadavr
	vergewaltig enthaupt gefoltert abgeschlachtet verstummel leichen huren untermensch
	egorg putes violee
	degoll linch violada putas
`)

// violent are beginnings of words for doing somebody violence, which are harsh beside a word for somebody. English ones are whole: germs are killed by soap.
var violent = strings.Fields(`
	tappa tapan tapeta ammu hirtta polta skjut hanga doda branna uccid sparate impicc bruciate ucide impuscat spanzur
	erschiess erschoss aufhang umbring verbrenn tuer tuez fusiller fusillez pendez pendre brulez matar matadl fusilar ahorc
`)

var violentWhole = strings.Fields(`kill shoot hang stab murder rape`)

// somebody are words for people whom a threat is of.
var somebody = strings.Fields(`
	you them him her bastards sinut heidat hanet dig dem honom henne ti loro te dich sie ihn euch toi vous eux os ellos
`)

// within is how many words a threat is from whom it is of.
const within = 2

// Is tells whether a text is hard to read. It is safe for several goroutines.
func Is(text string) bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	for i, word := range words {
		words[i] = plain(word)
	}
	for i, word := range words {
		if begins(word, strong) {
			return true
		}
		if !begins(word, violent) && !slices.Contains(violentWhole, word) {
			continue
		}
		for _, near := range words[i+1 : min(i+1+within, len(words))] {
			if slices.Contains(somebody, near) {
				return true
			}
		}
	}
	return false
}

// plain is a word without marks.
func plain(word string) string {
	if strings.IndexFunc(word, func(r rune) bool { return r >= 0x80 }) < 0 {
		return word
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(strings.ReplaceAll(word, "ß", "ss")))
}

func begins(word string, with []string) bool {
	return slices.ContainsFunc(with, func(stem string) bool { return strings.HasPrefix(word, stem) })
}

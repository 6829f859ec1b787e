// Package stem cuts words down to what their inflected forms share, with the Snowball stemmers of the languages of the
// packs: https://snowballstem.org/algorithms/.
package stem

import (
	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
)

var stemmers = map[string]func(*snowballstem.Env) bool{
	"en": english.Stem, "fi": finnish.Stem, "sv": swedish.Stem, "it": italian.Stem,
	"ro": romanian.Stem, "de": german.Stem, "fr": french.Stem, "es": spanish.Stem,
}

// Of is the stem of a folded word in a language, ISO 639-1. Words of other languages stay as they are. It is safe for
// several goroutines.
func Of(word, language string) string {
	do := stemmers[language]
	if do == nil {
		return word
	}
	env := snowballstem.NewEnv(word)
	do(env)
	return env.Current()
}

// Package lexicon puts words of seven languages into English, one by one, so that what knows English may look at posts in those.
//
// Names, numbers and what it does not know stay, words that every text has are left out: what comes out is no English text, but has an
// English text's words. The words stand in lexicon.txt, a line for each. Start at English.
package lexicon

import (
	_ "embed"
	"strings"
	"sync"

	"hearsay/classifier/language"
	"hearsay/classifier/match"
	"hearsay/classifier/token"
)

// lines are an English word or phrase each and how it is said in the other languages, in the order of languages.
//
//go:embed lexicon.txt
var lines string

// Language is what words are put into, ISO 639-1.
const Language = "en"

var languages = [...]string{"fi", "sv", "it", "ro", "de", "fr", "es"}

// lexicon is what the words and phrases of one language are in English.
type lexicon struct {
	matcher *match.Matcher
	english []string // by phrase
	letters []int    // how long each phrase is
}

// lexicons are read when the first post in their language is.
var lexicons = func() map[string]func() *lexicon {
	all := map[string]func() *lexicon{}
	for i, code := range languages {
		all[code] = sync.OnceValue(func() *lexicon { return read(lines, i+1) })
	}
	return all
}()

// read reads one column. A fault is one of the program, which any test shows.
func read(text string, column int) *lexicon {
	l, b := &lexicon{}, match.Builder{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "|")
		if len(cells) != len(languages)+1 {
			panic("lexicon: " + line)
		}
		for phrase := range strings.SplitSeq(cells[column], ",") {
			if err := b.Add(strings.TrimSpace(phrase), len(l.english)); err != nil {
				panic("lexicon: " + line + ": " + err.Error())
			}
			l.english, l.letters = append(l.english, strings.TrimSpace(cells[0])), append(l.letters, len(phrase))
		}
	}
	l.matcher = b.Build()
	return l
}

// English is a text with English words in the place of those that the lexicon has. lang is the text's language, ISO 639-1; a text in a
// language without a lexicon stays as it is. It is pure and safe for several goroutines.
func English(cut *token.Text, lang string) string {
	known := lexicons[lang]
	if known == nil {
		return cut.Source
	}
	l := known()
	var out strings.Builder
	hits := l.matcher.Find(nil, cut)
	for i := 0; i < len(cut.Tokens); {
		t := &cut.Tokens[i]
		var best *match.Hit
		for ; len(hits) > 0 && hits[0].First <= i; hits = hits[1:] {
			if h := &hits[0]; h.First == i && t.Kind != token.Mention && (best == nil || l.says(h) > l.says(best)) {
				best = h
			}
		}
		i++
		switch {
		case best != nil:
			out.WriteString(l.english[best.Phrase])
			i = best.Last + 1
		case !t.IsWord() || !language.IsCommon(t.Hash):
			out.WriteString(cut.Source[t.Start:t.End])
		default:
			continue
		}
		out.WriteByte(' ')
	}
	return out.String()
}

// says is how much a phrase says that was found: the longer of two that begin at one word is meant.
func (l *lexicon) says(h *match.Hit) int { return (h.Last-h.First)<<8 + l.letters[h.Phrase] }

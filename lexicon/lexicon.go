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

// Languages are those that have a lexicon, ISO 639-1.
func Languages() []string { return languages[:] }

// Lexicon is what the words and phrases of one language are in English. It is immutable and safe for several goroutines.
type Lexicon struct {
	matcher *match.Matcher
	english []string // by phrase
	says    []int    // how much each phrase says of what is meant: whole words more than stems, longer ones more than shorter
}

// lexicons are read when the first post in their language is.
var lexicons = func() map[string]func() *Lexicon {
	all := map[string]func() *Lexicon{}
	for i, code := range languages {
		all[code] = sync.OnceValue(func() *Lexicon { return read(lines, i+1) })
	}
	return all
}()

// Of is the lexicon of a language, ISO 639-1; nil if there is none.
func Of(lang string) *Lexicon {
	if known := lexicons[lang]; known != nil {
		return known()
	}
	return nil
}

// read reads one column. A fault is one of the program, which any test shows.
func read(text string, column int) *Lexicon {
	l, b := &Lexicon{}, match.Builder{}
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
			l.english, l.says = append(l.english, strings.TrimSpace(cells[0])), append(l.says, weigh(phrase))
		}
	}
	l.matcher = b.Build()
	return l
}

// mostLetters is more than a phrase has.
const mostLetters = 1 << 10

func weigh(phrase string) int {
	if strings.HasSuffix(phrase, "*") {
		return len(phrase)
	}
	return mostLetters + len(phrase)
}

// means tells whether a phrase is meant rather than another that begins at the same word.
func (l *Lexicon) means(h, other *match.Hit) bool {
	if h.Last != other.Last {
		return h.Last > other.Last
	}
	return l.says[h.Phrase] > l.says[other.Phrase]
}

// Phrases are the English words of each phrase that Walk may find.
func (l *Lexicon) Phrases() []string { return l.english }

// found lend the memory of one walk.
var found = sync.Pool{New: func() any { return new([]match.Hit) }}

// Walk goes through a text in its order and tells which phrase stands at its next tokens, first to last, or with -1 that none does. Where
// several do, the longest is meant, and whole words rather than stems; handles are none.
func (l *Lexicon) Walk(text *token.Text, each func(first, last, phrase int)) {
	memory := found.Get().(*[]match.Hit)
	defer found.Put(memory)
	*memory = l.matcher.Find((*memory)[:0], text)
	hits := *memory
	for i := 0; i < len(text.Tokens); {
		var best *match.Hit
		for ; len(hits) > 0 && hits[0].First <= i; hits = hits[1:] {
			if h := &hits[0]; h.First == i && text.Tokens[i].Kind != token.Mention && (best == nil || l.means(h, best)) {
				best = h
			}
		}
		last, phrase := i, -1
		if best != nil {
			last, phrase = best.Last, best.Phrase
		}
		each(i, last, phrase)
		i = last + 1
	}
}

// English is a text with English words in the place of those that the lexicon has. lang is the text's language, ISO 639-1; a text in a
// language without a lexicon stays as it is. It is pure and safe for several goroutines.
func English(text *token.Text, lang string) string {
	l := Of(lang)
	if l == nil {
		return text.Source
	}
	var out strings.Builder
	l.Walk(text, func(first, _, phrase int) {
		switch t := &text.Tokens[first]; {
		case phrase >= 0:
			out.WriteString(l.english[phrase])
		case !t.IsWord() || !language.IsCommon(t.Hash):
			out.WriteString(text.Source[t.Start:t.End])
		default:
			return
		}
		out.WriteByte(' ')
	})
	return out.String()
}

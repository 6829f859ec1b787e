package claims

import (
	"math"
	"regexp"
	"strings"

	"hearsay/classifier/language"
	"hearsay/classifier/stem"
	"hearsay/classifier/token"
)

// word is one word of a text as it is indexed.
type word struct {
	stem   string
	isName bool // written with a capital, or part of a hashtag or handle
}

// analysis is what is looked at in a text.
type analysis struct {
	words []word
	byway map[string]bool // stems of a signature behind the text, which count for less
}

// signature is the line with the author's name that people leave behind a copied post: "— Name (@handle) May 1, 2020".
var signature = regexp.MustCompile(`\s*[—–-] [^—–]{1,60}\(@\w+\)\s*\p{L}+\.? \d+, \d{4}\s*$`)

// notWords are addresses that a tokeniser takes for words.
var notWords = regexp.MustCompile(`(?:https?://|pic\.twitter\.com/)\S+`)

// analyze cuts a post or claim into what is compared. lang is ISO 639-1, "" to tell it from the text.
func (v vocabulary) analyze(text, lang string) analysis {
	if strings.Contains(text, "://") || strings.Contains(text, "pic.twitter") {
		text = notWords.ReplaceAllString(text, " ")
	}
	if lang == "" {
		lang = language.Identify(token.Cut(text), "")
	}
	if lang == "" {
		lang = "en"
	}
	var at []int
	if strings.Contains(text, "(@") {
		at = signature.FindStringIndex(text)
	}
	const leastBody = 15 // bytes: a signature behind less is the text itself
	if at == nil || at[0] < leastBody {
		return analysis{words: v.words(text, lang)}
	}
	a := analysis{words: v.words(text[:at[0]], lang), byway: map[string]bool{}}
	body := map[string]bool{}
	for _, w := range a.words {
		body[w.stem] = true
	}
	for _, w := range v.words(text[at[0]:], lang) {
		if !body[w.stem] {
			a.byway[w.stem] = true
		}
	}
	return a
}

func (v vocabulary) words(text, lang string) []word {
	var out []word
	cut := token.Cut(text)
	for i := range cut.Tokens {
		t := &cut.Tokens[i]
		switch t.Kind {
		case token.Word, token.Number:
			out = append(out, word{stem.Of(strings.TrimSuffix(string(cut.Folded(i)), "'s"), lang), t.Upper && t.End-t.Start > 1})
		case token.Hashtag, token.Mention:
			for _, part := range v.split(text[t.Start+1 : t.End]) {
				out = append(out, word{stem.Of(part, lang), true})
			}
		}
	}
	return out
}

// camel cuts "StateOfTheUnion2020" where its parts begin.
var camel = regexp.MustCompile(`\p{Lu}?\p{Ll}+|\p{Lu}+|\p{N}+`)

// split cuts a hashtag or a handle into words: where capitals say so, else where known words fit best.
func (v vocabulary) split(tag string) []string {
	var out []string
	for _, part := range camel.FindAllString(tag, -1) {
		out = append(out, v.segment(token.Fold(part))...)
	}
	return out
}

// vocabulary is the logarithm of each word's share of the catalogue's words, to cut what is written together.
type vocabulary map[string]float64

// Bounds of what is cut: shorter is a word, longer is noise.
const (
	leastSegment = 7
	mostSegment  = 40
	mostWord     = 20
)

// segment finds the most probable way to cut s into known words (Viterbi). A letter of an unknown word costs as much as
// a rare word does in six letters.
func (v vocabulary) segment(s string) []string {
	if len(s) < leastSegment || len(s) > mostSegment || len(v) == 0 {
		return []string{s}
	}
	best, from := make([]float64, len(s)+1), make([]int, len(s)+1)
	for end := 1; end <= len(s); end++ {
		best[end] = math.Inf(-1)
		for start := max(0, end-mostWord); start < end; start++ {
			likelihood, known := v[s[start:end]]
			if !known || end-start < 2 {
				likelihood = -8 - 3*float64(end-start)
			}
			if total := best[start] + likelihood; total > best[end] {
				best[end], from[end] = total, start
			}
		}
	}
	var parts []string
	for end := len(s); end > 0; end = from[end] {
		parts = append([]string{s[from[end]:end]}, parts...)
	}
	return parts
}

// learn counts the words of the catalogue.
func learn(all []Claim) vocabulary {
	counts := map[string]float64{}
	total := 0.0
	for i := range all {
		for _, text := range []string{all[i].Text, all[i].Title} {
			cut := token.Cut(text)
			for i := range cut.Tokens {
				if cut.Tokens[i].Kind == token.Word {
					counts[string(cut.Folded(i))]++
					total++
				}
			}
		}
	}
	for w, n := range counts {
		counts[w] = math.Log(n / total)
	}
	return counts
}

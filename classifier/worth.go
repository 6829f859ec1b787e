package classifier

import (
	_ "embed"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"hearsay/classifier/token"
	"hearsay/post"
)

// worthTable is a line for each feature and each word that tells: its name and its weight, in logits. A feature's name
// begins with an asterisk. Written by: go run ./eval -learn
//
//go:embed worth.tsv
var worthTable string

// Worth are the weights of what makes a post worth checking, by the names of WorthFeatures.
type Worth map[string]float64

var worth = ParseWorth(worthTable)

// ParseWorth reads a table of weights; lines that are none are left out.
func ParseWorth(table string) Worth {
	w := Worth{}
	for line := range strings.Lines(table) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if weight, err := strconv.ParseFloat(value, 64); err == nil {
			w[name] = weight
		}
	}
	return w
}

// WorthFeatures calls each with what in a post makes it worth a fact-checker's time, or not: its form, how far it reaches,
// and its words, which share a total of the square root of their number.
func WorthFeatures(p post.Post, tokens []token.Token, question float64, each func(name string, value float64)) {
	var f worthForm
	for i := range tokens {
		f.take(p.Text, tokens, i)
	}
	each("*bias", 1)
	each("*length", f.length/50)
	each("*names", min(f.names, 8)/8)
	each("*numbers", min(f.numbers, 4)/4)
	each("*mentions", min(f.mentions, 4)/4)
	each("*hashtags", min(f.hashtags, 4)/4)
	each("*capitals", min(f.capitals, 5)/5)
	each("*question", question)
	each("*exclamations", min(float64(strings.Count(p.Text, "!")), 3)/3)
	each("*links", min(float64(len(p.Links)), 2)/2)
	each("*reach", math.Log10(1+float64(max(p.Reach, 0)))/8)
	each("*shares", math.Log10(1+float64(max(p.Shares, 0)))/5)
	if strings.ContainsAny(p.Text, "\"“”«»") {
		each("*quotation", 1)
	}
	if p.QuoteOf != "" {
		each("*quotes a post", 1)
	}
	if p.ReplyTo != "" {
		each("*reply", 1)
	}
	share := 1 / math.Sqrt(float64(max(len(f.words), 1)))
	for _, word := range f.words {
		each(word, share)
	}
}

// worthForm is what is seen of a post's form in one walk over its tokens.
type worthForm struct {
	words                                        []string // each once
	length                                       float64  // words, every one counted
	names, numbers, mentions, hashtags, capitals float64
	inSentence                                   bool
}

func (f *worthForm) take(text string, tokens []token.Token, i int) {
	t := tokens[i]
	switch t.Kind {
	case token.Number:
		f.numbers++
	case token.Mention:
		f.mentions++
	case token.Hashtag:
		f.hashtags++
		f.add(t.Folded)
	case token.Word:
		f.add(t.Folded)
		first, size := utf8.DecodeRuneInString(text[t.Start:])
		second, _ := utf8.DecodeRuneInString(text[t.Start+size:])
		switch {
		case t.End-t.Start > 2 && unicode.IsUpper(first) && unicode.IsUpper(second):
			f.capitals++
		case f.inSentence && unicode.IsUpper(first) && t.End-t.Start > 2:
			f.names++
		}
	}
	f.inSentence = t.Kind != token.Stop && t.Kind != token.Question
}

func (f *worthForm) add(word string) {
	f.length++
	if !slices.Contains(f.words, word) {
		f.words = append(f.words, word)
	}
}

// Score is how much a post is worth a fact-checker's time, 0 to 1, by these weights.
func (w Worth) Score(p post.Post, tokens []token.Token, question float64) float64 {
	logit := 0.0
	WorthFeatures(p, tokens, question, func(name string, value float64) { logit += w[name] * value })
	return 1 / (1 + math.Exp(-logit))
}

// checkWorthiness is the score by the weights that are built in, to three places.
func checkWorthiness(p post.Post, tokens []token.Token, question float64) float64 {
	return math.Round(worth.Score(p, tokens, question)*1000) / 1000
}

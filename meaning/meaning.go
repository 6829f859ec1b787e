// Package meaning says what a text is about, so that the same question in other words, or in another language, is seen
// to be the same.
//
// Words and phrases that say the same stand for one concept (concepts.txt); a word that stands for none counts by its
// stem. Concepts weigh by how much they tell (weights.tsv). Start at Of and Meaning.Similarity.
package meaning

import (
	"cmp"
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"hearsay/classifier/language"
	"hearsay/classifier/match"
	"hearsay/classifier/stem"
	"hearsay/classifier/token"
)

// Feature is one thing that a text is about: the hash of a concept or of a stem, and its weight.
type Feature struct {
	ID     uint32
	Weight float32
}

// Meaning is what a text is about: at most Most features, the heaviest first, of unit length together. It cannot be
// turned back into the text.
type Meaning []Feature

// Most is how many features a meaning has at most.
const Most = 16

// mostTokens is how much of a text is looked at word by word: what it is about is said by then.
const mostTokens = 400

// Weights of what is no concept of its own weight.
const (
	stemWeight    = 0.7 // a word that stands for no concept
	askedWeight   = 1   // times the weight of a concept that is asked for
	commonWeight  = 0.1 // times that of a concept said of everything
	conceptWeight = 1
)

//go:embed concepts.txt
var conceptsText string

// weightsText is a line for each concept: its name, and the logarithm of how rare it is. Written by: make learn
//
//go:embed weights.tsv
var weightsText string

// lexicon is the concepts as they are looked for.
type lexicon struct {
	matcher  *match.Matcher
	phrases  []entry // by phrase id
	features []Feature
	names    []string
	asks     []bool   // the concept is what a question wants to know
	asked    []uint32 // the ids of such features
}

// lastAsked is the token up to which a question says what it wants to know: "when" in its midst asks nothing.
const lastAsked = 3

type entry struct {
	concept int
	words   int // how many the phrase has
	stem    bool
}

var concepts = read(conceptsText, weightsText)

// read parses the lexicon. A fault in it is one of the program, which any test shows.
func read(text, weights string) *lexicon {
	rarity := map[string]float64{}
	for line := range strings.Lines(weights) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if weight, err := strconv.ParseFloat(value, 64); err == nil {
			rarity[name] = weight
		}
	}
	l, b := &lexicon{}, match.Builder{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, list, ok := strings.Cut(line, ":")
		if !ok {
			panic(fmt.Sprintf("meaning: %q has no colon", line))
		}
		for phrase := range strings.SplitSeq(list, ",") {
			phrase = strings.TrimSpace(phrase)
			if err := b.Add(phrase, len(l.phrases)); err != nil {
				panic("meaning: " + err.Error())
			}
			l.phrases = append(l.phrases, entry{len(l.names), len(strings.Fields(phrase)), strings.HasSuffix(phrase, "*")})
		}
		l.names, l.asks = append(l.names, name), append(l.asks, name[0] == '?')
		feature := Feature{idOf("concept " + name), float32(weigh(name, rarity))}
		l.features = append(l.features, feature)
		if name[0] == '?' {
			l.asked = append(l.asked, feature.ID)
		}
	}
	l.matcher = b.Build()
	return l
}

func weigh(name string, rarity map[string]float64) float64 {
	weight, known := rarity[name]
	if !known {
		weight = conceptWeight
	}
	switch name[0] {
	case '?':
		return weight * askedWeight
	case '~':
		return weight * commonWeight
	}
	return weight
}

func idOf(name string) uint32 { return uint32(token.HashString(name) >> 32) }

// Of is what a text is about. lang is ISO 639-1, "" if unknown. It is pure and safe for several goroutines.
func Of(text *token.Text, lang string) Meaning {
	var m Meaning
	add := func(f Feature) {
		if !slices.ContainsFunc(m, func(other Feature) bool { return other.ID == f.ID }) {
			m = append(m, f)
		}
	}
	taken := concepts.find(text, lang, func(concept int) { add(concepts.features[concept]) })
	for i := range text.Tokens[:min(len(text.Tokens), mostTokens)] {
		t := &text.Tokens[i]
		if taken[i] || t.Kind != token.Word && t.Kind != token.Number && t.Kind != token.Hashtag || language.IsCommon(t.Hash) {
			continue
		}
		add(Feature{idOf(stem.Of(string(text.Folded(i)), lang)), stemWeight})
	}
	return m.normal()
}

// Concepts are the names of the concepts in a text. It is for those who learn weights.
func Concepts(text *token.Text) []string {
	var names []string
	concepts.find(text, "", func(concept int) {
		if !slices.Contains(names, concepts.names[concept]) {
			names = append(names, concepts.names[concept])
		}
	})
	return names
}

// find calls each for every concept in the text, and tells which tokens stand for one. Longer phrases come first, and
// what they take is not looked at again; a whole word comes before a stem. A word that says nothing in the language of the text is none of
// another language: "die" in German.
func (l *lexicon) find(text *token.Text, lang string, each func(concept int)) (taken []bool) {
	taken = make([]bool, len(text.Tokens))
	hits := l.matcher.Find(nil, text)
	slices.SortStableFunc(hits, func(a, b match.Hit) int {
		x, y := l.phrases[a.Phrase], l.phrases[b.Phrase]
		return cmp.Or(cmp.Compare(y.words, x.words), rank(x.stem)-rank(y.stem))
	})
	for i, h := range hits {
		asks := l.asks[l.phrases[h.Phrase].concept]
		if asks && h.First > lastAsked || !asks && h.First == h.Last && lang != "en" && language.IsCommonIn(text.Tokens[h.First].Hash, lang) {
			continue
		}
		same := i > 0 && hits[i-1].First == h.First && hits[i-1].Last == h.Last && l.phrases[hits[i-1].Phrase].stem == l.phrases[h.Phrase].stem
		if !same && slices.Contains(taken[h.First:h.Last+1], true) {
			continue
		}
		for k := h.First; k <= h.Last; k++ {
			taken[k] = true
		}
		each(l.phrases[h.Phrase].concept)
	}
	return taken
}

func rank(isStem bool) int {
	if isStem {
		return 1
	}
	return 0
}

// leastMass is the summed square of weights below which a text is about nothing in particular.
const leastMass = 0.1

// normal keeps the heaviest features and makes them of unit length.
func (m Meaning) normal() Meaning {
	slices.SortFunc(m, func(a, b Feature) int { return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.ID, b.ID)) })
	m = m[:min(len(m), Most)]
	sum := 0.0
	for _, f := range m {
		sum += float64(f.Weight) * float64(f.Weight)
	}
	if sum < leastMass {
		return nil
	}
	for i := range m {
		m[i].Weight /= float32(math.Sqrt(sum))
	}
	return m
}

// Similarity is how much two texts are about the same, from 0 to 1: the cosine of their features, 0 if they share only what they want to
// know, as "how long" of one thing and of another.
func (m Meaning) Similarity(other Meaning) float64 {
	sum, subject := 0.0, false
	for _, f := range m {
		for _, o := range other {
			if f.ID == o.ID {
				sum += float64(f.Weight) * float64(o.Weight)
				subject = subject || f.isSubject()
			}
		}
	}
	if !subject && m.hasSubject() && other.hasSubject() {
		return 0
	}
	return sum
}

// isSubject tells whether a feature is what a text is about, and tells much.
func (f Feature) isSubject() bool {
	return f.Weight > leastKeyWeight && !slices.Contains(concepts.asked, f.ID)
}

// hasSubject tells whether a text is about anything beside what it wants to know.
func (m Meaning) hasSubject() bool {
	return slices.ContainsFunc(m, Feature.isSubject)
}

// Keys are numbers under which texts about the same are looked up: two of the five heaviest features, or the only one
// that weighs. Texts that share no key are hardly ever about the same.
func (m Meaning) Keys() []uint64 {
	var keys []uint64
	heavy := m[:min(len(m), keyFeatures)]
	for len(heavy) > 1 && heavy[len(heavy)-1].Weight < leastKeyWeight {
		heavy = heavy[:len(heavy)-1]
	}
	for i, f := range heavy {
		if len(heavy) <= 2 {
			keys = append(keys, uint64(f.ID)<<32|1)
		}
		for _, o := range heavy[:i] {
			keys = append(keys, token.Join(uint64(min(f.ID, o.ID)), uint64(max(f.ID, o.ID))))
		}
	}
	return keys
}

const (
	keyFeatures    = 5
	leastKeyWeight = 0.2
)

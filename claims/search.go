package claims

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Match is a claim that a post may repeat.
type Match struct {
	Claim string  `json:"claim"` // its id
	Score float64 `json:"score"` // the probability that the post repeats it, 0 to 1
	Known bool    `json:"known"` // the score is high enough to say so without asking
}

// knownFrom is the probability from which a match is known.
const knownFrom = 0.8

// Candidates that are looked at closely: by words, and by runs of letters besides.
const (
	wordCandidates = 80
	gramCandidates = 40
)

// scratch is the working memory of one search. It is used by one at a time and emptied afterwards.
type scratch struct {
	weight     []float64 // by term: how much the post's word counts, 0 for words it does not have
	present    []int32   // terms with a weight
	mass       float64   // summed weight of the post's words
	wordScore  []float32 // by document
	touched    []int32   // documents with a word score
	gramWeight []float64 // by run of letters: its squared weight, 0 for runs that the post does not have
	grams      []int32
	gramScore  []float32 // by document, of rare runs
	gramDocs   []int32
	gramNorm   float64
	hasPair    []bool // by word pair
	pairs      []int32
}

func (x *Index) newScratch() *scratch {
	return &scratch{
		weight: make([]float64, len(x.terms.idf)), wordScore: make([]float32, len(x.docs)), gramScore: make([]float32, len(x.docs)),
		gramWeight: make([]float64, len(x.grams.idf)), hasPair: make([]bool, len(x.bigrams.idf)),
	}
}

// empty makes the scratch ready for the next search.
func (s *scratch) empty() {
	for _, id := range s.present {
		s.weight[id] = 0
	}
	for _, doc := range s.touched {
		s.wordScore[doc] = 0
	}
	for _, doc := range s.gramDocs {
		s.gramScore[doc] = 0
	}
	for _, id := range s.pairs {
		s.hasPair[id] = false
	}
	for _, id := range s.grams {
		s.gramWeight[id] = 0
	}
	s.present, s.touched, s.grams, s.gramDocs, s.pairs = s.present[:0], s.touched[:0], s.grams[:0], s.gramDocs[:0], s.pairs[:0]
	s.mass, s.gramNorm = 0, 0
}

// Search finds the top claims that a post may repeat, the most probable first. lang is the post's language, ISO 639-1,
// "" if unknown.
func (x *Index) Search(text, lang string, top int) []Match {
	found := x.rank(text, lang, &Weights)
	matches := make([]Match, 0, min(top, len(found)))
	for _, c := range found[:min(top, len(found))] {
		p := Calibration.probability(c.Score)
		matches = append(matches, Match{Claim: x.claims[c.doc].ID, Score: math.Round(p*1000) / 1000, Known: p >= knownFrom})
	}
	return matches
}

// Candidate is a claim as it is looked at closely.
type Candidate struct {
	Claim    string
	Features Features
	Score    float64
	doc      int32
}

// Candidates are all claims that were looked at closely, the best by weights first. It is for those who learn weights.
func (x *Index) Candidates(text, lang string, weights *Features) []Candidate {
	return x.rank(text, lang, weights)
}

func (x *Index) rank(text, lang string, weights *Features) []Candidate {
	s := x.scratch.Get().(*scratch)
	defer func() { s.empty(); x.scratch.Put(s) }()
	x.read(s, x.vocab.analyze(text, lang))
	docs := x.candidates(s)
	found := make([]Candidate, len(docs))
	for i, doc := range docs {
		f := x.features(s, doc)
		found[i] = Candidate{Claim: x.claims[doc].ID, Features: f, Score: f.Score(weights), doc: doc}
	}
	slices.SortFunc(found, func(a, b Candidate) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.doc, b.doc)) })
	return found
}

// bywayWeight is how much a word of a signature counts beside one of the text.
const bywayWeight = 0.5

// read looks up the post's words, word pairs and runs of letters.
func (x *Index) read(s *scratch, a analysis) {
	unknown := map[string]bool{}
	put := func(stem string, weight float64) {
		id, ok := x.terms.ids[stem]
		switch {
		case !ok && !unknown[stem]:
			unknown[stem] = true
			s.mass += weight * x.terms.unknownIDF()
		case ok && s.weight[id] == 0:
			s.weight[id] = weight
			s.present = append(s.present, id)
			s.mass += weight * x.terms.idf[id]
		}
	}
	stems := stemsOf(a.words)
	for _, one := range stems {
		put(one, 1)
	}
	for one := range a.byway {
		put(one, bywayWeight)
	}
	slices.Sort(s.present) // a.byway comes in any order, and sums must not depend on it
	for _, pair := range pairs(stems) {
		if id, ok := x.bigrams.ids[pair]; ok {
			s.hasPair[id] = true
			s.pairs = append(s.pairs, id)
		}
	}
	x.readGrams(s, strings.Join(stems, " "))
}

// readGrams looks up the runs of letters, and adds up the lists of the rare ones.
func (x *Index) readGrams(s *scratch, text string) {
	text = " " + text + " "
	square := x.grams.unknownIDF() * x.grams.unknownIDF()
	for i := 0; i+4 <= len(text); i++ {
		id, ok := x.grams.ids[text[i:i+4]]
		switch {
		case !ok:
			s.gramNorm += square
		case s.gramWeight[id] == 0:
			s.gramWeight[id] = x.grams.idf[id] * x.grams.idf[id]
			s.grams = append(s.grams, id)
			s.gramNorm += s.gramWeight[id]
		}
	}
	s.gramNorm = math.Sqrt(s.gramNorm)
	for _, id := range s.grams {
		list := x.grams.postings[id]
		if len(list)*rareGram > len(x.docs) && len(x.docs) > 100 {
			continue
		}
		for _, p := range list {
			if s.gramScore[p.doc] == 0 {
				s.gramDocs = append(s.gramDocs, p.doc)
			}
			s.gramScore[p.doc] += float32(s.gramWeight[id])
		}
	}
}

// rareGram is the share of claims from which a run of letters finds none by itself.
const rareGram = 100

// common is the share of claims from which a word finds none by itself.
const common = 8

// candidates are the documents to look at closely: the best by words, and the best by letters besides.
func (x *Index) candidates(s *scratch) []int32 {
	for _, id := range s.present {
		list := x.terms.postings[id]
		if len(list)*common > len(x.docs) && len(x.docs) > 100 {
			continue
		}
		w, idf := s.weight[id], x.terms.idf[id]
		for _, p := range list {
			if s.wordScore[p.doc] == 0 {
				s.touched = append(s.touched, p.doc)
			}
			s.wordScore[p.doc] += float32(bm25(w, idf, float64(p.count), x.terms.length[p.doc], x.terms.average, 1.2, 0.75))
		}
	}
	byWords := x.best(s.touched, wordCandidates, func(doc int32) float32 { return s.wordScore[doc] })
	byGrams := x.best(s.gramDocs, gramCandidates, func(doc int32) float32 {
		return s.gramScore[doc] / float32(math.Sqrt(x.docs[doc].gramNorm))
	})
	for _, doc := range byGrams {
		if !slices.Contains(byWords, doc) {
			byWords = append(byWords, doc)
		}
	}
	return byWords
}

// best are the n documents of the highest score; those that say the same as an earlier one are left out.
func (x *Index) best(docs []int32, n int, score func(int32) float32) []int32 {
	type scored struct {
		doc   int32
		score float32
	}
	order := func(a, b scored) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc, b.doc)) }
	top := make([]scored, 0, 2*n)
	least := float32(0)
	for _, doc := range docs {
		if v := score(doc); v > least && x.first[doc] == doc {
			if top = append(top, scored{doc, v}); len(top) == 2*n {
				slices.SortFunc(top, order)
				top = top[:n]
				least = top[n-1].score
			}
		}
	}
	slices.SortFunc(top, order)
	out := make([]int32, min(n, len(top)))
	for i := range out {
		out[i] = top[i].doc
	}
	return out
}

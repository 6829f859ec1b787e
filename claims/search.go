package claims

import (
	"cmp"
	"math"
	"slices"

	"hearsay/classifier/token"
	"hearsay/lexicon"
	"hearsay/matching"
	"hearsay/meaning"
	"hearsay/sentence"
)

// Match is a claim that a post may repeat.
type Match struct {
	Claim string  `json:"claim"` // its id
	Score float64 `json:"score"` // the probability that the post repeats it, 0 to 1
	Known bool    `json:"known"` // the score is high enough to say so without asking
}

// knownFrom is the probability from which a match is known, as measured.
var knownFrom = matching.Measured()[matching.Catalogue].Certain

// candidates is how many claims are looked at closely.
const candidates = 20

// scratch is the working memory of one search. It is used by one at a time and emptied afterwards.
type scratch struct {
	weight     []float32 // by term: how much the post's word counts, 0 for words it does not have
	hasTerm    set       // terms with a weight
	present    []int32   // the same, as a list
	mass       float64   // summed weight of the post's words
	gramWeight []float32 // by run of letters: its squared weight, 0 for runs that the post does not have
	grams      []int32
	gramNorm   float64
	hasPair    set // word pairs
	pairs      []int32

	unknown []word // words that no claim has
	sights  sights
	cut     token.Text
	words   []word
	text    []byte
	runs    []uint64
	top     []scored
	abroad  meaning.Meaning // of a post in another language than the catalogue's
	says    sentence.Vector // of a post in the language of vectors
}

// scored is a document and what it scored.
type scored struct {
	doc      int32
	score    float32
	features int8 // their place, once it has some
}

func (x *Index) newScratch() *scratch {
	return &scratch{
		weight: make([]float32, len(x.terms.idf)), hasTerm: newSet(len(x.terms.idf)), sights: newSights(len(x.docs)),
		gramWeight: make([]float32, len(x.grams.idf)), hasPair: newSet(len(x.bigrams.idf)),
	}
}

// empty makes the scratch ready for the next search.
func (s *scratch) empty() {
	for _, id := range s.present {
		s.weight[id] = 0
	}
	s.hasTerm.removeAll(s.present)
	s.hasPair.removeAll(s.pairs)
	for _, id := range s.grams {
		s.gramWeight[id] = 0
	}
	clear(s.sights)
	s.present, s.grams, s.pairs, s.unknown = s.present[:0], s.grams[:0], s.pairs[:0], s.unknown[:0]
	s.mass, s.gramNorm, s.abroad, s.cut.Source = 0, 0, nil, ""
	clear(s.words)
}

// Search finds the top claims that a post may repeat, the most probable first. lang is the post's language, ISO 639-1,
// "" if unknown.
func (x *Index) Search(text, lang string, top int) []Match {
	if lang = languageOf(text, lang); !x.isAbroad(lang) {
		return x.search(text, lang, nil, top)
	}
	cut := token.Cut(text[:min(len(text), mostText)])
	about := meaning.Of(cut, lang)
	var found []Match
	if x.language() == lexicon.Language {
		found = x.search(lexicon.English(cut, lang), lexicon.Language, about, top)
	}
	if found == nil || slices.Contains(x.languages, lang) {
		found = merge(found, x.search(text, lang, about, top), top)
	}
	return found
}

// merge are the best of two lists of matches; of two of one claim the more probable.
func merge(a, b []Match, top int) []Match {
	all := slices.Concat(a, b)
	slices.SortStableFunc(all, func(a, b Match) int { return cmp.Compare(b.Score, a.Score) })
	seen := map[string]bool{}
	all = slices.DeleteFunc(all, func(m Match) bool {
		isAgain := seen[m.Claim]
		seen[m.Claim] = true
		return isAgain
	})
	return all[:min(len(all), top)]
}

// search is Search with the words of one text. about is what a post from abroad is about, nil for others.
func (x *Index) search(text, lang string, about meaning.Meaning, top int) []Match {
	s := x.scratch.Get().(*scratch)
	defer x.release(s)
	s.abroad = about
	found := x.score(s, withoutFaint(x.look(s, text, lang), top), max(top, closest))
	if s.abroad != nil {
		x.weighAbroad(found, s.abroad)
	}
	slices.SortFunc(found, byScore)
	matches := make([]Match, 0, min(top, len(found)))
	for _, c := range found[:min(top, len(found))] {
		p := Calibration.probability(float64(c.score))
		matches = append(matches, Match{Claim: x.claims[c.doc].ID, Score: math.Round(p*1000) / 1000, Known: p >= knownFrom})
	}
	return matches
}

// faint is how little a claim may score at first sight beside the best: one that scores less than one part in so many is not what the post
// repeats. Weights are learned from those, too.
const faint = 2

// withoutFaint cuts the faint ones off those that score best at first sight, and leaves so many at least, as that many were asked for.
func withoutFaint(found []scored, least int) []scored {
	n := len(found)
	for n > least && found[n-1].score*faint < found[0].score {
		n--
	}
	return found[:n]
}

// closest is how many claims are compared by runs of letters, at least: those that score best by the rest.
const closest = 10

// score scores the claims that are looked at closely, and leaves the n closest.
func (x *Index) score(s *scratch, found []scored, n int) []scored {
	var features [candidates]Features
	for i := range found {
		features[i] = x.wordFeatures(s, found[i].doc)
		found[i] = scored{found[i].doc, float32(features[i].Score(&Weights)), int8(i)}
	}
	slices.SortFunc(found, byScore)
	found = found[:min(len(found), n)]
	for i := range found {
		f := &features[found[i].features]
		x.gramFeatures(f, s, found[i].doc)
		found[i].score = float32(f.Score(&Weights))
	}
	return found
}

// byScore puts the best first, and the earlier of two that score the same.
func byScore(a, b scored) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc, b.doc))
}

// look reads a post and finds the documents to look at closely.
func (x *Index) look(s *scratch, text, lang string) []scored {
	post := x.vocab.analyzeIn(&s.cut, s.words[:0], text, lang)
	x.read(s, post)
	s.says, s.words = post.says, post.words
	if s.abroad != nil {
		x.addAbroad(s, s.abroad)
	}
	return x.firstSight(s)
}

func (x *Index) release(s *scratch) {
	s.empty()
	x.scratch.Put(s)
}

// Candidate is a claim as it is looked at closely.
type Candidate struct {
	Claim    string
	Features Features
}

// Candidates are all claims that are looked at closely. It is for those who learn weights.
func (x *Index) Candidates(text, lang string) []Candidate {
	s := x.scratch.Get().(*scratch)
	defer x.release(s)
	var all []Candidate
	for _, found := range x.look(s, text, languageOf(text, lang)) {
		all = append(all, Candidate{x.claims[found.doc].ID, x.features(s, found.doc)})
	}
	return all
}

// bywayWeight is how much a word of a signature counts beside one of the text.
const bywayWeight = 0.5

// read looks up the post's words, word pairs and runs of letters.
func (x *Index) read(s *scratch, a analysis) {
	for i, w := range a.words {
		x.put(s, w, 1)
		if i == 0 {
			continue
		}
		if id, ok := x.bigrams.id(token.Join(a.words[i-1].hash, w.hash)); ok && !s.hasPair.has(id) {
			s.hasPair.add(id)
			s.pairs = append(s.pairs, id)
		}
	}
	for _, hash := range a.byway {
		x.put(s, word{stemHash: stemHash{hash: hash}}, bywayWeight)
	}
	s.text = textOf(s.text[:0], a.words)
	s.runs = runs(s.runs[:0], s.text)
	x.readGrams(s)
}

// put gives a word of the post its weight. A word that no claim has counts once, too.
func (x *Index) put(s *scratch, w word, weight float32) {
	id, ok := x.terms.id(w.hash)
	switch {
	case ok && s.weight[id] == 0:
		s.weight[id] = weight
		s.hasTerm.add(id)
		s.present = append(s.present, id)
		s.mass += float64(weight) * x.terms.idf[id]
	case !ok && !slices.ContainsFunc(s.unknown, func(other word) bool { return other.hash == w.hash }):
		s.unknown = append(s.unknown, w)
		s.mass += float64(weight) * x.unknownIDF()
	}
}

// readGrams looks up the runs of letters.
func (x *Index) readGrams(s *scratch) {
	square := x.unknownIDF() * x.unknownIDF()
	for _, run := range s.runs {
		id, ok := x.grams.id(run)
		switch {
		case !ok:
			s.gramNorm += square
		case s.gramWeight[id] == 0:
			weight := x.grams.idf[id] * x.grams.idf[id]
			s.gramWeight[id] = float32(weight)
			s.grams = append(s.grams, id)
			s.gramNorm += weight
		}
	}
	s.gramNorm = math.Sqrt(s.gramNorm)
}

// firstSight scores the documents by the words they share with the post; for words that no claim has, which may be
// misspelt, by their runs of letters. What it gives are the best, the earlier of two that score the same first.
func (x *Index) firstSight(s *scratch) []scored {
	for _, id := range s.present {
		halvings := 0
		if s.weight[id] == bywayWeight {
			halvings = 1
		}
		s.see(x.terms.postings[id], halvings)
	}
	for _, w := range s.unknown {
		s.text = textOf(s.text[:0], []word{w})
		s.runs = runs(s.runs[:0], s.text)
		for _, run := range s.runs {
			if id, ok := x.grams.id(run); ok {
				s.see(x.grams.postings[id], 0)
			}
		}
	}
	s.top = s.sights.best(s.top[:0], candidates)
	return s.top
}

// see scores the documents of a list, by what the feature counts in each, halved so many times.
func (s *scratch) see(list []posting, halvings int) {
	for _, p := range list {
		s.sights.add(p.doc, p.impact>>halvings)
	}
}

package claims

import (
	"math"
	"slices"

	"hearsay/sentence"
)

// document is one claim as it is compared.
type document struct {
	terms                 []int32 // distinct terms of the sentence, of the title, and of neighbours written together
	counts                []int32 // counts of each
	names, numbers, pairs []int32
	grams                 []int32

	sums

	says, titleSays sentence.Vector // if they are in the language of vectors
}

// sums are what a document's features weigh together.
type sums struct {
	logLength                                float64 // of the sentence
	claimMass, titleMass                     float64 // of the terms' weights
	claimMass2                               float64 // of their squares
	nameMass                                 float64
	gramNorm                                 float64
	claimNorm, titleNorm, bothNorm, flatNorm float64 // of the lengths, as BM25 has them
}

// all are the sums one by one.
func (s *sums) all() [10]*float64 {
	return [...]*float64{
		&s.logLength, &s.claimMass, &s.titleMass, &s.claimMass2, &s.nameMass, &s.gramNorm,
		&s.claimNorm, &s.titleNorm, &s.bothNorm, &s.flatNorm,
	}
}

// counts is how often a term stands in a claim's sentence, in its title, and in both with neighbours written together.
type counts int32

// mostCount is the highest count; what stands more often counts as if it stood so often.
const mostCount = math.MaxUint8

func countsOf(claim, title, both int) counts {
	return counts(min(claim, mostCount) | min(title, mostCount)<<8 | min(both, mostCount)<<16) //nolint:gosec // of 24 bits
}

func (c counts) claim() float64 { return float64(c & mostCount) }
func (c counts) title() float64 { return float64(c >> 8 & mostCount) }
func (c counts) both() float64  { return float64(c >> 16 & mostCount) }

// draft is what is counted of a document before all are known.
type draft struct {
	length             int // words of the sentence
	claim, title, both []hit
}

// hit is a term and how often it stands there.
type hit struct {
	term  int32
	count int
}

// count counts each term among stems, in the order they first stand.
func (x *Index) count(stems []uint64) []hit {
	var hits []hit
	for _, one := range stems {
		id := x.terms.building[one]
		if i := slices.IndexFunc(hits, func(h hit) bool { return h.term == id }); i >= 0 {
			hits[i].count++
		} else {
			hits = append(hits, hit{id, 1})
		}
	}
	return hits
}

// weigh sums what needs the weights of all terms.
func (x *Index) weigh(d *document, of draft, length float64) {
	d.terms, d.counts = make([]int32, len(of.both)), make([]int32, len(of.both))
	for i, h := range of.both {
		d.terms[i], d.counts[i] = h.term, int32(countsOf(countOf(of.claim, h.term), countOf(of.title, h.term), h.count))
	}
	d.logLength = math.Log(float64(max(of.length, 1))) / 5
	for _, h := range of.claim {
		idf := x.terms.idf[h.term]
		d.claimMass += idf
		d.claimMass2 += idf * idf
	}
	for _, h := range of.title {
		d.titleMass += x.terms.idf[h.term]
	}
	for _, id := range d.names {
		d.nameMass += x.terms.idf[id]
	}
	for _, id := range d.grams {
		d.gramNorm += x.grams.idf[id] * x.grams.idf[id]
	}
	d.gramNorm = math.Sqrt(d.gramNorm)
	d.claimNorm = lengthNorm(float64(of.length), x.claimLength, steep, lengthShare)
	d.titleNorm = lengthNorm(float64(len(of.title)), x.titleLength, steep, lengthShare)
	d.bothNorm = lengthNorm(length, x.terms.average, steep, lengthShare)
	d.flatNorm = lengthNorm(length, x.terms.average, flat, flatLengthShare)
}

func countOf(hits []hit, term int32) int {
	if i := slices.IndexFunc(hits, func(h hit) bool { return h.term == term }); i >= 0 {
		return hits[i].count
	}
	return 0
}

// lists are the lists of a document in the order in which they are read.
func (d *document) lists() [6]*[]int32 {
	return [...]*[]int32{&d.terms, &d.counts, &d.names, &d.numbers, &d.pairs, &d.grams}
}

// pack puts the lists of each document behind one another in memory: they are read together, and mostly from afar.
func (x *Index) pack() {
	n := 0
	for i := range x.docs {
		for _, list := range x.docs[i].lists() {
			n += len(*list)
		}
	}
	all := make([]int32, 0, n)
	for i := range x.docs {
		for _, list := range x.docs[i].lists() {
			start := len(all)
			all = append(all, *list...)
			*list = all[start:len(all):len(all)]
		}
	}
}

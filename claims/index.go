package claims

import (
	"math"
	"slices"
	"strings"
	"sync"

	"hearsay/classifier/token"
)

// Index finds the claims of a catalogue that a post repeats. It is immutable and safe for several goroutines.
//
// A post's words, word pairs and runs of four letters find candidates in inverted lists; a weighted sum of features
// (features.go), learned from posts whose claim is known, puts them in order. Entries that say the same in almost the
// same words count as one: the first stands for all.
type Index struct {
	claims  []Claim
	vocab   vocabulary
	terms   *field // stems of claim and title, and neighbours written together
	grams   *field // runs of four bytes
	bigrams *field
	docs    []document
	first   []int32 // of those that say the same, the first
	// mean words of a claim's sentence and of its title
	claimLength, titleLength float64
	scratch                  sync.Pool
}

// document is one claim as it is compared.
type document struct {
	claim, title           []int32 // distinct terms
	claimSeq               []int32 // in order
	names, numbers, pairs  []int32
	claimMass, titleMass   float64 // sums of the terms' weights
	claimMass2             float64 // sum of their squares
	nameMass               float64
	gramNorm               float64
	claimCount, titleCount map[int32]float32
}

// field is an inverted list over one kind of feature.
type field struct {
	ids      map[string]int32
	idf      []float64
	postings [][]posting
	length   []float64 // of each document
	average  float64
}

type posting struct {
	doc   int32
	count float32
}

func newField() *field { return &field{ids: map[string]int32{}} }

// add counts the features of the next document.
func (f *field) add(features []string) []int32 {
	doc := int32(len(f.length)) //nolint:gosec // a catalogue has fewer than two thousand million claims
	f.length = append(f.length, float64(len(features)))
	f.average += float64(len(features))
	ids := make([]int32, 0, len(features))
	for _, feature := range features {
		id, known := f.ids[feature]
		if !known {
			id = int32(len(f.postings)) //nolint:gosec // as above
			f.ids[strings.Clone(feature)] = id
			f.postings = append(f.postings, nil)
		}
		list := f.postings[id]
		if n := len(list); n > 0 && list[n-1].doc == doc {
			list[n-1].count++
		} else {
			f.postings[id] = append(list, posting{doc, 1})
			ids = append(ids, id)
		}
	}
	return ids
}

// finish weighs the features: BM25's idf (Robertson, Zaragoza 2009), never negative.
func (f *field) finish() {
	n := float64(len(f.length))
	f.average /= max(n, 1)
	f.idf = make([]float64, len(f.postings))
	for id, list := range f.postings {
		df := float64(len(list))
		f.idf[id] = math.Log(1 + (n-df+0.5)/(df+0.5))
	}
}

// unknownIDF is the weight of a word that no claim has.
func (f *field) unknownIDF() float64 { return math.Log(1 + 2*float64(len(f.length))) }

// NewIndex indexes a catalogue. Claims keep their order: of two that say the same, the earlier one is found.
func NewIndex(all []Claim) *Index {
	x := &Index{claims: all, vocab: learn(all), terms: newField(), grams: newField(), bigrams: newField()}
	gramIDs := make([][]int32, len(all))
	for i := range all {
		gramIDs[i] = x.add(&all[i])
	}
	for _, f := range []*field{x.terms, x.grams, x.bigrams} {
		f.finish()
	}
	x.claimLength /= float64(max(len(all), 1))
	x.titleLength /= float64(max(len(all), 1))
	for i := range x.docs {
		x.weigh(&x.docs[i], gramIDs[i])
	}
	x.findTwins()
	x.scratch.New = func() any { return x.newScratch() }
	return x
}

// Len is how many claims there are.
func (x *Index) Len() int { return len(x.claims) }

func (x *Index) add(c *Claim) (grams []int32) {
	claim, title := x.vocab.analyze(c.Text, c.Language).words, x.vocab.analyze(c.Title, c.Language).words
	d := document{claimCount: map[int32]float32{}, titleCount: map[int32]float32{}}
	stems := append(stemsOf(claim), stemsOf(title)...)
	x.terms.add(append(stems, joined(c.Text+" . "+c.Title)...))
	for i, w := range claim {
		id := x.terms.ids[w.stem]
		d.claimSeq = append(d.claimSeq, id)
		if d.claimCount[id]++; d.claimCount[id] == 1 {
			d.claim = append(d.claim, id)
			if w.isName && i > 0 {
				d.names = append(d.names, id)
			}
			if isNumber(w.stem) {
				d.numbers = append(d.numbers, id)
			}
		}
	}
	for _, w := range title {
		id := x.terms.ids[w.stem]
		if d.titleCount[id]++; d.titleCount[id] == 1 {
			d.title = append(d.title, id)
			if isNumber(w.stem) && d.claimCount[id] == 0 {
				d.numbers = append(d.numbers, id)
			}
		}
	}
	d.pairs = x.bigrams.add(append(pairs(stemsOf(claim)), pairs(stemsOf(title))...))
	x.claimLength += float64(len(claim))
	x.titleLength += float64(len(title))
	x.docs = append(x.docs, d)
	return x.grams.add(runs(strings.Join(stems, " ")))
}

// weigh sums what needs the weights of all terms.
func (x *Index) weigh(d *document, grams []int32) {
	for _, id := range d.claim {
		idf := x.terms.idf[id]
		d.claimMass += idf
		d.claimMass2 += idf * idf
	}
	for _, id := range d.title {
		d.titleMass += x.terms.idf[id]
	}
	for _, id := range d.names {
		d.nameMass += x.terms.idf[id]
	}
	for _, id := range grams {
		d.gramNorm += x.grams.idf[id] * x.grams.idf[id]
	}
	d.gramNorm = math.Sqrt(d.gramNorm)
}

// twin is the share of common words from which two claims say the same.
const twin = 0.8

// findTwins points each claim to the first one that says the same. Twins share one of their three rarest words.
func (x *Index) findTwins() {
	x.first = make([]int32, len(x.docs))
	for i := range x.docs {
		self := int32(i) //nolint:gosec // as above
		x.first[i] = self
		d := &x.docs[i]
		rarest := slices.Clone(d.claim)
		slices.SortFunc(rarest, func(a, b int32) int { return len(x.terms.postings[a]) - len(x.terms.postings[b]) })
		for _, id := range rarest[:min(3, len(rarest))] {
			for _, p := range x.terms.postings[id] {
				if p.doc >= self || x.first[p.doc] != p.doc || p.doc >= x.first[i] {
					continue
				}
				if similar(d, &x.docs[p.doc]) {
					x.first[i] = p.doc
				}
			}
		}
	}
}

func similar(a, b *document) bool {
	common := 0
	for _, id := range a.claim {
		if b.claimCount[id] > 0 {
			common++
		}
	}
	return float64(common) >= twin*float64(len(a.claim)+len(b.claim)-common)
}

func stemsOf(words []word) []string {
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = w.stem
	}
	return stems
}

// pairs are the neighbours among words.
func pairs(words []string) []string {
	var out []string
	for i := 1; i < len(words); i++ {
		out = append(out, words[i-1]+" "+words[i])
	}
	return out
}

// runs are the runs of four bytes of a text.
func runs(text string) []string {
	text = " " + text + " "
	var out []string
	for i := 0; i+4 <= len(text); i++ {
		out = append(out, text[i:i+4])
	}
	return out
}

// joined are neighbours written together, as in "corn flakes" for posts that write "cornflakes".
func joined(text string) []string {
	var out []string
	tokens := token.Cut(make([]token.Token, 0, 64), text)
	for i := 1; i < len(tokens); i++ {
		a, b := tokens[i-1], tokens[i]
		if a.Kind == token.Word && b.Kind == token.Word && len(a.Folded) > 2 && len(b.Folded) > 2 {
			out = append(out, stem(a.Folded+b.Folded, "en"))
		}
	}
	return out
}

func isNumber(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

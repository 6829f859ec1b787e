package claims

import "math"

// The features of a post and a claim, in the order of Weights. Each grows with how likely the post repeats the claim,
// but for those whose weight is negative, which temper others.
const (
	claimBM25      = iota // BM25 of the claim's sentence
	titleBM25             // of the article's title
	bothBM25              // of both, and neighbours written together
	flatBM25              // of both, with length counting less and repetition more
	pairMass              // weight of common word pairs
	pairShare             // the same, as a share of the post
	gramCosine            // of runs of four letters
	gramShare             // the post's share of common runs
	claimCovered          // share of the claim's weight that the post has
	claimCovered2         // the same, rare words counting more
	titleCovered          // of the title's
	mostCovered           // the higher of the two
	postCovered           // share of the post's weight that the claim has
	bothCovered           // geometric mean of that and claimCovered
	namesCovered          // of the claim's names
	numbersCovered        // of its numbers
	rarestWord            // weight of the rarest common word
	rareMass2             // sum of squared weights of common words
	rareMass3             // of cubed ones
	rareRoot              // square root of the latter
	longestRun            // words in a row that both have
	claimLength           // words of the claim, logarithm
	featureCount
)

// FeatureNames name the features in the order of Weights.
var FeatureNames = [featureCount]string{
	"claim BM25", "title BM25", "both BM25", "flat BM25", "pair mass", "pair share", "gram cosine", "gram share", "claim covered", "claim covered, squared",
	"title covered", "most covered", "post covered", "both covered", "names covered", "numbers covered", "rarest word", "rare mass 2", "rare mass 3", "rare root",
	"claim length",
}

// Features are the values for one post and one claim, about 0 to 1 each.
type Features [featureCount]float64

// Score is the weighted sum.
func (f *Features) Score(weights *Features) float64 {
	sum := 0.0
	for i, v := range f {
		sum += v * weights[i]
	}
	return sum
}

// bm25 is the share of one term in the score of a document of that length.
func bm25(weight, idf, count, length, average, k1, b float64) float64 {
	return weight * idf * count * (k1 + 1) / (count + k1*(1-b+b*length/average))
}

// features compares a post with one claim.
func (x *Index) features(s *scratch, doc int32) Features {
	var f Features
	d := &x.docs[doc]
	claimMass, claimMass2 := x.termFeatures(&f, s, d, doc)
	x.coverFeatures(&f, s, d, claimMass, claimMass2)
	for _, id := range d.pairs {
		if s.hasPair[id] {
			f[pairMass] += x.bigrams.idf[id]
		}
	}
	f[pairShare] = f[pairMass] / (s.mass + 1)
	f[pairMass] /= 30
	sum := float32(0)
	for _, id := range d.grams {
		sum += s.gramWeight[id]
	}
	dot := float64(sum)
	if dot > 0 {
		f[gramCosine] = dot / (s.gramNorm * d.gramNorm)
		f[gramShare] = dot / (s.gramNorm * s.gramNorm)
	}
	f[claimLength] = math.Log(float64(max(d.length, 1))) / 5
	return f
}

// termFeatures looks at the words that post and claim share.
func (x *Index) termFeatures(f *Features, s *scratch, d *document, doc int32) (claimMass, claimMass2 float64) {
	for _, h := range d.claim {
		if w := float64(s.weight[h.term]); w > 0 {
			idf := x.terms.idf[h.term]
			claimMass += idf * w
			claimMass2 += idf * idf * w
			f[claimBM25] += bm25(w, idf, float64(h.count), float64(d.length), x.claimLength, 1.2, 0.75)
		}
	}
	for _, h := range d.title {
		if w := float64(s.weight[h.term]); w > 0 {
			idf := x.terms.idf[h.term]
			f[titleCovered] += idf * w
			f[titleBM25] += bm25(w, idf, float64(h.count), float64(len(d.title)), x.titleLength, 1.2, 0.75)
		}
	}
	length := x.terms.length[doc]
	for _, h := range d.both {
		w, idf := float64(s.weight[h.term]), x.terms.idf[h.term]
		if w == 0 {
			continue
		}
		f[bothBM25] += bm25(w, idf, float64(h.count), length, x.terms.average, 1.2, 0.75)
		f[flatBM25] += bm25(w, idf, float64(h.count), length, x.terms.average, 2, 0.3)
		f[postCovered] += idf * w
		f[rarestWord] = max(f[rarestWord], idf)
		f[rareMass2] += idf * w * idf * w
		f[rareMass3] += idf * w * idf * w * idf * w
	}
	f[claimBM25], f[titleBM25], f[bothBM25], f[flatBM25] = f[claimBM25]/30, f[titleBM25]/30, f[bothBM25]/30, f[flatBM25]/30
	f[rarestWord] /= 10
	f[rareRoot] = math.Sqrt(f[rareMass3]) / 40
	f[rareMass2] /= 200
	f[rareMass3] /= 1500
	return claimMass, claimMass2
}

// coverFeatures looks at how much of the one the other has.
func (x *Index) coverFeatures(f *Features, s *scratch, d *document, claimMass, claimMass2 float64) {
	f[claimCovered] = claimMass / (d.claimMass + 1)
	f[claimCovered2] = claimMass2 / (d.claimMass2 + 1)
	f[titleCovered] /= d.titleMass + 1
	f[mostCovered] = max(f[claimCovered], f[titleCovered])
	f[postCovered] /= s.mass + 1
	f[bothCovered] = math.Sqrt(f[claimCovered] * f[postCovered])
	for _, id := range d.names {
		if s.weight[id] > 0 {
			f[namesCovered] += x.terms.idf[id]
		}
	}
	f[namesCovered] /= d.nameMass + 1
	for _, id := range d.numbers {
		if s.weight[id] > 0 {
			f[numbersCovered]++
		}
	}
	f[numbersCovered] /= float64(len(d.numbers)) + 1
}

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
	claimLength           // words of the claim, logarithm
	saysSame              // how much both say the same, in whatever words
	titleSaysSame         // the same of the title
	featureCount
)

// FeatureNames name the features in the order of Weights.
var FeatureNames = [featureCount]string{
	"claim BM25", "title BM25", "both BM25", "flat BM25", "pair mass", "pair share", "gram cosine", "gram share", "claim covered", "claim covered, squared",
	"title covered", "most covered", "post covered", "both covered", "names covered", "numbers covered", "rarest word", "rare mass 2", "rare mass 3", "rare root",
	"claim length", "says the same", "title says the same",
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

// The two BM25: how soon more of a term adds nothing (k1), and how much length tells (b).
const (
	steep, lengthShare    = 1.2, 0.75
	flat, flatLengthShare = 2, 0.3
)

// bm25 is the share of one term in the score of a document of that lengthNorm (Robertson, Zaragoza 2009).
func bm25(idf, count, norm, k1 float64) float64 { return idf * count * (k1 + 1) / (count + norm) }

// lengthNorm is what a term's count is held against in a document of that length.
func lengthNorm(length, average, k1, b float64) float64 {
	if average == 0 {
		return k1
	}
	return k1 * (1 - b + b*length/average)
}

// features compares a post with one claim.
func (x *Index) features(s *scratch, doc int32) Features {
	f := x.wordFeatures(s, doc)
	x.gramFeatures(&f, s, doc)
	return f
}

// wordFeatures are all but those of runs of letters.
func (x *Index) wordFeatures(s *scratch, doc int32) Features {
	var f Features
	d := &x.docs[doc]
	claimMass, claimMass2 := x.termFeatures(&f, s, d)
	x.coverFeatures(&f, s, d, claimMass, claimMass2)
	for _, id := range d.pairs {
		if s.hasPair.has(id) {
			f[pairMass] += x.bigrams.idf[id]
		}
	}
	f[pairShare] = f[pairMass] / (s.mass + 1)
	f[pairMass] /= 30
	f[claimLength] = d.logLength
	f[saysSame], f[titleSaysSame] = s.says.Similarity(&d.says), s.says.Similarity(&d.titleSays)
	return f
}

func (x *Index) gramFeatures(f *Features, s *scratch, doc int32) {
	d := &x.docs[doc]
	sum := float32(0)
	for _, id := range d.grams {
		sum += s.gramWeight[id]
	}
	if dot := float64(sum); dot > 0 {
		f[gramCosine] = dot / (s.gramNorm * d.gramNorm)
		f[gramShare] = dot / (s.gramNorm * s.gramNorm)
	}
}

// termFeatures looks at the words that post and claim share.
func (x *Index) termFeatures(f *Features, s *scratch, d *document) (claimMass, claimMass2 float64) {
	for i, id := range d.terms {
		if !s.hasTerm.has(id) {
			continue
		}
		c, idf := counts(d.counts[i]), x.terms.idf[id]
		mass := float64(s.weight[id]) * idf
		if n := c.claim(); n > 0 {
			claimMass += mass
			claimMass2 += mass * idf
			f[claimBM25] += bm25(mass, n, d.claimNorm, steep)
		}
		if n := c.title(); n > 0 {
			f[titleCovered] += mass
			f[titleBM25] += bm25(mass, n, d.titleNorm, steep)
		}
		f[bothBM25] += bm25(mass, c.both(), d.bothNorm, steep)
		f[flatBM25] += bm25(mass, c.both(), d.flatNorm, flat)
		f[postCovered] += mass
		f[rarestWord] = max(f[rarestWord], idf)
		f[rareMass2] += mass * mass
		f[rareMass3] += mass * mass * mass
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
		if s.hasTerm.has(id) {
			f[namesCovered] += x.terms.idf[id]
		}
	}
	f[namesCovered] /= d.nameMass + 1
	for _, id := range d.numbers {
		if s.hasTerm.has(id) {
			f[numbersCovered]++
		}
	}
	f[numbersCovered] /= float64(len(d.numbers)) + 1
}

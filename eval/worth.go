package main

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hearsay/classifier"
	"hearsay/classifier/language"
	"hearsay/classifier/question"
	"hearsay/classifier/token"
	"hearsay/post"
)

// judged is a tweet as features, and whether it is worth checking.
type judged struct {
	features map[string]float64
	names    []string // of the features, sorted, so that sums do not depend on chance
	isWorth  bool
}

// judge reads a split of tweets with their labels.
func judge(dir, split string) ([]judged, error) {
	worth, err := labels(filepath.Join(dir, "tweets", split+".labels.tsv"))
	if err != nil {
		return nil, err
	}
	posts, err := tweets(filepath.Join(dir, "tweets", split+".ndjson"))
	if err != nil {
		return nil, err
	}
	all := make([]judged, len(posts))
	for i, p := range posts {
		features := featuresOf(p)
		all[i] = judged{features, slices.Sorted(maps.Keys(features)), worth[p.ID]}
	}
	return all, nil
}

func featuresOf(p post.Post) map[string]float64 {
	text := token.Cut(p.Text)
	return classifier.WorthFeatures(&p, text, question.Score(text, language.Identify(text, p.Language)).Score)
}

// leastTweets is in how many tweets of the training split a word must stand to get a weight.
const leastTweets = 3

// learnWorth fits the weights by logistic regression: stochastic gradient ascent in a fixed order, with decay, which
// is stronger on words than on the features of form.
func learnWorth(train []judged) map[string]float64 {
	seen := map[string]int{}
	for _, j := range train {
		for name := range j.features {
			seen[name]++
		}
	}
	weights := map[string]float64{}
	rate := 0.15
	for range 60 {
		for _, j := range train {
			logit := 0.0
			for _, name := range j.names {
				logit += weights[name] * j.features[name]
			}
			want := 0.0
			if j.isWorth {
				want = 1
			}
			off := want - 1/(1+math.Exp(-logit))
			for name, value := range j.features {
				if seen[name] < leastTweets {
					continue
				}
				decay := 5e-2
				if strings.HasPrefix(name, "*") {
					decay = 5e-3
				}
				weights[name] = weights[name]*(1-rate*decay) + rate*off*value
			}
		}
		rate *= 0.96
	}
	return weights
}

// leastWeight is the weight below which a word is left out of the table.
const leastWeight = 0.1

// writeWorth writes the table, the features of form first, then the words by weight.
func writeWorth(name string, weights map[string]float64) error {
	names := slices.SortedFunc(maps.Keys(weights), func(a, b string) int {
		isFormA, isFormB := strings.HasPrefix(a, "*"), strings.HasPrefix(b, "*")
		switch {
		case isFormA && !isFormB:
			return -1
		case isFormB && !isFormA:
			return 1
		}
		return cmp.Or(cmp.Compare(weights[b], weights[a]), cmp.Compare(a, b))
	})
	var b strings.Builder
	for _, one := range names {
		if strings.HasPrefix(one, "*") || math.Abs(weights[one]) >= leastWeight {
			fmt.Fprintf(&b, "%s\t%.2f\n", one, weights[one])
		}
	}
	return os.WriteFile(name, []byte(b.String()), 0o600)
}

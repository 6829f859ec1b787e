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

// judged is a tweet, and whether it is worth checking.
type judged struct {
	post    post.Post
	isWorth bool
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
		all[i] = judged{p, worth[p.ID]}
	}
	return all, nil
}

// learnWorth fits to the judged tweets how much what a text says makes it worth checking: logistic regression on what the teacher says
// of it, with decay, by gradient ascent. It gives how much each text of the material is worth, in logits.
func learnWorth(m *material, tweets []judged) []float64 {
	const decay, rate, rounds = 0.5, 0.02, 3000
	says := m.says[len(m.says)-m.tweets:]
	w, bias := make([]float64, teacherWidth), 0.0
	for range rounds {
		slope, up := make([]float64, len(w)), 0.0
		add(slope, w, -decay)
		for i, t := range tweets {
			off := fact(t.isWorth) - 1/(1+math.Exp(-dot(w, says[i])-bias))
			add(slope, says[i], off)
			up += off
		}
		add(w, slope, rate)
		bias += rate * up
	}
	logits := multiply(m.says, w)
	for i := range logits {
		logits[i] += bias
	}
	return logits
}

func fact(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// featuresOf are a post's form and words.
func featuresOf(p post.Post) map[string]float64 {
	text := token.Cut(p.Text)
	return classifier.WorthFeatures(&p, text, question.Score(text, language.Identify(text, p.Language)).Score)
}

func isForm(name string) bool { return strings.HasPrefix(name, "*") }

func wordsOf(text string) map[string]float64 {
	features := featuresOf(post.Post{Text: text})
	maps.DeleteFunc(features, func(name string, _ float64) bool { return isForm(name) })
	return features
}

// learnForm fits the weights of form to the judged tweets: logistic regression with decay, by gradient ascent.
func learnForm(train []judged) map[string]float64 {
	const decay, rate, rounds = 1, 0.01, 3000
	forms := make([]map[string]float64, len(train))
	for i := range train {
		forms[i] = featuresOf(train[i].post)
		maps.DeleteFunc(forms[i], func(name string, _ float64) bool { return !isForm(name) })
	}
	weights := map[string]float64{}
	for range rounds {
		slope := map[string]float64{}
		for i, form := range forms {
			logit := 0.0
			for _, name := range slices.Sorted(maps.Keys(form)) {
				logit += weights[name] * form[name]
			}
			off := fact(train[i].isWorth) - 1/(1+math.Exp(-logit))
			for name, value := range form {
				slope[name] += off * value
			}
		}
		for name, by := range slope {
			weights[name] += rate * (by - decay*weights[name])
		}
	}
	return weights
}

// formShare is how much the form of an English post counts beside its words, before both are calibrated.
const formShare = 0.3

// calibrateWords brings the weights of words to where the score is the probability that a tweet is worth checking: logistic regression of
// the judged tweets on the sum of both, by gradient ascent.
func calibrateWords(train []judged, form, words map[string]float64) {
	sums := make([]float64, len(train))
	for i := range train {
		for name, value := range featuresOf(train[i].post) {
			if isForm(name) {
				sums[i] += formShare * form[name] * value
			} else {
				sums[i] += words[name] * value
			}
		}
	}
	slope, bias := 0.5, 0.0
	for range 50_000 {
		var up, along float64
		for i, sum := range sums {
			off := fact(train[i].isWorth) - 1/(1+math.Exp(-slope*sum-bias))
			up += off
			along += off * sum
		}
		slope += 0.001 * along / float64(len(sums))
		bias += 0.1 * up / float64(len(sums))
	}
	for name := range words {
		words[name] *= slope
	}
	words[classifier.WordsBias], words[classifier.FormShare] = bias, slope*formShare
}

// leastWeight is the weight below which a word is left out.
const leastWeight = 0.3

// worthRidge is the ridge of the weights of words, and worthRepeat how often a judged tweet counts beside other texts.
const worthRidge, worthRepeat = 2, 5

// learnWords fits the weights of words to how much texts are worth. Those that tell little are left out.
func learnWords(m *material, worth []float64) map[string]float64 {
	words := make([]map[string]float64, len(m.texts))
	each(len(words), func(i int) { words[i] = wordsOf(m.texts[i]) })
	p := newRegression(words, worthRidge)
	for i := len(m.texts) - m.tweets; i < len(m.texts); i++ {
		p.weight[i] = worthRepeat
	}
	found := p.solve(func(row int) float64 { return worth[row] })
	weights := map[string]float64{}
	for name, i := range p.columns {
		if math.Abs(found[i]) >= leastWeight {
			weights[name] = found[i]
		}
	}
	return weights
}

// writeWorth writes the table, the features of form first, then the words by weight.
func writeWorth(form, words map[string]float64) error {
	weights := maps.Clone(words)
	maps.Copy(weights, form)
	names := slices.SortedFunc(maps.Keys(weights), func(a, b string) int {
		isFormA, isFormB := isForm(a), isForm(b)
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
		fmt.Fprintf(&b, "%s\t%.2f\n", one, weights[one])
	}
	return os.WriteFile("classifier/worth.tsv", []byte(b.String()), 0o600)
}

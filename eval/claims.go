package main

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"hearsay/claims"
)

// example is a post whose claim is known.
type example struct {
	text  string
	right map[string]bool
}

// catalogue reads the claims of the shared data.
func catalogue(dir string) ([]claims.Claim, error) {
	name := filepath.Join(dir, "claims", "claims.tsv")
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening the catalogue: %w", err)
	}
	defer file.Close()
	return claims.Read(name, file)
}

// examples reads the posts of a split, with the claims that they repeat.
func examples(dir, split string) ([]example, error) {
	rows, err := tsv(filepath.Join(dir, "claims", split+".posts.tsv"))
	if err != nil {
		return nil, err
	}
	file, err := os.Open(filepath.Join(dir, "claims", split+".qrels"))
	if err != nil {
		return nil, fmt.Errorf("opening the judgements: %w", err)
	}
	defer file.Close()
	right := map[string]map[string]bool{}
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		parts := strings.Fields(scanner.Text())
		if right[parts[0]] == nil {
			right[parts[0]] = map[string]bool{}
		}
		right[parts[0]][parts[2]] = true
	}
	all := make([]example, len(rows))
	for i, row := range rows {
		all[i] = example{row[1], right[row[0]]}
	}
	return all, scanner.Err()
}

// tsv reads a table without its header.
func tsv(name string) ([][]string, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	defer file.Close()
	table := csv.NewReader(file)
	table.Comma, table.LazyQuotes, table.FieldsPerRecord = '\t', true, -1
	rows, err := table.ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return rows[1:], nil
}

// lines reads a table whose cells are never quoted, without its header.
func lines(name string) ([][]string, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	var rows [][]string
	for line := range strings.Lines(string(data)) {
		rows = append(rows, strings.Split(strings.TrimRight(line, "\r\n"), "\t"))
	}
	if len(rows) < 2 {
		return nil, fmt.Errorf("%s is empty", name)
	}
	return rows[1:], nil
}

// measured is how well claims are found.
type measured struct{ map5, p1 float64 }

// measureClaims ranks the claims for each post.
func measureClaims(x *claims.Index, all []example) measured {
	var m measured
	for _, e := range all {
		precision := 0.0
		found := 0
		for rank, match := range x.Search(e.text, "en", 5) {
			if e.right[match.Claim] {
				found++
				precision += float64(found) / float64(rank+1)
				if rank == 0 {
					m.p1++
				}
			}
		}
		m.map5 += precision / float64(min(len(e.right), 5))
	}
	return measured{m.map5 / float64(len(all)), m.p1 / float64(len(all))}
}

// latency is the median time of one search.
func latency(x *claims.Index, all []example) time.Duration {
	var times []time.Duration
	for _, e := range all {
		start := time.Now()
		x.Search(e.text, "en", 5)
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	return times[len(times)/2]
}

// learnClaims fits the weights to the training split: the right claim is to win among all candidates (softmax,
// stochastic gradient ascent, a little decay). Then the calibration: how probable the best candidate is right.
func learnClaims(x *claims.Index, train []example) (claims.Features, claims.Logistic) {
	var weights claims.Features
	for i := range weights {
		if claims.FeatureNames[i] == "both BM25" {
			weights[i] = 5
		}
	}
	var lists [][]claims.Candidate
	for _, e := range train {
		lists = append(lists, x.Candidates(e.text, "en"))
	}
	rate := 0.5
	for range 80 {
		for i, e := range train {
			step(&weights, lists[i], e.right, rate)
		}
		rate *= 0.95
	}
	return weights, calibrate(lists, train, &weights)
}

// step moves the weights a little towards the right candidates of one post.
func step(weights *claims.Features, list []claims.Candidate, right map[string]bool, rate float64) {
	scores := make([]float64, len(list))
	most, sum, isThere := math.Inf(-1), 0.0, false
	for i := range list {
		scores[i] = list[i].Features.Score(weights)
		most = max(most, scores[i])
		isThere = isThere || right[list[i].Claim]
	}
	if !isThere {
		return
	}
	for i := range scores {
		scores[i] = math.Exp(scores[i] - most)
		sum += scores[i]
	}
	for i := range list {
		pull := -scores[i] / sum
		if right[list[i].Claim] {
			pull++
		}
		for k := range weights {
			weights[k] += rate * pull * list[i].Features[k]
		}
	}
	for k := range weights {
		weights[k] *= 1 - 1e-5
	}
}

// calibrate fits a logistic curve from the best candidate's score to whether it is right. Each post counts twice: as it
// is, and as if the catalogue lacked its claim, so that the best of the rest is wrong.
func calibrate(lists [][]claims.Candidate, train []example, weights *claims.Features) claims.Logistic {
	type point struct{ score, right float64 }
	var points []point
	for i, list := range lists {
		best, wrong := point{score: math.Inf(-1)}, point{score: math.Inf(-1)}
		for k := range list {
			score := list[k].Features.Score(weights)
			isRight := train[i].right[list[k].Claim]
			if score > best.score {
				best = point{score, 0}
				if isRight {
					best.right = 1
				}
			}
			if !isRight && score > wrong.score {
				wrong.score = score
			}
		}
		points = append(points, best, wrong)
	}
	var curve claims.Logistic
	for range 20_000 {
		var slope, bias float64
		for _, p := range points {
			off := p.right - 1/(1+math.Exp(-(curve.Slope*p.score+curve.Bias)))
			slope += off * p.score
			bias += off
		}
		n := float64(len(points))
		curve.Slope += 0.01 * slope / n
		curve.Bias += 0.1 * bias / n
	}
	return curve
}

// measureKnown tells, of posts of which half have a claim in the catalogue, how many are said to be known, rightly and not.
func measureKnown(x *claims.Index, all []example) (precision, recall float64) {
	said, right := 0, 0
	for _, e := range all {
		found := x.Search(e.text, "en", 5)
		if len(found) > 0 && found[0].Known {
			said++
			if e.right[found[0].Claim] {
				right++
			}
		}
		for _, m := range found {
			if !e.right[m.Claim] {
				if m.Known {
					said++
				}
				break
			}
		}
	}
	return ratio(right, said), ratio(right, len(all))
}

// writeWeights writes what was learned as a readable table.
func writeWeights(weights claims.Features, curve claims.Logistic) error {
	var b strings.Builder
	b.WriteString("package claims\n\n// Weights of the features. Written by: make learn\nvar Weights = Features{\n")
	for i, w := range weights {
		fmt.Fprintf(&b, "\t%.3f, // %s\n", w, claims.FeatureNames[i])
	}
	fmt.Fprintf(&b, "}\n\n// Calibration turns a score into a probability. Written by the same.\nvar Calibration = Logistic{Slope: %.4f, Bias: %.4f}\n", curve.Slope, curve.Bias)
	return os.WriteFile("claims/weights.go", []byte(b.String()), 0o600)
}

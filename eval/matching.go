package main

import (
	"path/filepath"

	"hearsay/claims"
	"hearsay/matching"
	"hearsay/triage"
)

// tallies measures how often matches of each kind are right, by their score: questions and claims against what others of the same or of other groups
// say, posts against the catalogue.
func tallies(dir string, x *claims.Index, train []example) (map[matching.Kind]matching.Tally, error) {
	rows, err := lines(filepath.Join(dir, "questions", "covid-q.tsv"))
	if err != nil {
		return nil, err
	}
	var questions []said
	for _, row := range rows {
		questions = append(questions, said{row[len(row)-1], row[0]})
	}
	var posts []said
	for _, e := range train {
		for id := range e.right {
			posts = append(posts, said{e.text, id})
			break
		}
	}
	return map[matching.Kind]matching.Tally{
		matching.Question: grouped(questions), matching.Claim: grouped(posts), matching.Catalogue: found(x, train),
	}, nil
}

// said is a text, and what group it is of.
type said struct{ text, group string }

// grouped leaves each text out, and looks which group it would have joined by meaning, and whether that is its own.
func grouped(all []said) matching.Tally {
	signs := make([]triage.Signature, len(all))
	for i, s := range all {
		signs[i] = triage.Sign(s.text, "en")
	}
	var t matching.Tally
	for i, s := range all {
		sums, counts := map[string]float64{}, map[string]float64{}
		for j, other := range all {
			if i != j {
				sums[other.group] += signs[i].Alike(&signs[j])
				counts[other.group]++
			}
		}
		best, most := "", 0.0
		for group, sum := range sums {
			if mean := sum / counts[group]; mean > most || mean == most && group < best {
				best, most = group, mean
			}
		}
		if best != "" {
			t.Add(most, best == s.group)
		}
	}
	return t
}

// found searches for each post with its claim in the catalogue, and as if it were not.
func found(x *claims.Index, all []example) matching.Tally {
	var t matching.Tally
	for _, e := range all {
		matches := x.Search(e.text, "en", 5)
		if len(matches) > 0 {
			t.Add(matches[0].Score, e.right[matches[0].Claim])
		}
		for _, m := range matches {
			if !e.right[m.Claim] {
				t.Add(m.Score, false)
				break
			}
		}
	}
	return t
}

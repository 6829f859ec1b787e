package main

import (
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hearsay/classifier/token"
	"hearsay/meaning"
)

// learnMeaning weighs the concepts by how rare they are among real questions.
func learnMeaning(dir string) (map[string]float64, error) {
	rows, err := lines(filepath.Join(dir, "questions", "covid-q.tsv"))
	if err != nil {
		return nil, err
	}
	seen := map[string]float64{}
	for _, row := range rows {
		for _, name := range meaning.Concepts(token.Cut(row[len(row)-1])) {
			seen[name]++
		}
	}
	for name, n := range seen {
		seen[name] = math.Log(float64(len(rows))/n) / 4
	}
	return seen, nil
}

func writeMeaning(weights map[string]float64) error {
	var b strings.Builder
	for _, concept := range slices.Sorted(maps.Keys(weights)) {
		fmt.Fprintf(&b, "%s\t%.2f\n", concept, weights[concept])
	}
	return os.WriteFile("meaning/weights.tsv", []byte(b.String()), 0o600)
}

package main

import (
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"

	"hearsay/claims"
)

// material is the English texts that are learned from, and what the teacher says of each.
type material struct {
	texts  []string
	says   [][]float64
	claims int // the first are the claims of the catalogue
	tweets int // the last are the judged tweets
}

// mixtures is how many texts are made of parts of others.
const mixtures = 120_000

// gather lets the teacher judge every English text of the shared data that may be learned from, and as many again that are made of
// parts of them.
func gather(dir string, catalogue []claims.Claim, train []example, tweets []judged) (*material, error) {
	m := &material{claims: len(catalogue), tweets: len(tweets)}
	for i := range catalogue {
		m.texts = append(m.texts, catalogue[i].Text)
	}
	for i := range catalogue {
		m.texts = append(m.texts, catalogue[i].Title)
	}
	for _, e := range train {
		m.texts = append(m.texts, claims.Body(e.text))
	}
	for _, name := range []string{"covid-q.tsv", "ud-en.tsv"} {
		rows, err := lines(filepath.Join(dir, "questions", name))
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			m.texts = append(m.texts, row[len(row)-1])
		}
	}
	pool := slices.Clone(m.texts)
	for _, t := range tweets {
		for range 12 {
			pool = append(pool, t.post.Text)
		}
	}
	m.texts = append(m.texts, mix(pool)...)
	for _, t := range tweets {
		m.texts = append(m.texts, t.post.Text)
	}
	var err error
	m.says, err = teacherSays(m.texts)
	return m, err
}

// mix makes texts of parts of others, always the same.
func mix(pool []string) []string {
	random := rand.New(rand.NewPCG(1, 2))
	part := func() string {
		words := strings.Fields(pool[random.IntN(len(pool))])
		if len(words) < 4 {
			return strings.Join(words, " ")
		}
		n := min(3+random.IntN(26), len(words))
		first := random.IntN(len(words) - n + 1)
		return strings.Join(words[first:first+n], " ")
	}
	out := make([]string, mixtures)
	for i := range out {
		out[i] = part()
		if i%2 == 0 {
			out[i] += " " + part()
		}
	}
	return out
}

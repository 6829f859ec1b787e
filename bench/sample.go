package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"hearsay/claims"
)

// sample is what the peers read.
type sample struct {
	posts   []string // about 94 bytes each
	tweets  []string // whole
	claims  []claims.Claim
	sources []string // texts that phrases are cut from
}

// postBytes is about how long a post is.
const postBytes = 94

// load reads the shared data, or makes text up where there is none.
func load(dir string) (*sample, error) {
	name := filepath.Join(dir, "claims", "claims.tsv")
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		fmt.Println("The shared data is not here; everything below is made up.")
		return madeUp(), nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	s := &sample{}
	if s.claims, err = claims.Read(name, file); err != nil {
		return nil, err
	}
	for _, split := range []string{"train", "dev"} {
		posts, err := os.Open(filepath.Join(dir, "claims", split+".posts.tsv"))
		if err != nil {
			return nil, err
		}
		table := csv.NewReader(posts)
		table.Comma, table.LazyQuotes, table.FieldsPerRecord = '\t', true, -1
		rows, err := table.ReadAll()
		if err := errors.Join(err, posts.Close()); err != nil {
			return nil, err
		}
		for _, row := range rows[1:] {
			s.tweets = append(s.tweets, row[1])
		}
	}
	s.cut()
	return s, nil
}

// cut makes posts of the tweets, and sources of the claims.
func (s *sample) cut() {
	for _, tweet := range s.tweets {
		if len(tweet) < postBytes {
			continue
		}
		if len(tweet) > postBytes+8 {
			tweet = tweet[:max(strings.LastIndexByte(tweet[:postBytes+8], ' '), postBytes)]
		}
		s.posts = append(s.posts, tweet)
	}
	for _, c := range s.claims {
		s.sources = append(s.sources, c.Text)
	}
}

func madeUp() *sample {
	words := strings.Fields("water school mask vaccine minister flood town closed open tomorrow people hospital test result winter road bridge power price doctor child claim secret video never always hundred thousand river mayor street train virus cure lemon garlic")
	random := rand.New(rand.NewPCG(1, 2))
	sentence := func(n int) string {
		picked := make([]string, n)
		for i := range picked {
			picked[i] = words[random.IntN(len(words))]
		}
		return strings.Join(picked, " ")
	}
	s := &sample{}
	for i := range 10_000 {
		s.claims = append(s.claims, claims.Claim{ID: fmt.Sprint(i), Text: fmt.Sprintf("%s %d", sentence(14), i)})
		s.tweets = append(s.tweets, sentence(20))
	}
	s.cut()
	return s
}

// phrases cuts n different phrases of two to four words from the sources; one in ten ends in a stem.
func (s *sample) phrases(n int) []string {
	random := rand.New(rand.NewPCG(3, 4))
	seen := map[string]bool{}
	var all []string
	for len(all) < n {
		words := strings.FieldsFunc(strings.ToLower(s.sources[random.IntN(len(s.sources))]), func(r rune) bool { return r < 'a' || r > 'z' })
		length := 2 + random.IntN(3)
		if len(words) < length {
			continue
		}
		at := random.IntN(len(words) - length + 1)
		phrase := strings.Join(words[at:at+length], " ")
		if last := words[at+length-1]; random.IntN(10) == 0 && len(last) > 5 {
			phrase = strings.TrimSuffix(phrase, last[4:]) + "*"
		}
		if !seen[phrase] {
			seen[phrase] = true
			all = append(all, phrase)
		}
	}
	return all
}

package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"time"

	bobusumisu "github.com/BobuSumisu/aho-corasick"
	cloudflare "github.com/cloudflare/ahocorasick"
	coregx "github.com/coregx/ahocorasick"
	petar "github.com/petar-dambovaliev/aho-corasick"

	"hearsay/classifier/match"
	"hearsay/classifier/token"
)

// peer finds phrases in posts. Folding the posts is a part of the work.
type peer struct {
	name string
	make func(phrases []string) (find func(posts []string) (hits int), err error)
	most int // phrases beyond which it is not worth waiting for
}

var peers = []peer{
	{"hearsay", hearsay, 1 << 30},
	{"Hyperscan", hyperscan, 1 << 30},
	{"coregx/ahocorasick", coregxPeer, 1 << 30},
	{"BobuSumisu/aho-corasick", bobusumisuPeer, 1 << 30},
	{"cloudflare/ahocorasick", cloudflarePeer, 1 << 30},
	{"petar-dambovaliev/aho-corasick", petarPeer, 1 << 30},
	{"a loop of regexps", regexpPeer, 1000},
}

// benchPhrases prints how long a post takes each peer, with more and more phrases.
func benchPhrases(s *sample, each time.Duration) error {
	fmt.Printf("Phrases in posts of about %d bytes, folding included: posts a second on one core, and how many times as long as hearsay\n\n", postBytes)
	fmt.Println("| | 100 phrases | 1,000 phrases | 10,000 phrases |\n|---|---|---|---|")
	sizes := []int{100, 1000, 10_000}
	ours := make([]time.Duration, len(sizes))
	for p, peer := range peers {
		fmt.Printf("| %s |", peer.name)
		for i, size := range sizes {
			if size > peer.most {
				fmt.Print(" |")
				continue
			}
			find, err := peer.make(s.phrases(size))
			if err != nil {
				return fmt.Errorf("%s: %w", peer.name, err)
			}
			posts := s.posts
			if peer.most < 1<<30 {
				posts = posts[:20]
			}
			took := measure(len(posts), each, func() { find(posts) })
			if p == 0 {
				ours[i] = took
			}
			fmt.Printf(" %.3g M (%.2f) |", 1e3/float64(took.Nanoseconds()), float64(took)/float64(ours[i]))
		}
		fmt.Println()
	}
	fmt.Printf("\nhearsay at 10,000 phrases takes %.2f times as long as at 100.\n\n", float64(ours[2])/float64(ours[0]))
	return nil
}

func hearsay(phrases []string) (func([]string) int, error) {
	var b match.Builder
	for i, phrase := range phrases {
		if err := b.Add(phrase, i); err != nil {
			return nil, err
		}
	}
	m := b.Build()
	text, hits := &token.Text{}, []match.Hit{}
	return func(posts []string) int {
		n := 0
		for _, post := range posts {
			text.Read(post)
			hits = m.Find(hits[:0], text)
			n += len(hits)
		}
		return n
	}, nil
}

// literals are phrases for libraries that know no stems.
func literals(phrases []string) []string {
	all := make([]string, len(phrases))
	for i, phrase := range phrases {
		all[i] = strings.TrimSuffix(phrase, "*")
	}
	return all
}

func bytesOf(phrases []string) [][]byte {
	var all [][]byte
	for _, phrase := range literals(phrases) {
		all = append(all, []byte(phrase))
	}
	return all
}

func coregxPeer(phrases []string) (func([]string) int, error) {
	a, err := coregx.NewBuilder().AddStrings(literals(phrases)).Build()
	if err != nil {
		return nil, err
	}
	return func(posts []string) int {
		n := 0
		for _, post := range posts {
			n += len(a.FindAllOverlapping(bytes.ToLower([]byte(post))))
		}
		return n
	}, nil
}

func bobusumisuPeer(phrases []string) (func([]string) int, error) {
	trie := bobusumisu.NewTrieBuilder().AddStrings(literals(phrases)).Build()
	return func(posts []string) int {
		n := 0
		for _, post := range posts {
			n += len(trie.MatchString(strings.ToLower(post)))
		}
		return n
	}, nil
}

func cloudflarePeer(phrases []string) (func([]string) int, error) {
	m := cloudflare.NewMatcher(bytesOf(phrases))
	return func(posts []string) int {
		n := 0
		for _, post := range posts {
			n += len(m.Match(bytes.ToLower([]byte(post))))
		}
		return n
	}, nil
}

func petarPeer(phrases []string) (func([]string) int, error) {
	builder := petar.NewAhoCorasickBuilder(petar.Opts{AsciiCaseInsensitive: true, DFA: true})
	automaton := builder.Build(literals(phrases))
	return func(posts []string) int {
		n := 0
		for _, post := range posts {
			n += len(automaton.FindAll(post))
		}
		return n
	}, nil
}

func regexpPeer(phrases []string) (func([]string) int, error) {
	var all []*regexp.Regexp
	for _, phrase := range phrases {
		compiled, err := regexp.Compile(pattern(phrase))
		if err != nil {
			return nil, err
		}
		all = append(all, compiled)
	}
	return func(posts []string) int {
		n := 0
		for _, post := range posts {
			for _, one := range all {
				if one.MatchString(post) {
					n++
				}
			}
		}
		return n
	}, nil
}

// pattern is a phrase as a regular expression.
func pattern(phrase string) string {
	stem, isStem := strings.CutSuffix(phrase, "*")
	if isStem {
		return `(?i)\b` + regexp.QuoteMeta(stem)
	}
	return `(?i)\b` + regexp.QuoteMeta(phrase) + `\b`
}

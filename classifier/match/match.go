// Package match finds all phrases of all rules in a post in one pass over its tokens.
//
// A phrase is a few words: "when can i", with a star for the rest of a word ("rokot*") or for any one word ("the *
// vaccine"). Phrases are folded as tokens are. A Matcher is a trie of words; it is built once and read by many.
package match

import (
	"fmt"
	"sort"
	"strings"

	"hearsay/classifier/token"
)

// Hit is one phrase found: its id as it was added, and the tokens it spans.
type Hit struct {
	Phrase int
	First  int // index of the first token
	Last   int // index of the last token
}

// Matcher finds phrases. It is immutable and safe for several goroutines.
type Matcher struct{ nodes []node }

// node is one place in the trie. Words that begin with one of stems go on below it; lengths are those of the stems,
// longest first, so that a token is looked up once for each.
type node struct {
	words   map[string]int
	stems   map[string]int
	lengths []int
	any     int // the node below a lone star, 0 for none
	phrases []int
}

// Builder collects phrases. The zero value is ready; not safe for several goroutines.
type Builder struct{ nodes []node }

// maxWords bounds a phrase; longer ones are sentences, which do not repeat word for word.
const maxWords = 16

// Add adds a phrase under an id of the caller's. An error says what is wrong with the phrase.
func (b *Builder) Add(phrase string, id int) error {
	words := strings.Fields(phrase)
	if len(words) == 0 || len(words) > maxWords {
		return fmt.Errorf("a phrase has 1 to %d words, %q has %d", maxWords, phrase, len(words))
	}
	if len(b.nodes) == 0 {
		b.nodes = append(b.nodes, node{})
	}
	at := 0
	for i, word := range words {
		stem, isStem := strings.CutSuffix(word, "*")
		switch {
		case isStem && stem == "" && (i == 0 || i == len(words)-1):
			return fmt.Errorf("%q begins or ends with a lone star, which says nothing", phrase)
		case strings.Contains(stem, "*"):
			return fmt.Errorf("%q has a star inside a word; a star stands at a word's end or for a whole word", phrase)
		case isStem && stem != "" && len(token.Fold(stem)) < 2:
			return fmt.Errorf("%q: a stem has at least two letters", phrase)
		}
		next, err := b.step(at, stem, isStem)
		if err != nil {
			return fmt.Errorf("%q: %w", phrase, err)
		}
		at = next
	}
	b.nodes[at].phrases = append(b.nodes[at].phrases, id)
	return nil
}

// step is the node below at for one word, made if need be.
func (b *Builder) step(at int, word string, isStem bool) (int, error) {
	if isStem && word == "" {
		if b.nodes[at].any == 0 {
			b.nodes[at].any = b.grow()
		}
		return b.nodes[at].any, nil
	}
	folded, err := foldWord(word)
	if err != nil {
		return 0, err
	}
	edges := &b.nodes[at].words
	if isStem {
		edges = &b.nodes[at].stems
	}
	if next, ok := (*edges)[folded]; ok {
		return next, nil
	}
	if *edges == nil {
		*edges = map[string]int{}
	}
	next := len(b.nodes)
	(*edges)[folded] = next
	b.grow()
	return next, nil
}

func (b *Builder) grow() int {
	b.nodes = append(b.nodes, node{})
	return len(b.nodes) - 1
}

// foldWord folds one word of a phrase as the tokeniser folds it in a text.
func foldWord(word string) (string, error) {
	cut := token.Cut(nil, word)
	if len(cut) != 1 || cut[0].Folded == "" {
		return "", fmt.Errorf("%q is not one word; write words apart by spaces, without punctuation", word)
	}
	return cut[0].Folded, nil
}

// Build makes the Matcher; the Builder is spent.
func (b *Builder) Build() *Matcher {
	for i := range b.nodes {
		n := &b.nodes[i]
		seen := map[int]bool{}
		for stem := range n.stems {
			if !seen[len(stem)] {
				seen[len(stem)] = true
				n.lengths = append(n.lengths, len(stem))
			}
		}
		sort.Sort(sort.Reverse(sort.IntSlice(n.lengths)))
	}
	return &Matcher{nodes: b.nodes}
}

// Find appends every phrase found in tokens to hits, in the order of where they begin. A phrase does not reach
// across the end of a sentence or a link.
func (m *Matcher) Find(hits []Hit, tokens []token.Token) []Hit {
	if len(m.nodes) == 0 {
		return hits
	}
	for i := range tokens {
		hits = m.walk(hits, tokens, i, i, 0)
	}
	return hits
}

func (m *Matcher) walk(hits []Hit, tokens []token.Token, first, i, at int) []Hit {
	if i == len(tokens) || tokens[i].Folded == "" {
		return hits
	}
	n, word := &m.nodes[at], tokens[i].Folded
	if next, ok := n.words[word]; ok {
		hits = m.reach(hits, tokens, first, i, next)
	}
	for _, length := range n.lengths {
		if length > len(word) {
			continue
		}
		if next, ok := n.stems[word[:length]]; ok {
			hits = m.reach(hits, tokens, first, i, next)
		}
	}
	if n.any != 0 {
		hits = m.reach(hits, tokens, first, i, n.any)
	}
	return hits
}

func (m *Matcher) reach(hits []Hit, tokens []token.Token, first, i, at int) []Hit {
	for _, phrase := range m.nodes[at].phrases {
		hits = append(hits, Hit{Phrase: phrase, First: first, Last: i})
	}
	return m.walk(hits, tokens, first, i+1, at)
}

// Package match finds all phrases of all rules in a post in one pass over its tokens.
//
// A phrase is a few words: "when can i", with a star for the rest of a word ("rokot*") or for any one word ("the *
// vaccine"). Phrases are folded as tokens are. A Matcher is a trie of words whose edges stand in one hash table; it is
// built once and read by many. Most words of a post begin no
// phrase, and small filters say so without the table.
package match

import (
	"math/bits"

	"hearsay/classifier/token"
)

// Hit is one phrase found: its id as it was added, and the tokens it spans.
type Hit struct {
	Phrase int
	First  int // index of the first token
	Last   int // index of the last token
}

// Matcher finds phrases. It is immutable and safe for several goroutines.
type Matcher struct {
	nodes []node
	ids   []int32             // of the phrases that end at each node, one node's after the other's
	edges *token.Table[int32] // by edge keys: the node below
	alone filter              // the words that begin a phrase, whatever follows
	pairs filter              // the first two words of phrases whose first says little by itself
	short *starts             // the lengths of the stems that begin a phrase, by their first two bytes
	long  *starts             // of those of four bytes and more, by their first four
}

// node is one place in the trie; the root is the first.
type node struct {
	from, to int32  // of the phrases that end here, in ids
	stems    uint32 // a bit for each length of the stems that go on below
	any      int32  // the node below a lone star, 0 for none
	isInner  bool   // words or stems go on below
}

// wordKey and stemKey are the edges below a node: for a word, and for words that begin with a stem.
func wordKey(at int32, hash uint64) uint64 {
	if at == 0 {
		return hash
	}
	return token.Join(uint64(at), hash) //nolint:gosec // an index
}

func stemKey(at int32, hash uint64) uint64 {
	return token.Join(uint64(at)|1<<40, hash) //nolint:gosec // an index
}

// Find appends every phrase found in the text to hits, in the order of where they begin. A phrase does not reach
// across the end of a sentence or a link. Find allocates only where hits grows.
func (m *Matcher) Find(hits []Hit, text *token.Text) []Hit {
	if len(m.nodes) == 0 {
		return hits
	}
	for i := range text.Tokens {
		t := &text.Tokens[i]
		if !t.IsWord() {
			continue
		}
		if m.alone.has(t.Hash) || i+1 < len(text.Tokens) && m.pairs.has(token.Join(t.Hash, text.Tokens[i+1].Hash)) {
			if next := m.edges.Get(t.Hash); next != nil {
				hits = m.reach(hits, text, i, i, *next)
			}
		}
		// A word that is shorter than what it is looked up by finds lengths that it does not have.
		if lengths := m.short.lengths(t.Head&twoBytes) | m.long.lengths(t.Head); lengths != 0 {
			hits = m.stems(hits, text, i, i, 0, lengths)
		}
	}
	return hits
}

// walk goes on from a node at token i.
func (m *Matcher) walk(hits []Hit, text *token.Text, first, i int, at int32) []Hit {
	n := &m.nodes[at]
	if i == len(text.Tokens) || !text.Tokens[i].IsWord() {
		return hits
	}
	if n.isInner {
		if next := m.edges.Get(wordKey(at, text.Tokens[i].Hash)); next != nil {
			hits = m.reach(hits, text, first, i, *next)
		}
		if n.stems != 0 {
			hits = m.stems(hits, text, first, i, at, n.stems)
		}
	}
	if n.any != 0 {
		hits = m.reach(hits, text, first, i, n.any)
	}
	return hits
}

// stems goes on below a node by each stem of these lengths that token i begins with, the longest first.
func (m *Matcher) stems(hits []Hit, text *token.Text, first, i int, at int32, lengths uint32) []Hit {
	word := text.Folded(i)
	for lengths != 0 {
		length := bits.Len32(lengths) - 1
		lengths &^= 1 << length
		if length > len(word) {
			continue
		}
		if next := m.edges.Get(stemKey(at, token.Hash(word[:length]))); next != nil {
			hits = m.reach(hits, text, first, i, *next)
		}
	}
	return hits
}

func (m *Matcher) reach(hits []Hit, text *token.Text, first, i int, at int32) []Hit {
	n := &m.nodes[at]
	for _, phrase := range m.ids[n.from:n.to] {
		hits = append(hits, Hit{Phrase: int(phrase), First: first, Last: i})
	}
	return m.walk(hits, text, first, i+1, at)
}

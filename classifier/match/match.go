// Package match finds all phrases of all rules in a post in one pass over its tokens.
//
// A phrase is a few words: "when can i", with a star for the rest of a word ("rokot*") or for any one word ("the *
// vaccine"). Phrases are folded as tokens are. A Matcher is a trie of words whose edges stand in one hash table; it is
// built once and read by many. A phrase's first two words are one edge, as many phrases begin with a word that says
// little. Most words of a post begin no phrase, and small filters say so without the table.
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
	ids   []int32 // of the phrases that end at each node, one node's after the other's
	edges *token.Table[edge]

	// How phrases begin that begin with a whole word: most words of a post need no more than these.
	opening filter // the first words of those that do not go on with a whole word
	alone   filter // of these, the words after which the phrase ends, or any word may come
	pairs   filter // the first two words, or the first and how the stem after it begins

	short *starts // the lengths of the stems that begin a phrase, by their first two bytes
	long  *starts // of those of four bytes and more, by their first four
}

// edge leads to a node. Where one phrase ends there and nothing goes on, which is so for most, the edge says which, and
// the node need not be read.
type edge struct {
	node int32
	leaf int32 // one more than the phrase, 0 for an edge that does not say
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

// beforeStem tells a word from others by itself and the first letters of the next, which a stem has at least.
func beforeStem(word uint64, nextHead uint32) uint64 {
	return token.Join(word, uint64(nextHead&twoBytes))
}

// Find appends every phrase found in the text to hits, in the order of where they begin. A phrase does not reach
// across the end of a sentence or a link. Find allocates only where hits grows.
func (m *Matcher) Find(hits []Hit, text *token.Text) []Hit {
	if len(m.nodes) == 0 {
		return hits
	}
	none := token.Token{}
	for i := range text.Tokens {
		t, next := &text.Tokens[i], &none
		if !t.IsWord() {
			continue
		}
		if i+1 < len(text.Tokens) {
			next = &text.Tokens[i+1]
		}
		if m.opening.has(t.Hash) && (m.alone.has(t.Hash) || m.pairs.has(beforeStem(t.Hash, next.Head))) {
			hits = m.follow(hits, text, i, i, t.Hash)
		}
		if pair := token.Join(t.Hash, next.Hash); m.pairs.has(pair) {
			hits = m.follow(hits, text, i, i+1, pair)
		}
		// A word that is shorter than what it is looked up by finds lengths that it does not have.
		if lengths := m.short.lengths(t.Head&twoBytes) | m.long.lengths(t.Head); lengths != 0 {
			hits = m.stems(hits, text, i, i, 0, lengths)
		}
	}
	return hits
}

// stems goes on below a node by each stem of these lengths that token i begins with, the longest first.
func (m *Matcher) stems(hits []Hit, text *token.Text, first, i int, at int32, lengths uint32) []Hit {
	word := text.Folded(i)
	for lengths != 0 {
		length := bits.Len32(lengths) - 1
		lengths &^= 1 << length
		if length <= len(word) {
			hits = m.follow(hits, text, first, i, stemKey(at, token.Hash(word[:length])))
		}
	}
	return hits
}

// follow goes on by the edge of a key, if there is one, which ends at token last.
func (m *Matcher) follow(hits []Hit, text *token.Text, first, last int, key uint64) []Hit {
	e := m.edges.Get(key)
	switch {
	case e == nil:
		return hits
	case e.leaf != 0:
		return append(hits, Hit{Phrase: int(e.leaf - 1), First: first, Last: last})
	}
	return m.reach(hits, text, first, last, e.node)
}

// reach goes on from a node that token last led to.
func (m *Matcher) reach(hits []Hit, text *token.Text, first, last int, at int32) []Hit {
	n := &m.nodes[at]
	for _, phrase := range m.ids[n.from:n.to] {
		hits = append(hits, Hit{Phrase: int(phrase), First: first, Last: last})
	}
	next := last + 1
	if next == len(text.Tokens) || !text.Tokens[next].IsWord() {
		return hits
	}
	if n.isInner {
		hits = m.follow(hits, text, first, next, wordKey(at, text.Tokens[next].Hash))
	}
	if n.stems != 0 {
		hits = m.stems(hits, text, first, next, at, n.stems)
	}
	if n.any != 0 {
		hits = m.reach(hits, text, first, next, n.any)
	}
	return hits
}

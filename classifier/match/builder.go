package match

import (
	"fmt"
	"strings"

	"hearsay/classifier/token"
)

// Builder collects phrases. The zero value is ready; not safe for several goroutines.
type Builder struct {
	nodes   []node
	phrases [][]int32 // that end at each node
	edges   map[uint64]edge
	stems   []string // that begin a phrase

	opening, alone, pairs []uint64 // as the Matcher's filters
}

// maxWords bounds a phrase; longer ones are sentences, which do not repeat word for word.
const maxWords = 16

// Add adds a phrase under an id of the caller's, from 0 to 2^31-1. An error says what is wrong with the phrase.
func (b *Builder) Add(phrase string, id int) error {
	words, err := cut(phrase)
	if err != nil {
		return err
	}
	if len(b.nodes) == 0 {
		b.edges = map[uint64]edge{}
		b.grow()
	}
	at, rest := b.begin(words)
	for _, w := range rest {
		at = b.step(at, w)
	}
	b.phrases[at] = append(b.phrases[at], int32(id)) //nolint:gosec // as documented
	return nil
}

// begin notes for the filters how a phrase begins, and returns the node after that, and the words that are left.
func (b *Builder) begin(words []word) (at int32, rest []word) {
	first := token.HashString(words[0].folded)
	switch {
	case words[0].isStem:
		b.stems = append(b.stems, words[0].folded)
	case len(words) == 1 || words[1].folded == "":
		b.opening, b.alone = append(b.opening, first), append(b.alone, first)
	case words[1].isStem:
		b.opening = append(b.opening, first)
		b.pairs = append(b.pairs, beforeStem(first, token.Head([]byte(words[1].folded))))
	default:
		pair := token.Join(first, token.HashString(words[1].folded))
		b.pairs = append(b.pairs, pair)
		return b.below(pair), words[2:]
	}
	return b.step(0, words[0]), words[1:]
}

// word is one word of a phrase, folded: all of it, the stem of it, or, if empty, any word.
type word struct {
	folded string
	isStem bool
}

// cut reads a phrase. Words are cut as a text's are: "covid-19" is two.
func cut(phrase string) ([]word, error) {
	var words []word
	for field := range strings.FieldsSeq(phrase) {
		stem, isStem := strings.CutSuffix(field, "*")
		if strings.Contains(stem, "*") {
			return nil, fmt.Errorf("%q has a star inside a word; a star stands at a word's end or for a whole word", phrase)
		}
		if isStem && stem == "" {
			words = append(words, word{isStem: true})
			continue
		}
		text := token.Cut(stem)
		for i := range text.Tokens {
			if !text.Tokens[i].IsWord() {
				return nil, fmt.Errorf("%q has a mark or a link in it; write words, apart by spaces", phrase)
			}
			words = append(words, word{string(text.Folded(i)), isStem && i == len(text.Tokens)-1})
		}
		if len(text.Tokens) == 0 {
			return nil, fmt.Errorf("%q has %q, which is no word", phrase, field)
		}
	}
	return words, check(phrase, words)
}

func check(phrase string, words []word) error {
	if len(words) == 0 || len(words) > maxWords {
		return fmt.Errorf("a phrase has 1 to %d words, %q has %d", maxWords, phrase, len(words))
	}
	if words[0].folded == "" || words[len(words)-1].folded == "" {
		return fmt.Errorf("%q begins or ends with a lone star, which says nothing", phrase)
	}
	for _, w := range words {
		if w.isStem && w.folded != "" && (len(w.folded) < leastStem || len(w.folded) > mostStem) {
			return fmt.Errorf("%q: a stem has %d to %d letters", phrase, leastStem, mostStem)
		}
	}
	return nil
}

// step is the node below at for one word, made if need be.
func (b *Builder) step(at int32, w word) int32 {
	if w.folded == "" {
		if b.nodes[at].any == 0 {
			b.nodes[at].any = b.grow()
		}
		return b.nodes[at].any
	}
	b.nodes[at].isInner = true
	key := wordKey(at, token.HashString(w.folded))
	if w.isStem {
		key = stemKey(at, token.HashString(w.folded))
		b.nodes[at].stems |= 1 << len(w.folded)
	}
	return b.below(key)
}

// below is the node that a key leads to, made if need be.
func (b *Builder) below(key uint64) int32 {
	e, ok := b.edges[key]
	if !ok {
		e.node = b.grow()
		b.edges[key] = e
	}
	return e.node
}

func (b *Builder) grow() int32 {
	b.nodes, b.phrases = append(b.nodes, node{}), append(b.phrases, nil)
	return int32(len(b.nodes) - 1) //nolint:gosec // phrases are fewer
}

// Build makes the Matcher; the Builder is spent.
func (b *Builder) Build() *Matcher {
	m := &Matcher{
		nodes: b.nodes, edges: token.NewHashTable(b.edges),
		opening: newFilter(b.opening), alone: newFilter(b.alone), pairs: newFilter(b.pairs),
		short: &starts{}, long: &starts{},
	}
	for i, phrases := range b.phrases {
		m.nodes[i].from = int32(len(m.ids)) //nolint:gosec // phrases are fewer
		m.ids = append(m.ids, phrases...)
		m.nodes[i].to = int32(len(m.ids)) //nolint:gosec // as above
	}
	for _, e := range m.edges.All() {
		if n := &m.nodes[e.node]; !n.isInner && n.any == 0 && n.to == n.from+1 {
			e.leaf = m.ids[n.from] + 1
		}
	}
	for _, stem := range b.stems {
		if len(stem) >= longStem {
			m.long.add(token.Head([]byte(stem)), len(stem))
		} else {
			m.short.add(token.Head([]byte(stem))&twoBytes, len(stem))
		}
	}
	return m
}

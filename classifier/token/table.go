package token

import (
	"iter"
	"maps"
	"math/bits"
)

// Table maps words to values by their hash: open addressing, at most half full. It is immutable and safe for several
// goroutines.
type Table[V any] struct {
	slots []slot[V]
	shift uint8
}

type slot[V any] struct {
	hash  uint64 // 0 for an empty slot
	value V
}

// NewTable makes a Table of folded words.
func NewTable[V any](words map[string]V) *Table[V] { return Tabulate(len(words), maps.All(words)) }

// Tabulate makes a Table of n folded words or fewer without a map in between. Of a word that comes twice the last value stays.
func Tabulate[V any](n int, words iter.Seq2[string, V]) *Table[V] {
	t := newTable[V](n)
	for word, value := range words {
		t.set(HashString(word), value)
	}
	return t
}

// NewHashTable makes a Table of hashes.
func NewHashTable[V any](values map[uint64]V) *Table[V] {
	t := newTable[V](len(values))
	for hash, value := range values {
		t.set(hash, value)
	}
	return t
}

func newTable[V any](n int) *Table[V] {
	size := max(bits.Len(uint(2*n)), 1)
	return &Table[V]{slots: make([]slot[V], 1<<size), shift: uint8(64 - size)} //nolint:gosec // below 64
}

func (t *Table[V]) set(hash uint64, value V) {
	i := t.place(hash)
	for t.slots[i].hash != 0 && t.slots[i].hash != hash {
		i = (i + 1) & (len(t.slots) - 1)
	}
	t.slots[i] = slot[V]{hash, value}
}

// place is where the search for a hash begins. The bits are mixed once more, as a joined hash has weak high ones.
func (t *Table[V]) place(hash uint64) int {
	return int(hash * 0x9E3779B97F4A7C15 >> t.shift) //nolint:gosec // below the number of slots
}

// All are the hashes and values, in no order that says anything.
func (t *Table[V]) All() iter.Seq2[uint64, *V] {
	return func(yield func(uint64, *V) bool) {
		for i := range t.slots {
			if s := &t.slots[i]; s.hash != 0 && !yield(s.hash, &s.value) {
				return
			}
		}
	}
}

// Get is the value of a hash, nil if it has none.
func (t *Table[V]) Get(hash uint64) *V {
	if len(t.slots) == 0 {
		return nil
	}
	for i := t.place(hash); ; i = (i + 1) & (len(t.slots) - 1) {
		s := &t.slots[i]
		switch s.hash {
		case hash:
			return &s.value
		case 0:
			return nil
		}
	}
}

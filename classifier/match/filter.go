package match

import (
	"math/bits"

	"hearsay/classifier/token"
)

// filter tells of most hashes that they are not in a set: a Bloom filter of one bit a hash (Bloom 1970), small enough
// to stay in the nearest cache.
type filter struct {
	bits  []uint64
	shift uint8
}

// filterBits is how many bits a hash of the set has: one in so many other hashes is let through.
const filterBits = 16

func newFilter(hashes []uint64) filter {
	size := max(bits.Len(uint(len(hashes)*filterBits)), 6)
	f := filter{bits: make([]uint64, 1<<(size-6)), shift: uint8(64 - size)} //nolint:gosec // below 64
	for _, h := range hashes {
		f.bits[h>>f.shift>>6] |= 1 << (h >> f.shift & 63)
	}
	return f
}

func (f *filter) has(hash uint64) bool {
	at := hash >> f.shift
	return f.bits[at>>6]>>(at&63)&1 != 0
}

// Lengths of stems in bytes. Those of longStem and more are told by their first four bytes, shorter ones by two.
const (
	leastStem = 2
	longStem  = 4
	mostStem  = 31
)

// starts tells which lengths of stems begin with a few bytes.
type starts struct{ masks []uint32 }

const startsBits = 12

func newStarts() starts { return starts{make([]uint32, 1<<startsBits)} }

func (s *starts) add(start []byte, length int) { s.masks[s.place(start)] |= 1 << length }

func (s *starts) lengths(start []byte) uint32 { return s.masks[s.place(start)] }

func (s *starts) place(start []byte) uint64 { return token.Hash(start) >> (64 - startsBits) }

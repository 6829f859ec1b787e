package match

import (
	"math/bits"
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

	twoBytes = 1<<(8*leastStem) - 1 // of a head
)

// starts tells which lengths of stems begin with a few bytes, a bit each.
type starts struct{ masks [1 << startsBits]uint32 }

const startsBits = 11

func (s *starts) add(start uint32, length int) { s.masks[place(start)] |= 1 << length }

func (s *starts) lengths(start uint32) uint32 { return s.masks[place(start)] }

func place(start uint32) uint32 { return start * 0x9E3779B1 >> (32 - startsBits) }

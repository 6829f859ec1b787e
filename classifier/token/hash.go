package token

import (
	"encoding/binary"
	"math/bits"
)

// The constants of wyhash (Wang Yi 2019), whose construction this follows: eight bytes at a time, each step one
// multiplication of 64 by 64 bits.
const (
	secret0 = 0xa0761d6478bd642f
	secret1 = 0xe7037ed1a0b428db
)

// Hash is the hash of a folded word. It is the same in every process, and never 0. Two words of one hash are taken for
// one; among the words of a language that happens once in some 10^9 languages.
func Hash(word []byte) uint64 {
	h, length := uint64(secret0), uint64(len(word))
	for ; len(word) >= 8; word = word[8:] {
		h = fold128(h^binary.LittleEndian.Uint64(word), secret1)
	}
	return finish(h, upTo8(word), length)
}

// finish hashes the last bytes of a word, fewer than eight, and its length.
func finish(h, last, length uint64) uint64 { return fold128(h^last, secret1^length) | 1 }

// Head is the first four bytes of a folded word, as a Token has them.
func Head(word []byte) uint32 {
	return uint32(upTo8(word[:min(len(word), 4)])) //nolint:gosec // four bytes
}

// HashString is Hash of a string.
func HashString(word string) uint64 { return Hash([]byte(word)) }

// Join is the hash of two words in a row.
func Join(first, second uint64) uint64 { return fold128(first^secret0, second) | 1 }

func fold128(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}

// upTo8 reads fewer than eight bytes as one number, the first of them the lowest.
func upTo8(b []byte) uint64 {
	var n uint64
	for i := len(b) - 1; i >= 0; i-- {
		n = n<<8 | uint64(b[i])
	}
	return n
}

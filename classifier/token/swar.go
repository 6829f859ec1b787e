package token

import "math/bits"

// Eight bytes are looked at as one number (SWAR: Lamport 1975), a bit of each telling what it is.
const (
	each = 0x0101010101010101
	high = 0x80 * each
)

// load8 reads eight bytes from i on as one number, zeros past the end of s.
func load8(s string, i int) uint64 {
	if i+8 <= len(s) {
		s = s[i : i+8]
		return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	}
	var x uint64
	for k := len(s) - 1; k >= i; k-- {
		x = x<<8 | uint64(s[k])
	}
	return x
}

// fold8 folds the ASCII letters among eight bytes, and counts the letters and digits before the first other byte.
func fold8(x uint64) (folded uint64, n int) {
	low := x &^ high
	lowered := low | 0x20*each
	letters := (lowered + (0x80-'a')*each) &^ (lowered + (0x80-'z'-1)*each)
	digits := (low + (0x80-'0')*each) &^ (low + (0x80-'9'-1)*each)
	letters &= high &^ x
	words := letters | digits&high&^x
	return x | letters>>2, bits.TrailingZeros64(words^high) / 8
}

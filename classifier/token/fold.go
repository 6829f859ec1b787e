package token

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold makes spellings of one word equal: lower case, compatibility forms and marks folded (NFKD without marks), the
// straight apostrophe, ß as ss, and letters with strokes as their plain ones. Characters without a width, which hide
// words from filters, are left out.
func Fold(s string) string {
	if isPlain(s) {
		return s
	}
	b := make([]byte, 0, len(s)+8)
	for _, r := range s {
		b = appendFolded(b, r)
	}
	return string(b)
}

// isPlain tells whether folding changes nothing.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || c >= 'A' && c <= 'Z' {
			return false
		}
	}
	return true
}

// tabled are the runes whose folding is looked up: all Latin, Greek and Cyrillic letters of living languages.
const tabled = 0x530

var foldings = tabulate()

func tabulate() *[tabled]string {
	var table [tabled]string
	for r := range rune(tabled) {
		table[r] = string(decompose(nil, r))
	}
	return &table
}

// appendFolded appends what a rune folds to, which may be nothing.
func appendFolded(b []byte, r rune) []byte {
	if r < tabled {
		return append(b, foldings[r]...)
	}
	if r == '’' {
		return append(b, '\'')
	}
	return decompose(b, r)
}

func decompose(b []byte, r rune) []byte {
	var buffer [utf8.UTFMax]byte
	var parts [64]byte
	for rest := norm.NFKD.Append(parts[:0], buffer[:utf8.EncodeRune(buffer[:], r)]...); len(rest) > 0; {
		one, size := utf8.DecodeRune(rest)
		rest = rest[size:]
		switch {
		case unicode.IsMark(one) || isWidthless(one):
		case one == '’' || one == 'ʼ' || one == '‘':
			b = append(b, '\'')
		case one == 'ß':
			b = append(b, "ss"...)
		default:
			b = utf8.AppendRune(b, plainLetter(unicode.ToLower(one)))
		}
	}
	return b
}

// isWidthless tells whether nothing is seen of a rune: the soft hyphen, joiners, and marks of direction and order.
func isWidthless(r rune) bool {
	return r == 0xAD || r >= 0x200B && r <= 0x200F || r >= 0x2060 && r <= 0x2064 || r == 0xFEFF
}

func plainLetter(r rune) rune {
	switch r {
	case 'ø':
		return 'o'
	case 'đ', 'ð':
		return 'd'
	case 'ł':
		return 'l'
	case 'ı':
		return 'i'
	}
	return r
}

// Package token cuts a post's text into tokens and folds them, so that "ROKOTE", "rokote" and "Rokoté" compare equal.
//
// It knows nothing of rules or languages. Offsets are byte offsets into the text as it was given.
package token

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Kind tells what a token is.
type Kind uint8

// The kinds of token.
const (
	Word     Kind = iota // letters, and marks and apostrophes within them
	Number               // begins with a digit
	Hashtag              // a word after #
	Mention              // a name after @
	Link                 // an address; its words are not looked at
	Question             // a question mark
	Stop                 // any other end of a sentence, a line break among them
)

// Token is one piece of a text.
type Token struct {
	Kind   Kind
	Folded string // lower case, without marks; empty for Link, Question and Stop
	Start  int    // byte offset, of the # or @ where there is one
	End    int
}

// Cut appends the tokens of text to tokens and returns them. It is pure and safe for several goroutines; a buffer
// that is handed in again saves allocations.
func Cut(tokens []Token, text string) []Token {
	for i := 0; i < len(text); {
		r, size := decode(text[i:])
		switch {
		case isWordStart(r) && startsLink(text[i:]):
			end := i + linkEnd(text[i:])
			tokens = append(tokens, Token{Kind: Link, Start: i, End: end})
			i = end
		case isWordStart(r):
			end := i + wordEnd(text[i:])
			kind := Word
			if unicode.IsDigit(r) {
				kind = Number
			}
			tokens = append(tokens, Token{Kind: kind, Folded: Fold(text[i:end]), Start: i, End: end})
			i = end
		case (r == '#' || r == '@') && followedByWord(text[i+size:]):
			end := i + size + tagEnd(text[i+size:])
			kind := Hashtag
			if r == '@' {
				kind = Mention
			}
			tokens = append(tokens, Token{Kind: kind, Folded: Fold(text[i+size : end]), Start: i, End: end})
			i = end
		default:
			if kind, ok := mark(r); ok {
				tokens = append(tokens, Token{Kind: kind, Start: i, End: i + size})
			}
			i += size
		}
	}
	return tokens
}

func decode(s string) (rune, int) {
	if s[0] < utf8.RuneSelf {
		return rune(s[0]), 1
	}
	return utf8.DecodeRuneInString(s)
}

func mark(r rune) (Kind, bool) {
	switch r {
	case '?', '？', '؟', '\u037e': // the last is the Greek question mark
		return Question, true
	case '.', '!', '…', '\n', '。', '！', ':', ';':
		return Stop, true
	}
	return 0, false
}

func isWordStart(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func followedByWord(s string) bool {
	if s == "" {
		return false
	}
	r, _ := decode(s)
	return isWordStart(r) || r == '_'
}

// wordEnd is the length of the word at the start of s: letters, digits and marks, and apostrophes, hyphens and
// decimal points between two of them.
func wordEnd(s string) int {
	end := 0
	for end < len(s) {
		r, size := decode(s[end:])
		switch {
		case isWordStart(r) || unicode.IsMark(r):
			end += size
		case isJoiner(r) && end+size < len(s) && joins(s[:end], r, s[end+size:]):
			end += size
		default:
			return end
		}
	}
	return end
}

func isJoiner(r rune) bool {
	return r == '\'' || r == '’' || r == '.' || r == ','
}

// joins tells whether the joiner r holds its sides together: an apostrophe between letters, a point or comma between digits.
func joins(before string, r rune, after string) bool {
	next, _ := decode(after)
	if r == '.' || r == ',' {
		last := before[len(before)-1]
		return last >= '0' && last <= '9' && next >= '0' && next <= '9'
	}
	return unicode.IsLetter(next)
}

func tagEnd(s string) int {
	for i, r := range s {
		if !isWordStart(r) && !unicode.IsMark(r) && r != '_' {
			return i
		}
	}
	return len(s)
}

func startsLink(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "www.")
}

func linkEnd(s string) int {
	for i, r := range s {
		if unicode.IsSpace(r) || r == '"' || r == '<' || r == '>' || r == ')' {
			return i
		}
	}
	return len(s)
}

// Fold makes spellings of one word equal: lower case, compatibility forms and marks folded (NFKD without marks), the
// straight apostrophe, ß as ss, and letters with strokes as their plain ones.
func Fold(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.IsMark(r):
		case r == '’' || r == 'ʼ' || r == '‘':
			b.WriteByte('\'')
		case r == 'ß':
			b.WriteString("ss")
		default:
			b.WriteRune(plainLetter(unicode.ToLower(r)))
		}
	}
	return b.String()
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

// isPlain tells whether folding changes nothing.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || c >= 'A' && c <= 'Z' {
			return false
		}
	}
	return true
}

package token

import (
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf8"
)

// class is what a byte is to the tokeniser.
type class uint8

const (
	blank class = iota
	letter
	digit
	sign // # and @
	question
	stop
	pause
	exclamation
	quotation
	foreign // the beginning of a rune outside ASCII
)

var classes = classify()

func classify() (c [256]class) {
	for b := range c {
		switch {
		case b >= utf8.RuneSelf:
			c[b] = foreign
		case b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z':
			c[b] = letter
		case b >= '0' && b <= '9':
			c[b] = digit
		}
	}
	for class, bytes := range map[class]string{sign: "#@", question: "?", stop: ".\n:;", pause: ",-()[]|/*", exclamation: "!", quotation: "\""} {
		for i := range len(bytes) {
			c[bytes[i]] = class
		}
	}
	return c
}

// Read cuts source into tokens, in place of what the Text had before.
func (t *Text) Read(source string) {
	t.Source, t.Tokens, t.folded, t.Marks = source, t.Tokens[:0], t.folded[:0], Marks{}
	paused := false
	for i := 0; i < len(source); {
		c := source[i]
		switch classes[c] {
		case letter, digit:
			i = t.word(i, i, kindOf(c), paused)
			paused = false
			continue
		case sign:
			if followedByWord(source[i+1:]) {
				kind := Hashtag
				if c == '@' {
					kind = Mention
				}
				i = t.word(i, i+1, kind, paused)
				paused = false
				continue
			}
		case foreign:
			i, paused = t.foreign(i, paused)
			continue
		case question:
			t.mark(Question, i, i+1)
		case exclamation:
			t.Marks.Exclamations++
			t.mark(Stop, i, i+1)
		case stop:
			t.mark(Stop, i, i+1)
		case quotation:
			t.Marks.Quotations++
			paused = true
		case pause:
			paused = true
		}
		i++
	}
}

func kindOf(c byte) Kind {
	if c <= '9' {
		return Number
	}
	return Word
}

func (t *Text) mark(kind Kind, start, end int) {
	at := int32(len(t.folded))                                                                             //nolint:gosec // a text has at most 2 GiB
	t.Tokens = append(t.Tokens, Token{Kind: kind, Start: int32(start), End: int32(end), from: at, to: at}) //nolint:gosec // as above
}

// foreign reads what begins with a rune outside ASCII, and returns where the next begins and whether it paused.
func (t *Text) foreign(i int, paused bool) (next int, pauses bool) {
	r, size := utf8.DecodeRuneInString(t.Source[i:])
	switch {
	case isPunctuation(r):
		return i + size, t.punctuation(r, i, i+size, paused)
	case unicode.IsLetter(r):
		return t.word(i, i, Word, paused), false
	case unicode.IsDigit(r):
		return t.word(i, i, Number, paused), false
	default:
		return i + size, t.punctuation(r, i, i+size, paused)
	}
}

// isPunctuation tells most marks from letters without a table: the block of general punctuation, and the planes of pictures.
func isPunctuation(r rune) bool { return r >= 0x2000 && r < 0x2070 || r >= 0x1F000 && r < 0x20000 }

// punctuation reads a mark outside ASCII, and tells whether it pauses.
func (t *Text) punctuation(r rune, start, end int, paused bool) bool {
	switch r {
	case '？', '؟', '\u037e': // the last is the Greek question mark
		t.mark(Question, start, end)
	case '…', '。', '！', '¡':
		t.mark(Stop, start, end)
	case '¿':
		t.Marks.Inverted++
		t.mark(Stop, start, end)
	case '“', '”', '„', '«', '»':
		t.Marks.Quotations++
		return true
	case '–', '—', '、', '，':
		return true
	}
	return paused
}

// word reads a word whose token begins at start and whose letters begin at i, and returns where it ends.
func (t *Text) word(start, i int, kind Kind, paused bool) int {
	from := len(t.folded)
	end, hash, head := t.plain(i)
	if end < len(t.Source) {
		next := t.Source[end]
		if (next == ':' || next == '.') && kind == Word && startsLink(t.Source[i:]) {
			t.folded = t.folded[:from]
			end = i + linkEnd(t.Source[i:])
			t.mark(Link, start, end)
			return end
		}
		if next != ' ' && t.goesOn(end, kind) {
			end = t.mixed(end, from, kind)
			hash = Hash(t.folded[from:])
			head = Head(t.folded[from:])
		}
	}
	t.Tokens = append(t.Tokens, Token{})
	into := &t.Tokens[len(t.Tokens)-1] // set in place: a copy of fields just written stalls
	into.Hash, into.Head = hash, head
	into.Start, into.End = int32(start), int32(end)        //nolint:gosec // as above
	into.from, into.to = int32(from), int32(len(t.folded)) //nolint:gosec // as above
	into.Kind, into.Pause = kind, paused
	if c := t.Source[i]; c < 'a' || c >= utf8.RuneSelf {
		t.capital(i, into)
	}
	return end
}

// capital notes that a token whose letters begin at i begins with a capital, or is shouted.
func (t *Text) capital(i int, into *Token) {
	if c := t.Source[i]; c < utf8.RuneSelf {
		into.Upper = c >= 'A' && c <= 'Z'
		next := byte(0)
		if i+1 < len(t.Source) {
			next = t.Source[i+1]
		}
		if next < utf8.RuneSelf {
			into.Shout = into.Upper && next >= 'A' && next <= 'Z'
			return
		}
	}
	first, size := utf8.DecodeRuneInString(t.Source[i:])
	second, _ := utf8.DecodeRuneInString(t.Source[i+size:])
	into.Upper = unicode.IsUpper(first)
	into.Shout = into.Upper && unicode.IsUpper(second)
}

// plain folds ASCII letters and digits from i on, eight at a time, and returns where they end and the hash and the head of
// the folding.
func (t *Text) plain(i int) (end int, hash uint64, head uint32) {
	from := len(t.folded)
	h := uint64(secret0)
	for {
		folded, n := fold8(load8(t.Source, i))
		if len(t.folded) == from {
			head = uint32(folded & (1<<(8*min(n, 4)) - 1)) //nolint:gosec // four bytes
		}
		t.folded = binary.LittleEndian.AppendUint64(t.folded, folded)
		i += n
		if n == 8 {
			h = fold128(h^folded, secret1)
			continue
		}
		t.folded = t.folded[:len(t.folded)-8+n]
		return i, finish(h, folded&(1<<(8*n)-1), uint64(len(t.folded)-from)), head //nolint:gosec // not negative
	}
}

// goesOn tells whether a word may go on after ASCII letters and digits that end at i, before the end of the text.
func (t *Text) goesOn(i int, kind Kind) bool {
	switch c := t.Source[i]; {
	case c >= utf8.RuneSelf:
		return true
	case c == '_':
		return kind == Hashtag || kind == Mention
	case c == '\'' || c == '.' || c == ',':
		return i > 0 && (kind == Word || kind == Number) && joins(t.Source[:i], rune(c), t.Source[i+1:])
	}
	return false
}

// mixed folds the rest of a word that is not all ASCII letters and digits: letters, digits and marks, and apostrophes
// and decimal points between two of them; in a hashtag or a handle underscores, too, and neither points nor apostrophes.
// from is where the word's folding begins. It returns where the word ends.
func (t *Text) mixed(i, from int, kind Kind) int {
	isTag := kind == Hashtag || kind == Mention
	for i < len(t.Source) {
		r, size := decode(t.Source[i:])
		switch {
		case isWordRune(r) || isTag && r == '_':
			t.Marks.Foreign = t.Marks.Foreign || r >= utf8.RuneSelf
			t.folded = appendFolded(t.folded, r)
		case isWidthless(r):
		case !isTag && joins(t.Source[:i], r, t.Source[i+size:]):
			t.folded = appendFolded(t.folded, r)
			if isElision(t.folded[from:]) {
				return i + size
			}
		default:
			return i
		}
		i += size
	}
	return i
}

// isElision tells whether a word ends at the apostrophe that it has so far: an article or pronoun of Italian or French
// that lost its vowel to the next word ("l'acqua", "d'eau", "dell'acqua"). English contractions stay whole ("don't").
func isElision(word []byte) bool {
	switch string(word) {
	case "l'", "d'", "c'", "j'", "m'", "n'", "s'", "t'", "qu'", "un'",
		"all'", "dall'", "dell'", "nell'", "sull'", "coll'", "quell'", "quest'", "bell'", "gl'", "dov'", "cos'", "com'", "quand'", "senz'", "anch'", "tutt'",
		"jusqu'", "lorsqu'", "puisqu'", "quelqu'", "aujourd'":
		return true
	}
	return false
}

func decode(s string) (rune, int) {
	if s[0] < utf8.RuneSelf {
		return rune(s[0]), 1
	}
	return utf8.DecodeRuneInString(s)
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return classes[r] == letter || classes[r] == digit
	}
	return !isPunctuation(r) && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

func followedByWord(s string) bool {
	if s == "" {
		return false
	}
	r, _ := decode(s)
	return r == '_' || isWordRune(r) && !unicode.IsMark(r)
}

// joins tells whether the rune r holds its sides together: an apostrophe between letters, a point or comma between digits.
func joins(before string, r rune, after string) bool {
	if after == "" {
		return false
	}
	next, _ := decode(after)
	switch r {
	case '\'', '’':
		return unicode.IsLetter(next)
	case '.', ',':
		last := before[len(before)-1]
		return last >= '0' && last <= '9' && next >= '0' && next <= '9'
	}
	return false
}

func startsLink(s string) bool {
	return hasPrefixFold(s, "http://") || hasPrefixFold(s, "https://") || hasPrefixFold(s, "www.")
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

func linkEnd(s string) int {
	for i, r := range s {
		if unicode.IsSpace(r) || r == '"' || r == '<' || r == '>' || r == ')' {
			return i
		}
	}
	return len(s)
}

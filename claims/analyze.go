package claims

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"hearsay/classifier/language"
	"hearsay/classifier/stem"
	"hearsay/classifier/token"
	"hearsay/sentence"
)

// word is one word of a text as it is indexed.
type word struct {
	stemHash
	isName bool // written with a capital, or part of a hashtag or handle
}

// stemHash is a word's stem, and the stem's hash.
type stemHash struct {
	stem string
	hash uint64
}

// analysis is what is looked at in a text.
type analysis struct {
	words []word
	byway []uint64 // stems of a signature behind the text, each once, which count for less
	says  sentence.Vector
}

// handleAndDate end the line with the author's name that people leave behind a copied post: "— Name (@handle) May 1, 2020".
var handleAndDate = regexp.MustCompile(`^\(@\w+\)\s*\p{L}+\.? \d+, \d{4}\s*$`)

// mostName is how long the name before a handle is, in bytes, at most.
const mostName = 120

// signatureAt is where the signature of a text begins, -1 if it has none.
func signatureAt(text string) int {
	handle := strings.LastIndex(text, "(@")
	if handle < 0 || !handleAndDate.MatchString(text[handle:]) {
		return -1
	}
	for _, dash := range []string{"— ", "– ", "- "} {
		at := strings.LastIndex(text[:handle], dash)
		if at < 0 {
			continue
		}
		if name := text[at+len(dash) : handle]; name != "" && len(name) <= mostName && !strings.ContainsAny(name, "—–") {
			return at
		}
	}
	return -1
}

// mostText is how much of a text is compared, in bytes: a claim is shorter.
const mostText = 8 << 10

// picture begins the addresses that a tokeniser takes for words.
const picture = "pic.twitter.com/"

// withoutPictures is a text without the addresses of its pictures.
func withoutPictures(text string) string {
	for {
		before, after, found := strings.Cut(text, picture)
		if !found {
			return text
		}
		if end := strings.IndexAny(after, " \n"); end >= 0 {
			text = before + after[end:]
		} else {
			text = before
		}
	}
}

// languageOf is the language of a text that says none, "" if it cannot be told.
func languageOf(text, said string) string {
	if said != "" {
		return said
	}
	return language.Identify(token.Cut(text[:min(len(text), mostText)]), "")
}

// leastBody is how long a text is before its signature, in bytes, at least: a signature behind less is the text itself.
const leastBody = 15

// Body is a text without the signature of its author behind it.
func Body(text string) string {
	if at := signatureAt(text); at >= leastBody {
		return text[:at]
	}
	return text
}

// analyze cuts a post or claim into what is compared. lang is ISO 639-1; a text that cannot be told is read as English.
func (v *vocabulary) analyze(text, lang string) analysis {
	return v.analyzeIn(&token.Text{}, nil, text, lang)
}

// analyzeIn is analyze in memory that is there: a text, and room for words.
func (v *vocabulary) analyzeIn(body *token.Text, room []word, text, lang string) analysis {
	text = withoutPictures(text[:min(len(text), mostText)])
	if lang == "" {
		lang = "en"
	}
	at := signatureAt(text)
	if at < leastBody {
		at = len(text)
	}
	body.Read(text[:at])
	a := analysis{words: v.words(room, body, lang)}
	if lang == sentence.Language {
		a.says = sentence.Of(body)
	}
	if at == len(text) {
		return a
	}
	for _, w := range v.words(nil, token.Cut(text[at:]), lang) {
		if !slices.Contains(a.byway, w.hash) && !slices.ContainsFunc(a.words, func(other word) bool { return other.hash == w.hash }) {
			a.byway = append(a.byway, w.hash)
		}
	}
	return a
}

// words appends the words of a text.
func (v *vocabulary) words(out []word, cut *token.Text, lang string) []word {
	out = slices.Grow(out, len(cut.Tokens)+8)
	for i := range cut.Tokens {
		t := &cut.Tokens[i]
		switch t.Kind {
		case token.Word, token.Number:
			out = append(out, v.word(cut.Folded(i), t.Hash, lang, t.Upper && t.End-t.Start > 1))
		case token.Hashtag, token.Mention:
			for _, part := range v.split(cut.Source[t.Start+1 : t.End]) {
				out = append(out, v.word([]byte(part), token.HashString(part), lang, true))
			}
		}
	}
	return out
}

// split cuts a hashtag or a handle into words: where capitals say so, "StateOfTheUnion2020", else where known words fit best.
func (v *vocabulary) split(tag string) []string {
	var out []string
	for tag != "" {
		n := partOf(tag)
		if kind, _ := kindAt(tag); kind != noPart {
			out = append(out, v.segment(token.Fold(tag[:n]))...)
		}
		tag = tag[n:]
	}
	return out
}

// What letters are to the parts of a tag.
const (
	noPart = iota
	lower
	upper
	digit
)

func kindAt(s string) (kind, size int) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case unicode.IsLower(r):
		return lower, size
	case unicode.IsUpper(r):
		return upper, size
	case unicode.IsNumber(r):
		return digit, size
	}
	return noPart, size
}

// partOf is how long the part is with which a tag begins: letters or digits of one kind, of which small letters may follow one capital.
func partOf(tag string) int {
	kind, n := kindAt(tag)
	if kind == upper && n < len(tag) {
		if next, _ := kindAt(tag[n:]); next == lower {
			kind = lower
		}
	}
	for n < len(tag) {
		next, size := kindAt(tag[n:])
		if next != kind {
			break
		}
		n += size
	}
	return n
}

// vocabulary is what is known of the catalogue's words.
type vocabulary struct {
	likelihood *token.Table[float64]  // the logarithm of a word's share of all words, to cut what is written together
	likeliest  float64                // the highest of them, or of a letter by itself
	learning   map[uint64]stemHash    // stems that were seen, while the index is built
	stems      *token.Table[stemHash] // the same afterwards
}

// word stems a folded word. Those of the catalogue are looked up.
func (v *vocabulary) word(folded []byte, hash uint64, lang string, isName bool) word {
	key := token.Join(uint64(language.Index(lang)+2), hash) //nolint:gosec // not negative
	if v.stems != nil {
		if known := v.stems.Get(key); known != nil {
			return word{*known, isName}
		}
	}
	cut := stem.Of(strings.TrimSuffix(string(inLatin(folded)), "'s"), lang)
	w := stemHash{cut, token.HashString(cut)}
	if v.learning != nil {
		v.learning[key] = w
	}
	return word{w, isName}
}

// finish makes what was learned quick to look up.
func (v *vocabulary) finish() { v.stems, v.learning = token.NewHashTable(v.learning), nil }

// Bounds of what is cut: shorter is a word, longer is noise.
const (
	leastSegment = 7
	mostSegment  = 40
	mostWord     = 20
)

// unknownWord is the logarithm of the share that an unknown word of so many letters is taken to have.
func unknownWord(letters int) float64 { return -8 - 3*float64(letters) }

// segment finds the most probable way to cut s into known words (Viterbi).
func (v *vocabulary) segment(s string) []string {
	if len(s) < leastSegment || len(s) > mostSegment {
		return []string{s}
	}
	var best [mostSegment + 1]float64
	var from [mostSegment + 1]int
	letters := []byte(s)
	for end := 1; end <= len(s); end++ {
		best[end] = math.Inf(-1)
		for start := max(0, end-mostWord); start < end; start++ {
			if best[start]+v.likeliest <= best[end] {
				continue
			}
			likelihood := unknownWord(end - start)
			if known := v.likelihood.Get(token.Hash(letters[start:end])); known != nil && end-start > 1 {
				likelihood = *known
			}
			if total := best[start] + likelihood; total > best[end] {
				best[end], from[end] = total, start
			}
		}
	}
	var parts []string
	for end := len(s); end > 0; end = from[end] {
		parts = append(parts, s[from[end]:end])
	}
	slices.Reverse(parts)
	return parts
}

// learn counts the words of the catalogue.
func learn(all []Claim) *vocabulary {
	counts := map[string]float64{}
	total := 0.0
	for i := range all {
		for _, text := range []string{all[i].Text, all[i].Title} {
			cut := token.Cut(text)
			for i := range cut.Tokens {
				if cut.Tokens[i].Kind == token.Word {
					counts[string(cut.Folded(i))]++
					total++
				}
			}
		}
	}
	for w, n := range counts {
		counts[w] = math.Log(n / total)
	}
	v := newVocabulary(token.NewTable(counts))
	v.learning = map[uint64]stemHash{}
	return v
}

func newVocabulary(likelihood *token.Table[float64]) *vocabulary {
	v := &vocabulary{likelihood: likelihood, likeliest: unknownWord(1)}
	for _, known := range likelihood.All() {
		v.likeliest = max(v.likeliest, *known)
	}
	return v
}

// Package sentence says in numbers what an English text says, so that texts that say much the same lie close to each other in other
// words, too.
//
// A text's vector is the sum of what its words say, the rarer the more, plus what they all say. What a word says was learned
// (eval): the sum was to come as near as possible to what a sentence encoder says of the whole, for 144,000 texts. So there is no
// network here, only a table of words (words.tsv, vectors.bin), and a text takes a microsecond or two. Start at Of.
package sentence

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"
	"sync"

	"hearsay/classifier/token"
)

// Language is the one language that is understood, ISO 639-1.
const Language = "en"

// Dims is how many numbers a Vector has.
const Dims = 64

// scale is what the numbers of a vector of unit length are multiplied by to be kept in eight bits.
const scale = math.MaxInt8

// Vector is what a text says, of about unit length, or zero. It cannot be turned back into the text.
type Vector [Dims]int8

// IsZero tells whether there is no vector: the text has no known word.
func (v *Vector) IsZero() bool { return *v == Vector{} }

// Similarity is how much two texts say the same: the cosine of their vectors, 1 for the same, about 0 for texts that have nothing in
// common. It is 0 if one has no vector.
func (v *Vector) Similarity(other *Vector) float64 {
	sum := int32(0)
	for i, x := range v {
		sum += int32(x) * int32(other[i])
	}
	return float64(sum) / (scale * scale)
}

// Append appends a vector to what is kept, as Dims bytes.
func (v *Vector) Append(kept []byte) []byte {
	for _, x := range v {
		kept = append(kept, byte(x)) //nolint:gosec // its eight bits
	}
	return kept
}

// Kept is the vector at the beginning of what is kept, which has at least Dims bytes.
func Kept[T string | []byte](kept T) Vector {
	var v Vector
	for i := range v {
		v[i] = int8(kept[i]) //nolint:gosec // its eight bits
	}
	return v
}

// wordsTable is a line for each word: the word as it is folded, and how much it counts, the logarithm of how rare it is. vectors has
// what all texts say, how much a step of eight bits is in each direction, and then what each word says. Written by: make learn
var (
	//go:embed words.tsv
	wordsTable string
	//go:embed vectors.bin
	vectors string
)

// lexicon is what words say.
type lexicon struct {
	words      *token.Table[entry]
	bias, step [Dims]float32
	says       string // Dims numbers of eight bits for each word
}

type entry struct {
	number int32
	weight float32
}

// learned is read when it is first asked for. A fault in its files is one of the program, which any test shows.
var learned = sync.OnceValue(func() *lexicon { return read(wordsTable, vectors) })

func read(table, vectors string) *lexicon {
	l, n := &lexicon{}, strings.Count(table, "\n")
	for _, list := range []*[Dims]float32{&l.bias, &l.step} {
		for i := range list {
			list[i] = math.Float32frombits(binary.LittleEndian.Uint32([]byte(vectors[4*i:][:4])))
		}
		vectors = vectors[4*Dims:]
	}
	if len(vectors) != Dims*n {
		panic(fmt.Sprintf("sentence: %d words, but %d bytes of what they say", n, len(vectors)))
	}
	l.words, l.says = token.Tabulate(n, entries(table)), vectors
	return l
}

// entries are the words of the table, numbered.
func entries(table string) iter.Seq2[string, entry] {
	return func(yield func(string, entry) bool) {
		number := int32(0)
		for line := range strings.Lines(table) {
			word, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			weight, err := strconv.ParseFloat(rest, 32)
			if err != nil {
				panic("sentence: words.tsv: " + err.Error())
			}
			if !yield(word, entry{number, float32(weight)}) {
				return
			}
			number++
		}
	}
}

// mostWords is how many different words of a text are read: what it says is said by then.
const mostWords = 128

// Of is the vector of an English text. It is pure and safe for several goroutines.
func Of(text *token.Text) Vector {
	l := learned()
	var found [mostWords]entry
	known, square := 0, float32(0)
next:
	for i := range text.Tokens {
		if known == mostWords {
			break
		}
		word := &text.Tokens[i]
		if !Counts(word) {
			continue
		}
		e := l.words.Get(word.Hash)
		if e == nil {
			continue
		}
		for _, other := range found[:known] {
			if other.number == e.number {
				continue next
			}
		}
		found[known] = *e
		known++
		square += e.weight * e.weight
	}
	if known == 0 {
		return Vector{}
	}
	return l.sum(found[:known], 1/float32(math.Sqrt(float64(square))))
}

// sum adds up what words say, each as often as it counts times share.
func (l *lexicon) sum(words []entry, share float32) Vector {
	var sum [Dims]float32
	for _, word := range words {
		weight := word.weight * share
		says := l.says[int(word.number)*Dims:][:Dims]
		for i := range sum {
			sum[i] += weight * float32(int8(says[i])) //nolint:gosec // its eight bits
		}
	}
	square := 0.0
	for i := range sum {
		sum[i] = sum[i]*l.step[i] + l.bias[i]
		square += float64(sum[i]) * float64(sum[i])
	}
	length := float32(math.Sqrt(square))
	var v Vector
	for i := range v {
		v[i] = int8(math.Round(float64(sum[i] / length * scale)))
	}
	return v
}

// Counts tells whether a token may have something to say: a word, a number or a hashtag.
func Counts(t *token.Token) bool {
	return t.Kind == token.Word || t.Kind == token.Number || t.Kind == token.Hashtag
}

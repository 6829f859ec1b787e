package claims

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"

	"hearsay/classifier/token"
	"hearsay/meaning"
)

// snapshotFormat is the first line of a snapshot. It changes whenever what is stored, or how texts are read, does.
const snapshotFormat = "hearsay claims 6\n"

// ErrSnapshot is what LoadIndex says of a snapshot that is damaged, of another format, or of another build of the program or another
// ledger. The index is then built from the catalogue.
var ErrSnapshot = errors.New("the snapshot of the claims cannot be used")

// Save writes the index so that LoadIndex reads it again, many times as fast as NewIndex builds it. owner names the
// program's build, as another one may read texts in another way, and the ledger; state tells which state of its catalogue it is.
func (x *Index) Save(w io.Writer, owner, state string) error {
	out, sum := bufio.NewWriterSize(w, 1<<20), xxhash.New()
	e := &encoder{out: io.MultiWriter(out, sum)}
	e.write([]byte(snapshotFormat))
	e.text(owner)
	e.text(state)
	e.index(x)
	if e.err != nil {
		return fmt.Errorf("writing a snapshot of the claims: %w", e.err)
	}
	_, err := out.Write(binary.LittleEndian.AppendUint64(nil, sum.Sum64()))
	return errors.Join(err, out.Flush())
}

// LoadIndex reads what Save wrote for the same owner, and of which state of the catalogue it is.
func LoadIndex(data []byte, owner string) (x *Index, state string, err error) {
	end := len(data) - 8
	if end < 0 || xxhash.Sum64(data[:end]) != binary.LittleEndian.Uint64(data[end:]) {
		return nil, "", fmt.Errorf("%w: it is damaged", ErrSnapshot)
	}
	rest, ok := bytes.CutPrefix(data[:end], []byte(snapshotFormat))
	if !ok {
		return nil, "", fmt.Errorf("%w: it is of another format", ErrSnapshot)
	}
	d := &decoder{in: rest}
	if d.text() != owner {
		return nil, "", fmt.Errorf("%w: it is of another build of the program or another ledger", ErrSnapshot)
	}
	state = d.text()
	x = d.index()
	if d.err != nil {
		return nil, "", fmt.Errorf("%w: %w", ErrSnapshot, d.err)
	}
	return x, state, nil
}

// number is what slices in a snapshot are made of.
type number interface {
	~int32 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// encoder appends to a snapshot; the first error ends it.
type encoder struct {
	out io.Writer
	err error
}

func (e *encoder) write(data []byte) {
	if e.err == nil {
		_, e.err = e.out.Write(data)
	}
}

// atOnce is how many numbers are written at once: what is written stands in memory once more meanwhile.
const atOnce = 64 << 10

func put[T number](e *encoder, list []T) {
	e.write(binary.LittleEndian.AppendUint64(nil, uint64(len(list))))
	for part := range slices.Chunk(list, atOnce) {
		if e.err == nil {
			e.err = binary.Write(e.out, binary.LittleEndian, part)
		}
	}
}

func (e *encoder) text(s string) {
	e.write(binary.LittleEndian.AppendUint64(nil, uint64(len(s))))
	e.write([]byte(s))
}

func (e *encoder) json(v any) {
	data, err := json.Marshal(v)
	if e.err == nil {
		e.err = err
	}
	e.text(string(data))
}

// decoder reads a snapshot; after the first error it gives zero values.
type decoder struct {
	in  []byte
	err error
}

var errShort = errors.New("it ends early")

// take cuts off a list of that many things of size bytes, whose number stands before them.
func (d *decoder) take(size int) (n int, data []byte) {
	if d.err != nil || len(d.in) < 8 {
		d.err = errors.Join(d.err, errShort)
		return 0, nil
	}
	count := binary.LittleEndian.Uint64(d.in)
	d.in = d.in[8:]
	if count > uint64(len(d.in)/size) { //nolint:gosec // not negative
		d.err = errShort
		return 0, nil
	}
	n = int(count) //nolint:gosec // fits what is in memory
	data, d.in = d.in[:n*size], d.in[n*size:]
	return n, data
}

func get[T number](d *decoder) []T {
	var one T
	n, data := d.take(binary.Size(one))
	list := make([]T, n)
	if d.err == nil {
		_, d.err = binary.Decode(data, binary.LittleEndian, list)
	}
	return list
}

func (d *decoder) text() string {
	_, data := d.take(1)
	return string(data)
}

func (d *decoder) json(into any) {
	if data := d.text(); d.err == nil {
		d.err = json.Unmarshal([]byte(data), into)
	}
}

// index writes everything of an index that cannot be made again at once.
func (e *encoder) index(x *Index) {
	e.json(x.claims)
	e.text(strings.Join(x.languages, " "))
	put(e, x.first)
	e.vocabulary(x.vocab)
	for _, f := range []*field{x.terms, x.grams, x.bigrams} {
		e.field(f)
	}
	e.documents(x.docs)
	e.meanings(x.meanings)
}

func (d *decoder) index() *Index {
	x := &Index{byID: map[string]bool{}}
	d.json(&x.claims)
	for i := range x.claims {
		x.byID[x.claims[i].ID] = true
	}
	x.languages, x.first = strings.Fields(d.text()), get[int32](d)
	x.vocab = d.vocabulary()
	x.terms, x.grams, x.bigrams = d.field(), d.field(), d.field()
	x.docs, x.meanings = d.documents(), d.meanings()
	if n := len(x.claims); d.err == nil && (len(x.first) != n || len(x.docs) != n || len(x.meanings) != n) {
		d.err = errors.New("its parts are of different catalogues")
	}
	if d.err != nil {
		return nil
	}
	x.tellAbout()
	x.scratch.New = func() any { return x.newScratch() }
	return x
}

func (e *encoder) vocabulary(v *vocabulary) {
	putTable(e, v.likelihood)
	stems := map[uint64]string{}
	for hash, w := range v.stems.All() {
		stems[hash] = w.stem
	}
	e.json(stems)
}

func (d *decoder) vocabulary() *vocabulary {
	v := newVocabulary(getTable[float64](d))
	stems := map[uint64]string{}
	d.json(&stems)
	words := make(map[uint64]stemHash, len(stems))
	for hash, stem := range stems {
		words[hash] = stemHash{stem: stem, hash: token.HashString(stem)}
	}
	v.stems = token.NewHashTable(words)
	return v
}

func (e *encoder) meanings(all []meaning.Meaning) {
	var lengths []int32
	var ids []uint32
	var weights []float32
	for _, m := range all {
		lengths = append(lengths, int32(len(m))) //nolint:gosec // at most meaning.Most
		for _, f := range m {
			ids, weights = append(ids, f.ID), append(weights, f.Weight)
		}
	}
	put(e, lengths)
	put(e, ids)
	put(e, weights)
}

func (d *decoder) meanings() []meaning.Meaning {
	lengths, ids, weights := get[int32](d), get[uint32](d), get[float32](d)
	all := make([]meaning.Meaning, len(lengths))
	at := 0
	for i, n := range lengths {
		if n < 0 || at+int(n) > min(len(ids), len(weights)) {
			d.err = errors.Join(d.err, errShort)
			return nil
		}
		for range n {
			all[i] = append(all[i], meaning.Feature{ID: ids[at], Weight: weights[at]})
			at++
		}
	}
	return all
}

package claims

import (
	"errors"

	"hearsay/classifier/token"
	"hearsay/sentence"
)

// lists are lists of one kind, one behind the other, and how long each is.
type lists[T number] struct {
	lengths []int32
	all     []T
}

func (l *lists[T]) add(list []T) {
	l.lengths = append(l.lengths, int32(len(list))) //nolint:gosec // a document's words, or documents
	l.all = append(l.all, list...)
}

func putLists[T number](e *encoder, l *lists[T]) {
	put(e, l.lengths)
	put(e, l.all)
}

func getLists[T number](d *decoder) [][]T {
	lengths, all := get[int32](d), get[T](d)
	out := make([][]T, len(lengths))
	for i, n := range lengths {
		if n < 0 || int(n) > len(all) {
			d.err = errors.Join(d.err, errShort)
			return out
		}
		out[i], all = all[:n:n], all[n:]
	}
	return out
}

func putTable[T number](e *encoder, t *token.Table[T]) {
	var hashes []uint64
	var values []T
	for hash, value := range t.All() {
		hashes, values = append(hashes, hash), append(values, *value)
	}
	put(e, hashes)
	put(e, values)
}

func getTable[T number](d *decoder) *token.Table[T] {
	hashes, values := get[uint64](d), get[T](d)
	if len(hashes) != len(values) {
		d.err = errors.Join(d.err, errShort)
		return token.NewHashTable[T](nil)
	}
	table := make(map[uint64]T, len(hashes))
	for i, hash := range hashes {
		table[hash] = values[i]
	}
	return token.NewHashTable(table)
}

func (e *encoder) field(f *field) {
	putTable(e, f.ids)
	put(e, f.idf)
	var docs lists[int32]
	var impacts []int32
	for _, list := range f.postings {
		docs.lengths = append(docs.lengths, int32(len(list))) //nolint:gosec // documents
		for _, p := range list {
			docs.all, impacts = append(docs.all, p.doc), append(impacts, p.impact)
		}
	}
	putLists(e, &docs)
	put(e, impacts)
}

// field reads what searching needs of a field; lengths of documents have gone into what its features count.
func (d *decoder) field() *field {
	f := &field{ids: getTable[int32](d)}
	f.idf = get[float64](d)
	docs, impacts := getLists[int32](d), get[int32](d)
	if d.err != nil || len(docs) != len(f.idf) && len(docs) > 0 { // none of what only weighs
		d.err = errors.Join(d.err, errShort)
		return f
	}
	f.postings = make([][]posting, len(docs))
	all := make([]posting, 0, len(impacts))
	for id, list := range docs {
		start := len(all)
		for _, doc := range list {
			if len(all) == len(impacts) {
				d.err = errShort
				return f
			}
			all = append(all, posting{doc, impacts[len(all)]})
		}
		f.postings[id] = all[start:len(all):len(all)]
	}
	return f
}

// documents writes each part of all documents behind each other.
func (e *encoder) documents(docs []document) {
	var all lists[int32]
	var summed []float64
	var says []byte
	for i := range docs {
		d := &docs[i]
		for _, list := range d.lists() {
			all.add(*list)
		}
		for _, sum := range d.all() {
			summed = append(summed, *sum)
		}
		says = d.titleSays.Append(d.says.Append(says))
	}
	putLists(e, &all)
	put(e, summed)
	e.text(string(says))
}

func (d *decoder) documents() []document {
	all, summed, says := getLists[int32](d), get[float64](d), d.text()
	one := document{}
	n := len(all) / len(one.lists())
	if d.err != nil || len(summed) < n*len(one.all()) || len(says) < 2*n*sentence.Dims {
		d.err = errors.Join(d.err, errShort)
		return nil
	}
	docs := make([]document, n)
	for i := range docs {
		to := &docs[i]
		for _, list := range to.lists() {
			*list, all = all[0], all[1:]
		}
		if len(to.counts) != len(to.terms) {
			d.err = errShort
			return nil
		}
		for _, sum := range to.all() {
			*sum, summed = summed[0], summed[1:]
		}
		to.says, to.titleSays = sentence.Kept(says[2*i*sentence.Dims:]), sentence.Kept(says[(2*i+1)*sentence.Dims:])
	}
	return docs
}

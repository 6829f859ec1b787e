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
		return nil
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
	put(e, f.df)
	var docs lists[int32]
	var impacts []float32
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
	f.idf, f.df = get[float64](d), get[int32](d)
	docs, impacts := getLists[int32](d), get[float32](d)
	if d.err != nil || len(f.df) != len(f.idf) || len(docs) != len(f.idf) && len(docs) > 0 { // none of what only weighs
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
	var names, numbers, pairs, grams, terms lists[int32]
	var idf, claim, title, both, flat []float32
	var sums []float64
	var says []byte
	for i := range docs {
		d := &docs[i]
		names.add(d.names)
		numbers.add(d.numbers)
		pairs.add(d.pairs)
		grams.add(d.grams)
		terms.lengths = append(terms.lengths, int32(len(d.terms))) //nolint:gosec // words
		for _, t := range d.terms {
			terms.all = append(terms.all, t.term)
			idf, claim, title, both, flat = append(idf, t.idf), append(claim, t.claim), append(title, t.title), append(both, t.both), append(flat, t.flat)
		}
		sums = append(sums, d.logLength, d.claimMass, d.titleMass, d.claimMass2, d.nameMass, d.gramNorm)
		says = d.titleSays.Append(d.says.Append(says))
	}
	for _, l := range []*lists[int32]{&names, &numbers, &pairs, &grams, &terms} {
		putLists(e, l)
	}
	for _, values := range [][]float32{idf, claim, title, both, flat} {
		put(e, values)
	}
	put(e, sums)
	e.text(string(says))
}

// sumsOfDocument is how many sums each document has in a snapshot.
const sumsOfDocument = 6

func (d *decoder) documents() []document {
	names, numbers, pairs, grams, terms := getLists[int32](d), getLists[int32](d), getLists[int32](d), getLists[int32](d), getLists[int32](d)
	idf, claim, title, both, flat := get[float32](d), get[float32](d), get[float32](d), get[float32](d), get[float32](d)
	sums, says := get[float64](d), d.text()
	n, words := len(names), 0
	for _, list := range terms {
		words += len(list)
	}
	if d.err != nil || min(len(numbers), len(pairs), len(grams), len(terms), len(sums)/sumsOfDocument, len(says)/sentence.Dims/2) < n ||
		min(len(idf), len(claim), len(title), len(both), len(flat)) < words {
		d.err = errors.Join(d.err, errShort)
		return nil
	}
	docs, at := make([]document, n), 0
	for i := range docs {
		s := sums[i*sumsOfDocument:]
		docs[i] = document{
			names: names[i], numbers: numbers[i], pairs: pairs[i], grams: grams[i], terms: make([]term, len(terms[i])),
			says: sentence.Kept(says[2*i*sentence.Dims:]), titleSays: sentence.Kept(says[(2*i+1)*sentence.Dims:]),
			logLength: s[0], claimMass: s[1], titleMass: s[2], claimMass2: s[3], nameMass: s[4], gramNorm: s[5],
		}
		for k, id := range terms[i] {
			docs[i].terms[k] = term{id, idf[at], claim[at], title[at], both[at], flat[at]}
			at++
		}
	}
	return docs
}

package triage

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/cespare/xxhash/v2"

	"hearsay/classifier"
	"hearsay/classifier/token"
	"hearsay/meaning"
	"hearsay/sentence"
)

// Signature is what is kept of a text to find others like it; it cannot be turned back into the text. places are the
// MinHash of its words and word pairs (Broder 1997): the share of equal places of two signatures estimates the Jaccard
// similarity of the texts.
type Signature struct {
	meaning meaning.Meaning // what the text is about
	says    sentence.Vector // what it says, if it is English
	places  [signatureSize]uint32
}

const (
	signatureSize = 64
	bandRows      = 4 // two texts share one of the 16 bands with probability 1-(1-s^4)^16: a half at s = 0.45, 0.9 at s = 0.6
	bands         = signatureSize / bandRows
)

// What is stored behind the places: featureSize bytes for each feature of the meaning, then a mark and what the text says.
const (
	featureSize = 8
	saysSize    = 1 + sentence.Dims
	saysMark    = 's'
)

// nearIdentical is the estimated similarity from which two texts are one item: a repost, a quote or a small edit.
const nearIdentical = 0.6

// Sign makes the signature of a text in a language, ISO 639-1. Handles and links do not count, nor do case, marks and
// punctuation.
func Sign(text, language string) Signature {
	var s Signature
	for i := range s.places {
		s.places[i] = math.MaxUint32
	}
	previous := uint64(0)
	cut := token.Cut(text)
	s.meaning = meaning.Of(cut, language)
	if language == sentence.Language {
		s.says = sentence.Of(cut)
	}
	for i := range cut.Tokens {
		t := &cut.Tokens[i]
		switch t.Kind {
		case token.Word, token.Number, token.Hashtag:
			s.take(t.Hash)
			if previous != 0 {
				s.take(token.Join(previous, t.Hash))
			}
			previous = t.Hash
		}
	}
	return s
}

// take lets one feature count in every place.
func (s *Signature) take(feature uint64) {
	for i := range s.places {
		s.places[i] = min(s.places[i], uint32(mix(feature+uint64(i+1)*0x9E3779B97F4A7C15)>>32))
	}
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

// Similarity estimates how much of two texts is the same, from 0 to 1.
func (s *Signature) Similarity(other *Signature) float64 {
	equal := 0
	for i := range s.places {
		if s.places[i] == other.places[i] {
			equal++
		}
	}
	return float64(equal) / signatureSize
}

// usual is how much English texts say the same that are as much about the same as it takes to be one item.
const usual = 0.75

// Alike is how much two texts are about the same, from 0 to 1, and if both are English more or less so as they say more or less the same
// than is usual.
func (s *Signature) Alike(other *Signature) float64 {
	about := s.meaning.Similarity(other.meaning)
	if s.says.IsZero() || other.says.IsZero() {
		return about
	}
	return min(max(about+s.says.Similarity(&other.says)-usual, 0), 1)
}

// Bands are the keys under which a signature is looked up: texts of one kind that are near-identical share one of
// them almost surely, and so do those that are about the same. They fit a signed 64-bit column.
func (s *Signature) Bands(kind classifier.Kind) []int64 {
	keys := make([]int64, bands, bands+8)
	var row [2 + 4*bandRows]byte
	if kind != "" {
		row[0] = kind[0]
	}
	for b := range keys {
		row[1] = byte(b)
		for i := range bandRows {
			binary.LittleEndian.PutUint32(row[2+4*i:], s.places[b*bandRows+i])
		}
		keys[b] = int64(xxhash.Sum64(row[:])) //nolint:gosec // the bits matter, not the number
	}
	for _, key := range s.meaning.Keys() {
		keys = append(keys, int64(mix(key+uint64(row[0])))) //nolint:gosec // as above
	}
	return keys
}

// Bytes is the signature as it is stored: places, features, and behind a byte what the text says.
func (s *Signature) Bytes() []byte {
	b := make([]byte, 0, 4*signatureSize+featureSize*len(s.meaning)+saysSize)
	for _, v := range s.places {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	for _, f := range s.meaning {
		b = binary.LittleEndian.AppendUint32(b, f.ID)
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(f.Weight))
	}
	if !s.says.IsZero() {
		b = s.says.Append(append(b, saysMark))
	}
	return b
}

// ParseSignature reads what Bytes wrote.
func ParseSignature(b []byte) (Signature, error) {
	var s Signature
	const least = 4 * signatureSize
	features := len(b) - least
	if features%featureSize == saysSize%featureSize {
		features -= saysSize
	}
	if features < 0 || features%featureSize != 0 || features > featureSize*meaning.Most {
		return s, fmt.Errorf("a signature has %d bytes, up to %d of %d more, and %d or none, not %d", least, meaning.Most, featureSize, saysSize, len(b))
	}
	for i := range s.places {
		s.places[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	for rest := b[least : least+features]; len(rest) > 0; rest = rest[featureSize:] {
		s.meaning = append(s.meaning, meaning.Feature{
			ID: binary.LittleEndian.Uint32(rest), Weight: math.Float32frombits(binary.LittleEndian.Uint32(rest[4:])),
		})
	}
	if says := b[least+features:]; len(says) > 0 {
		s.says = sentence.Kept(says[1:])
	}
	return s, nil
}

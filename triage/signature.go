package triage

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/cespare/xxhash/v2"

	"hearsay/classifier"
	"hearsay/classifier/token"
)

// Signature is the MinHash of a text's words and word pairs (Broder 1997): the share of equal places of two signatures
// estimates the Jaccard similarity of the texts. It cannot be turned back into the text.
type Signature [signatureSize]uint32

const (
	signatureSize = 64
	bandRows      = 4 // two texts share one of the 16 bands with probability 1-(1-s^4)^16: a half at s = 0.45, 0.9 at s = 0.6
	bands         = signatureSize / bandRows
)

// nearIdentical is the estimated similarity from which two texts are one item: a repost, a quote or a small edit.
const nearIdentical = 0.6

// Sign makes the signature of a text. Handles and links do not count, nor do case, marks and punctuation.
func Sign(text string) Signature {
	var s Signature
	for i := range s {
		s[i] = math.MaxUint32
	}
	previous := uint64(0)
	cut := token.Cut(text)
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
	for i := range s {
		s[i] = min(s[i], uint32(mix(feature+uint64(i+1)*0x9E3779B97F4A7C15)>>32))
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
	for i := range s {
		if s[i] == other[i] {
			equal++
		}
	}
	return float64(equal) / signatureSize
}

// Bands are the keys under which a signature is looked up: texts of one kind that are near-identical share one of
// them almost surely. They fit a signed 64-bit column.
func (s *Signature) Bands(kind classifier.Kind) []int64 {
	keys := make([]int64, bands)
	var row [2 + 4*bandRows]byte
	if kind != "" {
		row[0] = kind[0]
	}
	for b := range keys {
		row[1] = byte(b)
		for i := range bandRows {
			binary.LittleEndian.PutUint32(row[2+4*i:], s[b*bandRows+i])
		}
		keys[b] = int64(xxhash.Sum64(row[:])) //nolint:gosec // the bits matter, not the number
	}
	return keys
}

// Bytes is the signature as it is stored.
func (s *Signature) Bytes() []byte {
	b := make([]byte, 0, 4*signatureSize)
	for _, v := range s {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return b
}

// ParseSignature reads what Bytes wrote.
func ParseSignature(b []byte) (Signature, error) {
	var s Signature
	if len(b) != 4*signatureSize {
		return s, fmt.Errorf("a signature has %d bytes, not %d", 4*signatureSize, len(b))
	}
	for i := range s {
		s[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return s, nil
}

package main

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"

	"hearsay/classifier/token"
	"hearsay/sentence"
)

// sentencesRidge is the ridge of what words say.
const sentencesRidge = 1

// learned is what words say: a row for each direction, with a column for each word and a last one for what all texts say.
type learned struct {
	columns map[string]int
	rarity  map[string]float64
	says    [][]float64
}

// learnSentences fits what each word says, in the directions in which claims differ most: the sum over a text is to come near to what the
// teacher says of it.
func learnSentences(m *material) learned {
	mean, ways := directions(m.says[:m.claims])
	wanted := make([][]float64, len(m.says))
	each(len(m.says), func(i int) {
		off := slices.Clone(m.says[i])
		add(off, mean, -1)
		wanted[i] = multiply(ways, off)
	})
	words, rarity := rareWords(m.texts)
	p := newRegression(words, sentencesRidge)
	says := make([][]float64, sentence.Dims)
	each(len(says), func(k int) { says[k] = p.solve(func(row int) float64 { return wanted[row][k] }) })
	return learned{p.columns, rarity, says}
}

// rareWords are the words of each text by how rare they are, of unit length together.
func rareWords(texts []string) (all []map[string]float64, rarity map[string]float64) {
	rarity = map[string]float64{}
	for _, text := range texts {
		words := map[string]float64{}
		cut := token.Cut(text)
		for i := range cut.Tokens {
			if sentence.Counts(&cut.Tokens[i]) {
				words[string(cut.Folded(i))] = 1
			}
		}
		for word := range words {
			rarity[word]++
		}
		all = append(all, words)
	}
	for word, n := range rarity {
		rarity[word] = 1 + math.Log(float64(len(texts)+1)/(n+1))
	}
	for _, words := range all {
		square := 0.0
		for _, word := range slices.Sorted(maps.Keys(words)) {
			square += rarity[word] * rarity[word]
		}
		for word := range words {
			words[word] = rarity[word] / math.Sqrt(square)
		}
	}
	return all, rarity
}

// writeSentences writes words.tsv and vectors.bin.
func writeSentences(l learned) error {
	var table strings.Builder
	var bias, steps, rows []byte
	words := slices.Sorted(maps.Keys(l.columns))
	step := make([]float64, len(l.says))
	for k, of := range l.says {
		for _, x := range of[:len(words)] {
			step[k] = max(step[k], math.Abs(x)/math.MaxInt8)
		}
		bias = binary.LittleEndian.AppendUint32(bias, math.Float32bits(float32(of[len(words)])))
		steps = binary.LittleEndian.AppendUint32(steps, math.Float32bits(float32(step[k])))
	}
	for _, word := range words {
		fmt.Fprintf(&table, "%s\t%.2f\n", word, l.rarity[word])
		for k, of := range l.says {
			rows = append(rows, byte(int8(math.Round(of[l.columns[word]]/step[k])))) //nolint:gosec // its eight bits
		}
	}
	if err := os.WriteFile("sentence/words.tsv", []byte(table.String()), 0o600); err != nil {
		return err
	}
	return os.WriteFile("sentence/vectors.bin", slices.Concat(bias, steps, rows), 0o600)
}

// directions are the mean of vectors and their principal components: the eigenvectors of the covariance whose eigenvalues are largest, by
// orthogonal iteration from a fixed start.
func directions(all [][]float64) (mean []float64, ways [][]float64) {
	mean, covariance := spread(all)
	ways = make([][]float64, sentence.Dims)
	for k := range ways {
		ways[k] = make([]float64, len(mean))
		ways[k][k*len(mean)/sentence.Dims] = 1
	}
	for range 100 {
		for k := range ways {
			ways[k] = multiply(covariance, ways[k])
			for _, earlier := range ways[:k] {
				add(ways[k], earlier, -dot(ways[k], earlier))
			}
			scale(ways[k], 1/math.Sqrt(dot(ways[k], ways[k])))
		}
	}
	return mean, ways
}

// spread is the mean of vectors, and their covariance, not divided by their number.
func spread(all [][]float64) (mean []float64, covariance [][]float64) {
	mean = make([]float64, len(all[0]))
	for _, v := range all {
		add(mean, v, 1/float64(len(all)))
	}
	covariance = make([][]float64, len(mean))
	for i := range covariance {
		covariance[i] = make([]float64, len(mean))
	}
	for _, v := range all {
		off := slices.Clone(v)
		add(off, mean, -1)
		for i := range off {
			add(covariance[i], off, off[i])
		}
	}
	return mean, covariance
}

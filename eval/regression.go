package main

import (
	"maps"
	"slices"
)

// regression is a least-squares problem with a row for each text and a column for each word, and a last one for the bias.
type regression struct {
	columns map[string]int
	rows    [][]cell
	weight  []float64 // of each row
	ridge   float64   // pulls what is found to 0, so that what few texts tell counts less
}

// cell is a number of a row.
type cell struct {
	column int
	value  float64
}

// leastTexts is in how many texts a word must stand to get a column.
const leastTexts = 3

// newRegression makes a row of the words of each text.
func newRegression(words []map[string]float64, ridge float64) *regression {
	seen := map[string]int{}
	for _, of := range words {
		for name := range of {
			seen[name]++
		}
	}
	p := &regression{columns: map[string]int{}, ridge: ridge}
	for _, name := range slices.Sorted(maps.Keys(seen)) {
		if seen[name] >= leastTexts {
			p.columns[name] = len(p.columns)
		}
	}
	for _, of := range words {
		var row []cell
		for _, name := range slices.Sorted(maps.Keys(of)) {
			if column, ok := p.columns[name]; ok {
				row = append(row, cell{column, of[name]})
			}
		}
		p.rows, p.weight = append(p.rows, append(row, cell{len(p.columns), 1})), append(p.weight, 1)
	}
	return p
}

// normal multiplies by the matrix of the normal equations, with the ridge on all but the bias.
func (p *regression) normal(w []float64) []float64 {
	out := make([]float64, len(w))
	for i, x := range w[:len(w)-1] {
		out[i] = p.ridge * x
	}
	for i, row := range p.rows {
		sum := 0.0
		for _, c := range row {
			sum += c.value * w[c.column]
		}
		p.spread(out, i, sum)
	}
	return out
}

// spread adds a row, times a number, to a column.
func (p *regression) spread(out []float64, row int, times float64) {
	for _, c := range p.rows[row] {
		out[c.column] += p.weight[row] * times * c.value
	}
}

// solve finds what each column tells, so that rows come near to what is wanted, by conjugate gradients (Hestenes, Stiefel 1952).
func (p *regression) solve(want func(row int) float64) []float64 {
	const rounds, small = 300, 1e-8
	w, residue := make([]float64, len(p.columns)+1), make([]float64, len(p.columns)+1)
	for i := range p.rows {
		p.spread(residue, i, want(i))
	}
	way := slices.Clone(residue)
	left := dot(residue, residue)
	first := left
	for range rounds {
		if left <= small*first {
			break
		}
		image := p.normal(way)
		step := left / dot(way, image)
		add(w, way, step)
		add(residue, image, -step)
		now := dot(residue, residue)
		scale(way, now/left)
		add(way, residue, 1)
		left = now
	}
	return w
}

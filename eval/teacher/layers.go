package main

import (
	"math"

	"github.com/viterin/vek/vek32"
)

// Sizes of the network.
const (
	tokens   = 8002 // rows of the table of pieces
	embedded = 256  // what a piece is when it enters
	width    = 512  // what it is after the first layer
	inner    = 1536 // in the midst of a layer's second half
	heads    = 4    // of attention
	longest  = 128  // pieces that are read
)

// matrix has a row for each number that comes in and a column for each that goes out.
type matrix struct {
	weights []float32
	bias    []float32
}

// normal brings each row to mean 0 and variance 1, then scales and shifts it.
type normal struct{ scale, bias []float32 }

// layer is one of the transformer: the pieces attend to each other, then each is thought about by itself.
type layer struct {
	before, between normal
	attend          matrix // makes of a piece what it asks, what it answers to, and what it says
	gather          matrix // of what all heads have heard
	expand, reduce  matrix
}

// model is the whole network. It is immutable and safe for several goroutines.
type model struct {
	pieces *pieces
	table  []float32 // by piece: embedded numbers
	timing []float32 // by frequency: by what a place is multiplied before its sine and cosine are taken
	enter  matrix    // from embedded to width, past the first layer's attention
	layers [2]layer
	leave  matrix
}

// encode is what the network says of the pieces of a text: width numbers between -1 and 1.
func (m *model) encode(ids []int32) []float32 {
	ids = ids[:min(len(ids), longest)]
	x := m.embed(ids)
	skip := m.enter.times(x, len(ids))
	for i := range m.layers {
		x = m.layers[i].run(x, skip, len(ids))
		skip = x
	}
	sum := make([]float32, width)
	for row := range len(ids) {
		vek32.Add_Inplace(sum, x[row*width:(row+1)*width])
	}
	vek32.DivNumber_Inplace(sum, float32(len(ids)))
	out := m.leave.times(sum, 1)
	for i, v := range out {
		out[i] = float32(math.Tanh(float64(v)))
	}
	vek32.DivNumber_Inplace(out, vek32.Norm(out))
	return out
}

// embed is the table's row of each piece, twice, with its place in the text as sines and cosines.
func (m *model) embed(ids []int32) []float32 {
	x := make([]float32, len(ids)*embedded)
	half := embedded / 2
	for at, id := range ids {
		row := x[at*embedded : (at+1)*embedded]
		for i, w := range m.table[int(id)*embedded : (int(id)+1)*embedded] {
			row[i] = 2 * w
		}
		for i, frequency := range m.timing {
			sin, cos := math.Sincos(float64(float32(at) * frequency))
			row[i] += float32(sin)
			row[half+i] += float32(cos)
		}
	}
	return x
}

// run is one layer. skip is what is added past its attention.
func (l *layer) run(x, skip []float32, rows int) []float32 {
	heard := attention(l.attend.times(l.before.of(x, rows), rows), rows)
	y := l.gather.times(heard, rows)
	vek32.Add_Inplace(y, skip)
	thought := l.expand.times(l.between.of(y, rows), rows)
	vek32.MaximumNumber_Inplace(thought, 0)
	vek32.Add_Inplace(y, l.reduce.times(thought, rows))
	return y
}

// attention lets each piece hear all, by head, the more so the better what they answer to fits what it asks.
func attention(asked []float32, rows int) []float32 {
	stride := len(asked) / rows
	size := stride / 3
	each := size / heads
	scale := float32(1 / math.Sqrt(float64(each)))
	heard := make([]float32, rows*size)
	share := make([]float32, rows)
	said := make([]float32, each)
	for head := range heads {
		part := func(row, which int) []float32 {
			at := row*stride + which*size + head*each
			return asked[at : at+each]
		}
		for row := range rows {
			for other := range rows {
				share[other] = vek32.Dot(part(row, 0), part(other, 1)) * scale
			}
			softmax(share)
			out := heard[row*size+head*each:][:each]
			for other := range rows {
				vek32.MulNumber_Into(said, part(other, 2), share[other])
				vek32.Add_Inplace(out, said)
			}
		}
	}
	return heard
}

// softmax turns scores into shares of 1.
func softmax(x []float32) {
	most, sum := vek32.Max(x), float32(0)
	for i, v := range x {
		x[i] = float32(math.Exp(float64(v - most)))
		sum += x[i]
	}
	vek32.DivNumber_Inplace(x, sum)
}

// times multiplies each row, and adds the bias.
func (m *matrix) times(x []float32, rows int) []float32 {
	out := make([]float32, rows*len(m.bias))
	vek32.MatMul_Into(out, x, m.weights, len(x)/rows)
	for row := range rows {
		vek32.Add_Inplace(out[row*len(m.bias):(row+1)*len(m.bias)], m.bias)
	}
	return out
}

func (n *normal) of(x []float32, rows int) []float32 {
	const least = 1e-6
	out := make([]float32, len(x))
	size := len(x) / rows
	for row := range rows {
		y := out[row*size : (row+1)*size]
		vek32.SubNumber_Into(y, x[row*size:(row+1)*size], vek32.Mean(x[row*size:(row+1)*size]))
		variance := vek32.Dot(y, y) / float32(size)
		vek32.MulNumber_Inplace(y, float32(1/math.Sqrt(float64(variance)+least)))
		vek32.Mul_Inplace(y, n.scale)
		vek32.Add_Inplace(y, n.bias)
	}
	return out
}

package main

import (
	"runtime"
	"sync"
)

// each does something n times, on all cores.
func each(n int, do func(i int)) {
	var wait sync.WaitGroup
	for first := range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := first; i < n; i += runtime.GOMAXPROCS(0) {
				do(i)
			}
		})
	}
	wait.Wait()
}

func multiply(rows [][]float64, v []float64) []float64 {
	out := make([]float64, len(rows))
	for i := range rows {
		out[i] = dot(rows[i], v)
	}
	return out
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}

func add(to, v []float64, times float64) {
	for i, x := range v {
		to[i] += times * x
	}
}

func scale(v []float64, times float64) {
	for i := range v {
		v[i] *= times
	}
}

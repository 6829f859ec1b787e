package main

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"testing"
)

// published are sentences of ours, and the first numbers that the published program for TensorFlow.js makes of each.
//
//go:embed testdata/published.tsv
var published string

func TestTheTeacherSaysWhatThePublishedProgramSays(t *testing.T) {
	m, err := readModel("../../.cache/teacher/package/dist")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(published) {
		text, numbers, _ := strings.Cut(strings.TrimSpace(line), "\t")
		got := m.encode(m.pieces.cut(text))
		for i, number := range strings.Fields(numbers) {
			want, err := strconv.ParseFloat(number, 64)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(float64(got[i])-want) > 1e-3 {
				t.Errorf("%q: number %d is %.4f, the published program says %.4f", text, i, got[i], want)
			}
		}
	}
}

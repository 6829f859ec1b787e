package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// pieces are the parts that words are cut into: the cut whose parts are most probable together (Kudo 2018,
// https://arxiv.org/abs/1804.10959), found by Viterbi.
type pieces struct {
	known map[string]piece
	most  int // length of the longest, in bytes
}

type piece struct {
	id    int32
	score float32 // logarithm of its probability
}

// unknown is the id of a letter that is in no piece, and the score that one costs.
const (
	unknown      = 0
	unknownScore = -20
)

// boundary stands for a space, and before the first word.
const boundary = "▁"

// reserved is how many ids stand for no text.
const reserved = 6

// readPieces reads the published vocabulary: pairs of a piece and its score, in the order of ids. Where a score is missing, the
// published program counts none.
func readPieces(dir string) (*pieces, error) {
	data, err := os.ReadFile(filepath.Join(dir, "vocab.json")) //nolint:gosec // the folder is the caller's
	if err != nil {
		return nil, fmt.Errorf("opening the vocabulary: %w", err)
	}
	var list [][2]any
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("reading the vocabulary: %w", err)
	}
	p := &pieces{known: map[string]piece{}}
	for id := reserved; id < len(list); id++ {
		text, _ := list[id][0].(string)
		score, _ := list[id][1].(float64)
		p.known[text] = piece{int32(id), float32(score)} //nolint:gosec // eight thousand
		p.most = max(p.most, len(text))
	}
	return p, nil
}

// cut cuts a text into the ids of its most probable pieces. Letters that are in none are one unknown piece together.
func (p *pieces) cut(text string) []int32 {
	text = boundary + strings.ReplaceAll(norm.NFKC.String(text), " ", boundary)
	type way struct {
		score float32
		from  int
		id    int32
	}
	best := make([]way, len(text)+1)
	for i := range best[1:] {
		best[i+1].score = float32(math.Inf(-1))
	}
	for at := 0; at < len(text); {
		_, size := utf8.DecodeRuneInString(text[at:])
		take := func(end int, id int32, score float32) {
			if score += best[at].score; score > best[end].score {
				best[end] = way{score, at, id}
			}
		}
		take(at+size, unknown, unknownScore)
		for end := at + size; end <= min(len(text), at+p.most); end++ {
			if known, ok := p.known[text[at:end]]; ok {
				take(end, known.id, known.score)
			}
		}
		at += size
	}
	var ids []int32
	for end := len(text); end > 0; end = best[end].from {
		if id := best[end].id; id != unknown || len(ids) == 0 || ids[len(ids)-1] != unknown {
			ids = append(ids, id)
		}
	}
	for i, j := 0, len(ids)-1; i < j; i, j = i+1, j-1 {
		ids[i], ids[j] = ids[j], ids[i]
	}
	return ids
}

// Package matching says how sure a match is, from how often matches of its kind and score were right: certain ones are acted on, suggested ones are
// shown to people, who confirm or refuse them; what people say, and what they undo, moves the thresholds.
//
// prior.tsv is what was measured on the shared data (make learn). The package is pure. Start at Levels.
package matching

import (
	_ "embed"
	"fmt"
	"math"
	"strings"
	"time"
)

// Kind is what is matched.
type Kind string

// The kinds.
const (
	Question  Kind = "question"  // a post with the question that others ask in other words
	Claim     Kind = "claim"     // a post with the claim that others make in other words
	Catalogue Kind = "catalogue" // a post with a claim of the catalogue
)

// Kinds are all kinds.
func Kinds() []Kind { return []Kind{Question, Claim, Catalogue} }

// Match is how a post came to where it is.
type Match struct {
	Kind  Kind    `json:"kind" enum:"question,claim,catalogue"`
	Score float64 `json:"score" doc:"0 to 1"`
}

// Tally counts right and wrong matches by score, in steps of a twentieth. The zero value is empty.
type Tally struct{ Right, Wrong [steps]float64 }

const steps = 20

// Add counts a match with a score from 0 to 1.
func (t *Tally) Add(score float64, isRight bool) { t.add(score, isRight, 1) }

func (t *Tally) add(score float64, isRight bool, weight float64) {
	i := min(max(int(math.Floor(score*steps+1e-9)), 0), steps-1)
	if isRight {
		t.Right[i] += weight
	} else {
		t.Wrong[i] += weight
	}
}

// precision is the share of right ones among the matches of the steps from one up to another, and how many these are.
func (t *Tally) precision(from, to int) (share, all float64) {
	right := 0.0
	for i := from; i < to; i++ {
		right += t.Right[i]
		all += t.Right[i] + t.Wrong[i]
	}
	if all == 0 {
		return 0, 0
	}
	return right / all, all
}

// Levels are the scores from which on matches of a kind are certain, and are suggested. Above 1 none is.
type Levels struct {
	Certain   float64 `json:"certain" doc:"from this score on a match is acted on"`
	Suggested float64 `json:"suggested" doc:"from this score on it is shown to people"`
}

// wanted is how often matches of each kind have to be right: certain ones, and suggested ones. Taking one question for another costs a look, and a question
// that is asked in many words is worth one item; taking one claim for another has people answer what nobody said.
var wanted = map[Kind]struct{ certain, suggested float64 }{Question: {0.55, 0.21}, Claim: {0.93, 0.25}, Catalogue: {0.94, 0.28}}

// leastCounted is how many matches a precision rests on.
const leastCounted = 20

// levels are the lowest scores at which matches were right as often as is wanted.
func (t *Tally) levels(kind Kind) Levels {
	certain := steps + 1
	for i := range steps {
		if share, all := t.precision(i, steps); share >= wanted[kind].certain && all >= leastCounted {
			certain = i
			break
		}
	}
	suggested := certain
	for i := range min(certain, steps) {
		if share, all := t.precision(i, min(certain, steps)); share >= wanted[kind].suggested && all >= leastCounted {
			suggested = i
			break
		}
	}
	return Levels{float64(certain) / steps, float64(suggested) / steps}
}

// Judgement is what a person said of a match, by confirming or undoing it.
type Judgement struct {
	Match
	IsRight bool
	At      time.Time
}

// judged is how much more a judgement counts than a measured match: it is of the desk's own posts.
const judged = 5

// Set are the levels of all kinds. Immutable, safe for several goroutines.
type Set map[Kind]Levels

//go:embed prior.tsv
var priorSource string

var prior = mustParse(priorSource)

var measured = Learn(nil)

// Measured are the levels before anybody has judged.
func Measured() Set { return measured }

// Learn are the levels with what people said.
func Learn(said []Judgement) Set {
	tallies := map[Kind]*Tally{}
	for _, kind := range Kinds() {
		t := prior[kind]
		tallies[kind] = &t
	}
	for _, j := range said {
		if t := tallies[j.Kind]; t != nil {
			t.add(j.Score, j.IsRight, judged)
		}
	}
	set := Set{}
	for kind, t := range tallies {
		set[kind] = t.levels(kind)
	}
	return set
}

// Write is a table of tallies as prior.tsv holds it.
func Write(tallies map[Kind]Tally) string {
	var b strings.Builder
	b.WriteString("# How often matches were right, by kind and score. Written by: make learn\n")
	for _, kind := range Kinds() {
		t := tallies[kind]
		for i := range steps {
			fmt.Fprintf(&b, "%s\t%.2f\t%g\t%g\n", kind, float64(i)/steps, t.Right[i], t.Wrong[i])
		}
	}
	return b.String()
}

func mustParse(source string) map[Kind]Tally {
	all := map[Kind]Tally{}
	for line := range strings.Lines(source) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var kind Kind
		var score, right, wrong float64
		if _, err := fmt.Sscanf(line, "%s\t%g\t%g\t%g", &kind, &score, &right, &wrong); err != nil {
			panic("matching: prior.tsv: " + err.Error()) // a file of ours
		}
		t := all[kind]
		t.add(score, true, right)
		t.add(score, false, wrong)
		all[kind] = t
	}
	return all
}

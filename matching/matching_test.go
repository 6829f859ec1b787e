package matching

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestMeasured says what the levels are before anybody has judged, and that they follow from the table.
func TestMeasured(t *testing.T) {
	want := Set{Question: {0.45, 0.25}, Claim: {0.45, 0.05}, Catalogue: {0.8, 0.05}}
	if diff := cmp.Diff(want, Measured()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for kind, levels := range Measured() {
		tally := prior[kind]
		if share, _ := tally.precision(int(levels.Certain*steps+0.5), steps); share < wanted[kind].certain {
			t.Errorf("%s: certain ones were right %.3f of the time", kind, share)
		}
	}
	if got := Write(prior); got != priorSource {
		t.Errorf("the table is written otherwise than it is read: %s", got)
	}
}

// TestPeopleTeach undoes claims that were taken for one: what is certain becomes rarer; confirming brings it back.
func TestPeopleTeach(t *testing.T) {
	before := Measured()[Claim].Certain
	said := []Judgement{}
	judge := func(n int, score float64, isRight bool) float64 {
		for range n {
			said = append(said, Judgement{Match{Claim, score}, isRight, time.Time{}})
		}
		return Learn(said)[Claim].Certain
	}
	up := judge(3, before, false)
	if up <= before {
		t.Errorf("after three wrong ones a claim is certain from %v on, before from %v", up, before)
	}
	if down := judge(40, before, true); down > before {
		t.Errorf("after forty right ones certain from %v on, not from %v or lower", down, before)
	}
	if other := Learn(said)[Question]; other != Measured()[Question] {
		t.Errorf("questions learned from claims: %v", other)
	}
	if again := Learn([]Judgement{{Match{"unheard", 0.5}, true, time.Time{}}}); cmp.Diff(again, Measured()) != "" {
		t.Error("a kind that is none taught something")
	}
}

// TestLevelLaws holds for any judgements: nothing that is certain is less sure than what is suggested, and another wrong one never makes more certain.
func TestLevelLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		judgement := rapid.Custom(func(t *rapid.T) Judgement {
			return Judgement{Match{rapid.SampledFrom(Kinds()).Draw(t, "kind"), rapid.Float64Range(0, 1).Draw(t, "score")}, rapid.Bool().Draw(t, "right"), time.Time{}}
		})
		said := rapid.SliceOf(judgement).Draw(t, "said")
		set := Learn(said)
		for kind, l := range set {
			if l.Suggested > l.Certain || l.Suggested < 0 {
				t.Fatalf("%s: %+v", kind, l)
			}
		}
		wrong := judgement.Draw(t, "another")
		wrong.IsRight, wrong.Score = false, set[wrong.Kind].Certain
		if after := Learn(append(said, wrong))[wrong.Kind]; after.Certain < set[wrong.Kind].Certain {
			t.Fatalf("a wrong one made more certain: %+v, then %+v", set[wrong.Kind], after)
		}
	})
}

func FuzzTheTableIsReadAsItIsWritten(f *testing.F) {
	f.Add(0.5, true)
	f.Fuzz(func(t *testing.T, score float64, isRight bool) {
		tally := Tally{}
		tally.Add(score, isRight)
		text := Write(map[Kind]Tally{Claim: tally})
		if got := mustParse(text)[Claim]; got != tally || strings.Count(text, "\n") != 1+3*steps {
			t.Errorf("%v: %+v", score, got)
		}
	})
}

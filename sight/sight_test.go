package sight

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

func at(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }

func TestASpellBeginsWhereSeeingEnded(t *testing.T) {
	s := Sight{Source: "sky", SeenTo: at(-10), Patience: 5 * time.Minute}
	down := Why{Down, "503"}
	for _, c := range []struct {
		name    string
		seenTo  time.Time
		isBlind bool
		why     Why
		want    Change
	}{
		{"in time", at(-5), false, down, Change{}},
		{"late", at(-6), false, down, Change{Begin: &Spell{Source: "sky", From: at(-6), Reason: Down, Detail: "503"}}},
		{"late for no known reason", at(-6), false, Why{}, Change{Begin: &Spell{Source: "sky", From: at(-6), Reason: Behind}}},
		{"still late", at(-6), true, down, Change{}},
		{"in time again", at(0), true, Why{}, Change{Ends: true}},
	} {
		s.SeenTo = c.seenTo
		if diff := cmp.Diff(c.want, Next(noon, s, c.isBlind, c.why)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestSpellsOverATime(t *testing.T) {
	spells := []Spell{
		{Source: "b", From: at(30)},
		{Source: "a", From: at(30), To: at(40), IsLost: true},
		{Source: "c", From: at(0), To: at(10)},
	}
	for _, c := range []struct {
		name     string
		from, to time.Time
		want     []Spell
	}{
		{"all", at(0), at(60), []Spell{spells[2], spells[1], spells[0]}},
		{"until now", at(35), time.Time{}, []Spell{spells[1], spells[0]}},
		{"between", at(10), at(30), nil},
		{"what lasts reaches everywhere after", at(500), at(501), []Spell{spells[0]}},
	} {
		if diff := cmp.Diff(c.want, Over(spells, c.from, c.to)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if diff := cmp.Diff([]Spell{spells[0], spells[1]}, Open(spells)); diff != "" {
		t.Errorf("open (-want +got):\n%s", diff)
	}
}

// TestSpansCoverWhatSpellsDo: a moment lies in a span if and only if it lies in a spell, and spans neither touch nor overlap.
func TestSpansCoverWhatSpellsDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minute := rapid.IntRange(-50, 50)
		spells := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Spell {
			s := Spell{Source: rapid.StringMatching("[ab]").Draw(t, "source"), From: at(minute.Draw(t, "from"))}
			if rapid.Bool().Draw(t, "ended") {
				s.To = s.From.Add(time.Duration(rapid.IntRange(1, 20).Draw(t, "lasted")) * time.Minute)
			}
			return s
		}), 0, 6).Draw(t, "spells")
		spans := Spans(spells, noon)
		for i, one := range spans {
			if !one.From.Before(one.To) || i > 0 && !spans[i-1].To.Before(one.From) {
				t.Fatalf("spans %v", spans)
			}
		}
		for m := -50; m < 0; m++ {
			moment := at(m).Add(30 * time.Second)
			inSpell, inSpan := false, false
			for _, s := range spells {
				inSpell = inSpell || s.From.Before(moment) && (s.Lasts() || s.To.After(moment))
			}
			for _, s := range spans {
				inSpan = inSpan || s.From.Before(moment) && s.To.After(moment)
			}
			if inSpell != inSpan {
				t.Fatalf("%v is in a spell: %v, in a span: %v, of %v", moment, inSpell, inSpan, spans)
			}
		}
	})
}

func TestASpellIsSaid(t *testing.T) {
	for _, c := range []struct {
		spell Spell
		want  string
	}{
		{Spell{Source: "sky", From: at(0), Reason: Down}, "sky could not see from 29 Nov 12:00 until now (the platform does not answer): numbers are too low"},
		{Spell{Source: "sky", From: at(0), Reason: Down, CaughtUp: 2}, "sky could not see from 29 Nov 12:00 until now (the platform does not answer): numbers are too low, though 2 posts came later"},
		{Spell{Source: "sky", From: at(0), To: at(5), Reason: Paused, CaughtUp: 1}, "sky could not see from 29 Nov 12:00 until 12:05 (somebody paused it): 1 post of that time came later"},
		{Spell{Source: "sky", From: at(0), To: at(60 * 13), Reason: Budget}, "sky could not see from 29 Nov 12:00 until 30 Nov 01:00 (what may be read is used up): 0 posts of that time came later"},
		{Spell{Source: "sky", From: at(0), To: at(5), Reason: TooOld, IsLost: true}, "sky could not see from 29 Nov 12:00 until 12:05 (the platform does not give what is that old): what was posted then cannot be had any more"},
	} {
		if got := c.spell.String(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
	three := []Spell{{Source: "a", From: at(0), Reason: Down}, {Source: "b", From: at(0), Reason: Down}, {Source: "c", From: at(0), Reason: Down}}
	if got, want := Note(three, 1), three[0].String()+"; and 2 more times at which a source could not see"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, r := range Reasons {
		if r.Says() == "" {
			t.Errorf("%s has no words", r)
		}
	}
}

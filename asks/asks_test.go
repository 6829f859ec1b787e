package asks_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hearsay/asks"
	"hearsay/classifier"
)

var noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

var clock = asks.Clock{Within: 8 * time.Hour, Every: 3 * time.Hour, Reminders: 2}

// TestRemindersEnd asks an authority that never answers: once, and two reminders.
func TestRemindersEnd(t *testing.T) {
	a := asks.New("a", "item", classifier.KindQuestion, "Water works", "ann", " please ", clock, noon)
	if a.Note != "please" || !a.Due.Equal(noon.Add(8*time.Hour)) {
		t.Errorf("new: %+v", a)
	}
	var told []time.Duration
	for now := noon; now.Before(noon.Add(48 * time.Hour)); now = now.Add(time.Hour) {
		if !a.NextAt.IsZero() && !a.NextAt.After(now) {
			a.Sent(now)
			told = append(told, now.Sub(noon))
		}
	}
	if want := []time.Duration{0, 3 * time.Hour, 6 * time.Hour}; !slices.Equal(told, want) {
		t.Errorf("told after %v, want %v", told, want)
	}
	if !a.IsLate(noon.Add(9*time.Hour)) || a.IsLate(noon.Add(8*time.Hour)) {
		t.Error("it is late after eight hours")
	}
	if err := a.Close(asks.Answered, noon.Add(50*time.Hour)); err != nil || a.IsOpen() || a.IsLate(noon.Add(99*time.Hour)) {
		t.Errorf("answered: %+v, %v", a, err)
	}
	if err := a.Close(asks.Withdrawn, noon); !errors.Is(err, asks.ErrClosed) {
		t.Errorf("closed twice: %v", err)
	}
}

func TestWhatCannotBeSentIsTriedAgainLater(t *testing.T) {
	a := asks.New("a", "item", classifier.KindQuestion, "Water works", "ann", "", clock, noon)
	var pauses []time.Duration
	for range 8 {
		before := a.NextAt
		a.Failed("down", false, before)
		pauses = append(pauses, a.NextAt.Sub(before))
	}
	if pauses[0] != time.Minute || pauses[1] != 2*time.Minute || pauses[7] != time.Hour || a.State != asks.Waiting {
		t.Errorf("pauses %v, %s", pauses, a.State)
	}
	a.Failed("no such address", true, noon)
	if a.State != asks.Refused || !a.NextAt.IsZero() || a.Problem == "" {
		t.Errorf("refused: %+v", a)
	}
}

func TestSuggest(t *testing.T) {
	all := []asks.Authority{
		{Name: "Government"}, {Name: "Water works", Topics: []string{"water"}}, {Name: "Turin water", Topics: []string{"water"}, Territories: []string{"turin"}},
		{Name: "Police", Topics: []string{"crime"}}, {Name: "Health line", Handles: []string{"@healthline"}, Topics: []string{"health"}},
	}
	for name, test := range map[string]struct {
		named, topics, territories []string
		want                       string
	}{
		"of a topic":           {nil, []string{"water"}, nil, "Water works, Government"},
		"of a place and topic": {nil, []string{"water"}, []string{"turin"}, "Turin water, Water works, Government"},
		"of a town of a place": {nil, []string{"water"}, []string{"IT/Turin/Agliè"}, "Turin water, Water works, Government"},
		"named by its handle":  {[]string{"@HealthLine"}, []string{"water"}, nil, "Health line, Water works, Government"},
		"named by its name":    {[]string{"police"}, nil, nil, "Police, Government"},
		"of nothing":           {nil, nil, nil, "Government"},
	} {
		var got []string
		for _, a := range asks.Suggest(all, test.named, test.topics, test.territories) {
			got = append(got, a.Name)
		}
		if strings.Join(got, ", ") != test.want {
			t.Errorf("%s: %v, want %s", name, got, test.want)
		}
	}
}

// TestLettersAreComplete fills each language: nothing is left open, and a reminder says when it was asked first.
func TestLettersAreComplete(t *testing.T) {
	for _, language := range append(asks.Languages(), "xx") {
		l := asks.Letter{Publisher: "Riverton", Text: "Is the\nwater safe?", Posts: 41, Places: []string{"turin"}, Topics: []string{"water"}, Note: "Urgent.", Due: noon}
		subject, text := l.Write(language)
		l.AskedAt = noon.Add(-24 * time.Hour)
		again, reminder := l.Write(language)
		for _, s := range []string{subject, text, again, reminder} {
			if strings.ContainsAny(s, "{}") || strings.Contains(s, "fake") {
				t.Errorf("%s: %q", language, s)
			}
		}
		for _, part := range []string{"Is the water safe?", "41", "water, turin", "Urgent.", "2026-03-03 12:00"} {
			if !strings.Contains(text, part) {
				t.Errorf("%s lacks %q: %q", language, part, text)
			}
		}
		if subject == again || !strings.Contains(reminder, "2026-03-02 12:00") || strings.Contains(text, "2026-03-02") {
			t.Errorf("%s: the reminder says %q, %q", language, again, reminder)
		}
	}
}

// TestClockLaws holds for any clock and any failures: reminders are never more than allowed, and come in order, each a pause apart.
func TestClockLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asks.Clock{Within: time.Hour, Every: time.Duration(rapid.IntRange(1, 100).Draw(t, "every")) * time.Minute, Reminders: rapid.IntRange(0, 5).Draw(t, "reminders")}
		a := asks.New("a", "i", classifier.KindClaim, "ben", "ann", "", c, noon)
		for range 50 {
			if a.NextAt.IsZero() {
				break
			}
			now := a.NextAt.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "late")) * time.Second)
			if rapid.Bool().Draw(t, "fails") {
				a.Failed("down", false, now)
				continue
			}
			a.Sent(now)
		}
		if len(a.Reminded) > c.Reminders || a.NextAt.IsZero() && len(a.Reminded) != c.Reminders {
			t.Fatalf("%d reminders of %d", len(a.Reminded), c.Reminders)
		}
		last := a.AskedAt
		for _, at := range a.Reminded {
			if at.Sub(last) < c.Every {
				t.Fatalf("reminded %v after %v, every %v", at, last, c.Every)
			}
			last = at
		}
	})
}

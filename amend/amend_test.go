package amend_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hearsay/amend"
)

var noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

func TestTheLifeOfAnAmendment(t *testing.T) {
	a := amend.New("a", "water", "one", "ann", noon)
	steps := []struct {
		what string
		do   func() error
		want error
		then amend.State
	}{
		{"accept a draft", func() error { return a.Accept("ben", noon) }, amend.ErrOrder, amend.Draft},
		{"edit", func() error { return a.Edit("cem", "two") }, nil, amend.Draft},
		{"submit", func() error { return a.Submit("cem", " it was too wide ") }, nil, amend.Submitted},
		{"edit what waits", func() error { return a.Edit("ann", "three") }, amend.ErrOrder, amend.Submitted},
		{"accept one's own", func() error { return a.Accept("cem", noon) }, amend.ErrFourEyes, amend.Submitted},
		{"send back without a reason", func() error { return a.SendBack("") }, amend.ErrReason, amend.Submitted},
		{"send back", func() error { return a.SendBack("narrower") }, nil, amend.Draft},
		{"submit again", func() error { return a.Submit("ann", "") }, nil, amend.Submitted},
		{"accept", func() error { return a.Accept("ben", noon) }, nil, amend.Accepted},
		{"drop what is in force", func() error { return a.Drop("") }, amend.ErrOrder, amend.Accepted},
		{"replace", func() error { return a.Replace() }, nil, amend.Replaced},
	}
	for _, s := range steps {
		if err := s.do(); !errors.Is(err, s.want) || a.State != s.then {
			t.Errorf("%s: %v, and it is %s; want %v, %s", s.what, err, a.State, s.want, s.then)
		}
	}
}

// TestFourEyesHold tries any steps by any people: what is in force was accepted by somebody who wrote nothing in it.
func TestFourEyesHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		who := rapid.SampledFrom([]string{"ann", "ben", "cem"})
		a := amend.New("a", "water", "one", who.Draw(t, "author"), noon)
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			by := who.Draw(t, "by")
			switch rapid.IntRange(0, 4).Draw(t, "step") {
			case 0:
				_ = a.Edit(by, by)
			case 1:
				_ = a.Submit(by, "")
			case 2:
				_ = a.SendBack("no")
			case 3:
				_ = a.Accept(by, noon)
			case 4:
				_ = a.Drop("no")
			}
		}
		if a.State != amend.Accepted {
			return
		}
		for _, author := range a.Authors {
			if author == a.Accepter {
				t.Fatalf("%s accepted their own", author)
			}
		}
	})
}

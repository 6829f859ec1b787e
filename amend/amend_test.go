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
	a := amend.New("a", "water", "zero", "one", "ann", noon)
	steps := []struct {
		what string
		do   func() error
		want error
		then amend.State
	}{
		{"accept a draft", func() error { return a.Accept("ben", "zero", noon) }, amend.ErrOrder, amend.Draft},
		{"edit", func() error { return a.Edit("cem", "two") }, nil, amend.Draft},
		{"submit", func() error { return a.Submit("cem", " it was too wide ", "zero") }, nil, amend.Submitted},
		{"edit what waits", func() error { return a.Edit("ann", "three") }, amend.ErrOrder, amend.Submitted},
		{"accept one's own", func() error { return a.Accept("cem", "zero", noon) }, amend.ErrFourEyes, amend.Submitted},
		{"send back without a reason", func() error { return a.SendBack("") }, amend.ErrReason, amend.Submitted},
		{"send back", func() error { return a.SendBack("narrower") }, nil, amend.Draft},
		{"submit what is behind", func() error { return a.Submit("ann", "", "other") }, amend.ErrBehind, amend.Draft},
		{"bring it up to date", func() error { return a.Update("ann", "other", "two and other") }, nil, amend.Draft},
		{"submit again", func() error { return a.Submit("ann", "", "other") }, nil, amend.Submitted},
		{"accept what is behind", func() error { return a.Accept("ben", "newer", noon) }, amend.ErrBehind, amend.Submitted},
		{"accept", func() error { return a.Accept("ben", "other", noon) }, nil, amend.Accepted},
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
		a := amend.New("a", "water", "zero", "one", who.Draw(t, "author"), noon)
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			by := who.Draw(t, "by")
			switch rapid.IntRange(0, 4).Draw(t, "step") {
			case 0:
				_ = a.Edit(by, by)
			case 1:
				_ = a.Submit(by, "", "zero")
			case 2:
				_ = a.SendBack("no")
			case 3:
				_ = a.Accept(by, "zero", noon)
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

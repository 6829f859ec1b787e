package work

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"hearsay/classifier"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/replies"
	"hearsay/triage"
)

const source = "https://water.example.org/values"

// site stands for a source that fails.
type site struct {
	text string
	err  error

	mu   sync.Mutex
	seen int // how often it was opened
}

func (s *site) Open(_ context.Context, link string) (replies.Check, string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen++
	return replies.Check{URL: link, SHA256: fmt.Sprintf("%x", s.text), Publisher: "The made-up water works"}, s.text, s.err
}

// bench is a ledger with one verified reply, at a clock of its own.
type bench struct {
	*Work
	site *site
	now  time.Time
}

const page = "The water comes from two lakes. It is cleaned in three steps. Every value of this year was below the limit. Ask the laboratory for your street."

func newBench(t *testing.T, expires time.Time) *bench {
	t.Helper()
	b := &bench{site: &site{text: page}, now: time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)}
	l, err := ledger.Open(t.Context(), filepath.Join(t.TempDir(), "l.db"), func() time.Time { return b.now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	b.Work = &Work{Ledger: l, Sources: b.site, Now: func() time.Time { return b.now }, Log: slog.New(slog.DiscardHandler)}
	it := &triage.Item{ID: "item", Kind: classifier.KindQuestion, State: triage.Answered, Queue: "questions", Lead: post.Ref{Platform: "x", ID: "1"}, OpenedAt: b.now, Deadline: b.now}
	r := replies.New("reply", "item", classifier.KindQuestion, "", "ann", b.now)
	check, _, _ := b.site.Open(t.Context(), source)
	b.site.seen = 0
	err = errors.Join(r.Edit("ann", replies.Text{Language: "en", Fact: "The water is safe.", Sources: []string{source}}),
		r.Submit("ann", []replies.Check{check}, b.now), r.Verify("ben", replies.Verification{ExpiresAt: expires}, b.now),
		l.Write(t.Context(), func(tx *ledger.Tx) error {
			return errors.Join(tx.SaveItem(t.Context(), it), tx.SaveReply(t.Context(), r), tx.KeepCopy(t.Context(), ledger.Copy{SHA256: check.SHA256, URL: source, Text: page, At: b.now}))
		}))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// pass lets time pass, and everything be looked at whose turn has come.
func (b *bench) pass(t *testing.T, d time.Duration) []replies.Doubt {
	t.Helper()
	b.now = b.now.Add(d)
	if err := errors.Join(b.expire(t.Context()), b.look(t.Context())); err != nil {
		t.Fatal(err)
	}
	r, err := b.Ledger.Reply(t.Context(), "reply")
	if err != nil {
		t.Fatal(err)
	}
	return r.Doubts
}

func TestWhatCastsDoubtOnAReply(t *testing.T) {
	tests := map[string]struct {
		change func(*site)
		looks  int // after the first, an hour apart
		want   string
	}{
		"nothing":           {func(*site) {}, 0, ""},
		"a date at the end": {func(s *site) { s.text += " Today is 3 May." }, 0, ""},
		"other words": {func(s *site) {
			s.text = "Subscribe to read this article, and support our newsroom with a small sum each month."
		}, 0, replies.SourceChanged},
		"a correction":                 {func(s *site) { s.text = "Correction: the limit was wrong. " + s.text }, 0, replies.SourceChanged},
		"it is gone":                   {func(s *site) { s.err = replies.ErrGone }, 0, replies.SourceGone},
		"it does not answer":           {func(s *site) { s.err = replies.ErrUnreachable }, 0, ""},
		"it does not answer at length": {func(s *site) { s.err = replies.ErrUnreachable }, 2, replies.SourceGone},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, time.Time{})
			test.change(b.site)
			doubts := b.pass(t, 25*time.Hour)
			for range test.looks {
				doubts = b.pass(t, 61*time.Minute)
			}
			switch {
			case test.want == "" && len(doubts) > 0:
				t.Errorf("doubts %+v", doubts)
			case test.want != "" && (len(doubts) != 1 || doubts[0].Kind != test.want || doubts[0].URL != source):
				t.Errorf("doubts %+v, want %s", doubts, test.want)
			}
		})
	}
}

func TestSourcesAreOpenedOnceADay(t *testing.T) {
	b := newBench(t, time.Time{})
	for range 10 * 24 {
		b.pass(t, time.Hour)
	}
	if b.site.seen < 9 || b.site.seen > 10 {
		t.Errorf("opened %d times in ten days", b.site.seen)
	}
}

func TestAReplyThatHasExpiredIsVerifiedAgain(t *testing.T) {
	b := newBench(t, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))
	if doubts := b.pass(t, 24*time.Hour); len(doubts) > 0 {
		t.Errorf("before its date: %+v", doubts)
	}
	if doubts := b.pass(t, 30*24*time.Hour); len(doubts) != 1 || doubts[0].Kind != replies.Expired {
		t.Errorf("after its date: %+v", doubts)
	}
	if _, err := b.VerifyAgain(t.Context(), Actor{"ann", Verifier}, "reply", replies.Verification{}); !errors.Is(err, replies.ErrFourEyes) {
		t.Errorf("by its author: got %v", err)
	}
	again, err := b.VerifyAgain(t.Context(), Actor{"ben", Verifier}, "reply", replies.Verification{})
	if err != nil || len(again.Doubts) > 0 || again.State != replies.Verified || !again.VerifiedAt.Equal(b.now) {
		t.Errorf("verified again: %+v, %v", again, err)
	}
}

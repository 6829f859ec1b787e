package work

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"hearsay/bulletin"
	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/ledger"
	"hearsay/replies"
)

// editor reads reports.
var editor = Actor{"edith", Editor}

// answer stores a reply to an item that was recorded so many hours after noon.
func (b *bench) answer(t *testing.T, id, item string, hours int, state replies.State) {
	t.Helper()
	at := b.now.Add(time.Duration(hours) * time.Hour)
	r := replies.New(id, item, classifier.KindClaim, "", "ann", b.now)
	r.Text = replies.Text{Language: "en", Fact: "Nobody poisoned it.", Myth: "It is poisoned.", Rating: "false", Sources: []string{source}}
	r.State, r.RecordedAt, r.Postings = state, at, []replies.Posting{{URL: "https://forum.example/" + id, By: "ben", At: at}}
	if err := b.Ledger.Write(t.Context(), func(tx *ledger.Tx) error { return tx.SaveReply(t.Context(), r) }); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) report(t *testing.T, fromHours, toHours int) *Report {
	t.Helper()
	r, err := b.Report(t.Context(), editor, b.now.Add(time.Duration(fromHours)*time.Hour), b.now.Add(time.Duration(toHours)*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestAReportTellsNobodysName: a report is printed and sent on. What was dismissed was no claim, and is not called one.
func TestAReportTellsNobodysName(t *testing.T) {
	b := newBench(t, time.Time{})
	post := claiming("1", rules.Medium, "water", nil)
	post.Text = "Ask @maija.m or +358 40 123 4567, maija@example.org: it is poisoned"
	b.claims(t, "named", rules.Medium, post, claiming("2", rules.Medium, "water", nil))
	b.claims(t, "noise", rules.Medium, claiming("3", rules.Medium, "water", nil))
	if _, err := b.Dismiss(t.Context(), editor, "noise", "no claim"); err != nil {
		t.Fatal(err)
	}
	r := b.report(t, -1, 1)
	if len(r.Claims) != 1 || r.Claims[0].ID != "named" || r.Claims[0].Posts != 2 {
		t.Fatalf("claims %+v", r.Claims)
	}
	if says := r.Claims[0].Says; strings.Contains(says, "maija") || strings.Contains(says, "123") || !strings.Contains(says, "it is poisoned") {
		t.Errorf("it says %q", says)
	}
}

// TestOneKindLeavesRoomForTheOther: however many claims go round more.
func TestOneKindLeavesRoomForTheOther(t *testing.T) {
	b := newBench(t, time.Time{})
	for i := range reportedItems + 2 {
		b.claims(t, fmt.Sprint("c", i), rules.Medium, claiming(fmt.Sprint("a", i), rules.Medium, "water", nil), claiming(fmt.Sprint("b", i), rules.Medium, "water", nil))
	}
	question := claiming("q", rules.Medium, "water", nil)
	question.Item, question.CollectedAt = "item", b.now
	if err := b.Ledger.Write(t.Context(), func(tx *ledger.Tx) error { return tx.InsertPosts(t.Context(), []ledger.StoredPost{question}) }); err != nil {
		t.Fatal(err)
	}
	if r := b.report(t, -1, 1); len(r.Claims) != reportedItems || len(r.Questions) != 1 || r.Questions[0].Fact != "The water is safe." {
		t.Errorf("%d claims, questions %+v", len(r.Claims), r.Questions)
	}
}

// TestTheFirstAnswerCounts: what was answered before is not answered for the first time again, and an answer that was retracted did stand.
func TestTheFirstAnswerCounts(t *testing.T) {
	b := newBench(t, time.Time{})
	for _, id := range []string{"early", "wrong", "ready"} {
		b.claims(t, id, rules.Medium, claiming(id, rules.Medium, "water", nil))
	}
	b.answer(t, "e1", "early", 2, replies.Recorded)
	b.answer(t, "e2", "early", 12, replies.Recorded)
	b.answer(t, "w1", "wrong", 11, replies.Retracted)
	b.answer(t, "w2", "wrong", 13, replies.Recorded)
	b.answer(t, "r", "ready", 12, replies.Published)
	want := AnswerTime{Item: "wrong", Kind: "claim", Seconds: 11 * 3600}
	if r := b.report(t, 10, 20); len(r.Answered) != 1 || r.Answered[0] != want {
		t.Errorf("answered %+v, want %+v", r.Answered, want)
	}
}

// TestAnOldReportHasItsEditions, however many were sent since.
func TestAnOldReportHasItsEditions(t *testing.T) {
	b := newBench(t, time.Time{})
	err := b.Ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		var err error
		for i := range 600 {
			at := b.now.Add(time.Duration(i) * 24 * time.Hour)
			e := bulletin.Build(fmt.Sprint("e", i), bulletin.Bulletin{Name: "daily", Title: "Day", Language: "en"}, at.Add(-time.Hour), at, nil, nil)
			e.State, e.ApprovedAt = bulletin.Sent, at
			err = errors.Join(err, tx.SaveEdition(t.Context(), e))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if r := b.report(t, -1, 25); len(r.Editions) != 2 || r.Editions[0].ID != "e1" || r.Editions[1].ID != "e0" {
		t.Errorf("editions %+v", r.Editions)
	}
	if _, err := b.Report(t.Context(), editor, b.now, b.now); !errors.Is(err, ErrBounds) {
		t.Errorf("a report of no time: %v", err)
	}
}

package work

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"hearsay/bulletin"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/recall"
	"hearsay/replies"
	"hearsay/replies/publish"
	"hearsay/triage"
)

var (
	ann   = Actor{"ann", Verifier}
	carla = Actor{"carla", Verifier}
	dan   = Actor{"dan", Verifier}
)

// newRecallRoom has a reply that is everywhere: posted by an account of ours, by hand, in an edition that three messengers got, one of whom their
// server refuses since, and a fourth who passed it on.
func newRecallRoom(t *testing.T) (*bench, *wall, *servertest.SMTP) {
	t.Helper()
	b, w := newWall(t)
	server := servertest.NewSMTP(t)
	b.Mail, b.Key, b.BaseURL, b.Publisher = mailBy(t, server.Addr), []byte("key"), "https://desk.example", "The made-up town"
	b.dispatch(t)
	b.move(t, 0)
	if _, err := b.Record(t.Context(), ben, "reply", "https://forum.example/by-hand"); err != nil {
		t.Fatal(err)
	}
	err := b.Ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		r, err := tx.Reply(t.Context(), "reply")
		e := bulletin.Build("edition", bulletin.Bulletin{Name: "weekly", Title: "Week", Language: "en"}, b.now.Add(-time.Hour), b.now, []bulletin.Candidate{{Reply: r, Posts: 3}}, nil)
		e.State = bulletin.Sent
		err = errors.Join(err, tx.SaveEdition(t.Context(), e), tx.Deliver(t.Context(), e.ID, []string{"m1", "m2", "m3", "m5"}))
		for _, m := range []bulletin.Messenger{{ID: "m1", Email: "one@town.example"}, {ID: "m2", Email: "two@town.example"}, {ID: "m3", Email: "refused3@town.example"}, {ID: "m4", Email: "four@town.example", Shared: []bulletin.Shared{{URL: "https://creator.example/video", Reply: "reply", At: b.now}}}} {
			m.Name, m.Languages, m.State = m.ID, []string{"en"}, bulletin.Confirmed
			err = errors.Join(err, tx.SaveMessenger(t.Context(), &m))
		}
		for _, to := range []string{"m1", "m2", "m3"} { // m5 never got it
			err = errors.Join(err, tx.SettleDelivery(t.Context(), ledger.Delivery{Edition: e.ID, Recipient: to, State: sent}))
		}
		return errors.Join(err, tx.SettleDelivery(t.Context(), ledger.Delivery{Edition: e.ID, Recipient: "m5", State: refused}))
	})
	if err != nil {
		t.Fatal(err)
	}
	return b, w, server
}

// progress are the traces of the only recall, by how far they are.
func (b *bench) progress(t *testing.T, id string) map[recall.Progress][]string {
	t.Helper()
	v, err := b.Recall(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	by := map[recall.Progress][]string{}
	for _, trace := range v.Traces {
		by[trace.Progress] = append(by[trace.Progress], trace.ID)
	}
	if v.Left != len(by[recall.Left]) {
		t.Errorf("%d left of %v", v.Left, by)
	}
	return by
}

// pageSays looks at the page of the edition that carried the reply: what holds stands in its place; "" as long as nothing does.
func (b *bench) pageSays(t *testing.T, holds string) {
	t.Helper()
	e, err := b.Ledger.Edition(t.Context(), "edition")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := b.EditionPages(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	text, err := pages[0].Text()
	if err != nil || strings.Contains(text, "The water is safe.") || !strings.Contains(text, "we withdrew the answer") || !strings.Contains(text, holds) {
		t.Errorf("the page of an edition says %s, %v", text, err)
	}
}

// TestARetractionReachesEveryone retracts a reply after an edition with it was sent: the correction is drafted, waits for a second person, and goes into the
// thread, to everybody who got the edition and to who passed it on, once each; what people have to do stays until they say that they did it.
func TestARetractionReachesEveryone(t *testing.T) {
	b, w, server := newRecallRoom(t)
	ctx := t.Context()
	if _, err := b.Retract(ctx, ben, "reply", "The laboratory took the wrong sample."); err != nil {
		t.Fatal(err)
	}
	open, err := b.Recalls(ctx)
	if err != nil || len(open) != 1 || open[0].State != recall.Open || !slices.Equal(open[0].Editions, []string{"edition"}) {
		t.Fatalf("recalls %+v, %v", open, err)
	}
	id, draft := open[0].ID, open[0].Correction
	b.pageSays(t, "")
	b.move(t, time.Second)
	if w.stands() != 0 {
		t.Error("what our account posted stands")
	}
	by := b.progress(t, id)
	if len(by[recall.Left]) != 5 || len(by[recall.Done]) != 3 { // thread, by hand, edition, share, item; three feeds
		t.Errorf("progress %v", by)
	}
	correction, err := b.Ledger.Reply(ctx, draft)
	if err != nil || correction.Corrects != "reply" || !strings.Contains(correction.Why, "wrong sample") || !strings.Contains(correction.Why, "The water is safe.") {
		t.Fatalf("drafted %+v, %v", correction, err)
	}
	if _, err := b.Submit(ctx, carla, draft); err != nil {
		t.Fatal(err)
	}
	for _, wrote := range []Actor{ann, ben, carla} { // the reply, its retraction, the correction
		if _, err := b.Verify(ctx, wrote, draft, replies.Verification{}); !errors.Is(err, replies.ErrFourEyes) {
			t.Errorf("%s verified: %v", wrote.Name, err)
		}
	}
	if w.stands() != 0 || len(server.Taken()) != 0 {
		t.Error("something was sent before a second person looked")
	}
	if _, err := b.Verify(ctx, dan, draft, replies.Verification{}); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		b.move(t, time.Minute)
		if err := b.deliverAll(ctx); err != nil {
			t.Fatal(err)
		}
	}
	sent := server.Taken()
	var to []string
	for _, m := range sent {
		to = append(to, strings.Trim(m.To, "<>"))
	}
	slices.Sort(to)
	if !slices.Equal(to, []string{"four@town.example", "one@town.example", "two@town.example"}) {
		t.Errorf("sent to %v", to)
	}
	if body := sent[0].Body; !strings.Contains(body, "withdrawn") || sent[0].Header.Get("Subject") != "A correction" {
		t.Errorf("it says %q: %s", sent[0].Header.Get("Subject"), body)
	}
	if w.stands() < 2 {
		t.Errorf("%d parts stand in the thread", w.stands())
	}
	b.pageSays(t, correction.Fact)
	by = b.progress(t, id)
	if want := []string{"posting/https://forum.example/by-hand", "messenger/m3", "share/https://creator.example/video"}; !slices.Equal(by[recall.Left], want) || len(by[recall.Underway]) != 0 {
		t.Errorf("left %v, under way %v", by[recall.Left], by[recall.Underway])
	}
	for _, trace := range by[recall.Left] {
		if err := b.closeRecalls(ctx); err != nil {
			t.Fatal(err)
		}
		if rec, err := b.Ledger.Recall(ctx, id); err != nil || rec.State != recall.Sent {
			t.Fatalf("it is %s, %v before %s is seen to", rec.State, err, trace)
		}
		if _, err := b.SeeTrace(ctx, carla, id, trace, "called them"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.SeeTrace(ctx, carla, id, "posting/elsewhere", ""); !errors.Is(err, ErrBounds) {
		t.Errorf("a trace that is none: %v", err)
	}
	if err := b.closeRecalls(ctx); err != nil {
		t.Fatal(err)
	}
	if rec, err := b.Ledger.Recall(ctx, id); err != nil || rec.State != recall.Closed {
		t.Errorf("at the end it is %s, %v", rec.State, err)
	}
	if it, err := b.Ledger.Item(ctx, "item"); err != nil || it.State != triage.Answered {
		t.Errorf("the item is %s, %v", it.State, err)
	}
}

// TestACorrectionThatStandsIsSentWhenItTakesThePlace: who corrects a reply that stands has it sent to everybody as soon as it does.
func TestACorrectionThatStandsIsSentWhenItTakesThePlace(t *testing.T) {
	b, _, server := newRecallRoom(t)
	ctx := t.Context()
	c, err := b.Correct(ctx, carla, "reply")
	if err != nil {
		t.Fatal(err)
	}
	_, failed := b.Submit(ctx, carla, c.ID)
	_, verified := b.Verify(ctx, ben, c.ID, replies.Verification{})
	if err := errors.Join(failed, verified); err != nil {
		t.Fatal(err)
	}
	if open, err := b.Recalls(ctx); err != nil || len(open) != 0 {
		t.Errorf("before it is published: %v, %v", open, err)
	}
	if _, err := b.Publish(ctx, ben, c.ID); err != nil {
		t.Fatal(err)
	}
	b.move(t, time.Minute)
	if err := b.deliverAll(ctx); err != nil {
		t.Fatal(err)
	}
	open, err := b.Recalls(ctx)
	if err != nil || len(open) != 1 || open[0].State != recall.Sent || open[0].Correction != c.ID || len(server.Taken()) != 3 {
		t.Errorf("recalls %+v, %v, %d messages", open, err, len(server.Taken()))
	}
	d, err := b.Ledger.DispatchesOf(ctx, c.ID)
	if err != nil || len(d) != 1 || d[0].State != publish.Standing {
		t.Errorf("in the thread: %+v, %v", d, err)
	}
}

// TestAReplyThatReachedNobodyIsNotCalledBack: only what was out has traces.
func TestAReplyThatReachedNobodyIsNotCalledBack(t *testing.T) {
	b := newBench(t, time.Time{})
	if _, err := b.Retract(t.Context(), ben, "reply", "wrong"); err != nil {
		t.Fatal(err)
	}
	if open, err := b.Recalls(t.Context()); err != nil || len(open) != 0 {
		t.Errorf("recalls %+v, %v", open, err)
	}
}

// TestAnExpiredReplyIsFollowedUntilItIsVerifiedAgain lets the date of a reply come: where it stands is shown, nothing is sent, and verifying it again ends that.
func TestAnExpiredReplyIsFollowedUntilItIsVerifiedAgain(t *testing.T) {
	b := newBench(t, time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC))
	b.Observer, b.ReviewAfter = silent{}, 180*24*time.Hour
	ctx := t.Context()
	if _, err := b.Record(ctx, ben, "reply", "https://forum.example/by-hand"); err != nil {
		t.Fatal(err)
	}
	b.pass(t, 24*time.Hour)
	open, err := b.Recalls(ctx)
	if err != nil || len(open) != 1 || open[0].Cause != recall.Expired || open[0].Left == 0 || open[0].Correction != "" {
		t.Fatalf("recalls %+v, %v", open, err)
	}
	r, err := b.VerifyAgain(ctx, ben, "reply", replies.Verification{})
	if err != nil {
		t.Fatal(err)
	}
	if want := b.now.Add(180 * 24 * time.Hour).Truncate(24 * time.Hour); !r.ExpiresAt.Equal(want) {
		t.Errorf("it is to be verified again on %v, want %v", r.ExpiresAt, want)
	}
	if open, err = b.Recalls(ctx); err != nil || len(open) != 0 {
		t.Errorf("after that: %+v, %v", open, err)
	}
}

// TestACorrectionThatIsDroppedIsLeftToPeople drops the edition that carries a correction before anybody got it.
func TestACorrectionThatIsDroppedIsLeftToPeople(t *testing.T) {
	b, _, server := newRecallRoom(t)
	ctx := t.Context()
	_, retracted := b.Retract(ctx, ben, "reply", "The laboratory took the wrong sample.")
	open, err := b.Recalls(ctx)
	if err := errors.Join(retracted, err); err != nil || len(open) != 1 {
		t.Fatal(open, err)
	}
	_, submitted := b.Submit(ctx, carla, open[0].Correction)
	_, verified := b.Verify(ctx, dan, open[0].Correction, replies.Verification{})
	rec, err := b.Recall(ctx, open[0].ID)
	if err := errors.Join(submitted, verified, err); err != nil {
		t.Fatal(err)
	}
	if _, err := b.DropEdition(ctx, Actor{"eve", Editor}, rec.Edition); err != nil {
		t.Fatal(err)
	}
	if err := b.deliverAll(ctx); err != nil || len(server.Taken()) != 0 {
		t.Fatalf("%d copies were sent, %v", len(server.Taken()), err)
	}
	left := b.progress(t, rec.ID)[recall.Left]
	for _, trace := range []string{"edition/edition", "messenger/m1", "messenger/m2", "messenger/m3", "messenger/m4"} {
		if !slices.Contains(left, trace) {
			t.Errorf("%s is not among %v", trace, left)
		}
	}
}

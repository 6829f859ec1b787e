package work

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"hearsay/lanes"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/replies"
	"hearsay/replies/publish"
	"hearsay/replies/thread"
	"hearsay/triage"
)

// wall is a platform that keeps every part it is sent, once for each key.
type wall struct {
	mu    sync.Mutex
	parts []publish.Outgoing
	sends int
	fails error // of the next send, before it does anything
	after int   // sends that go well before that
	stays error // of every deletion
	dies  bool  // the next send is done, and nobody hears of it
}

func (w *wall) Find(_ context.Context, at publish.Target) (publish.Place, error) {
	return publish.Place{URL: "https://social.example/" + at.Ref.ID + at.URL, Handle: publish.HandleOf(at.Ref.ID + at.URL)}, nil
}

func (w *wall) Request(o publish.Outgoing) publish.Request {
	return publish.Request{Method: "POST", Address: "https://social.example/posts", Body: map[string]string{"text": o.Text}}
}

func (w *wall) Send(_ context.Context, o publish.Outgoing) (publish.Place, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sends++
	if err := w.fails; err != nil && w.sends > w.after {
		w.fails = nil
		return publish.Place{}, err
	}
	w.parts = append(w.parts, o)
	if w.dies {
		w.dies = false
		return publish.Place{}, context.Canceled
	}
	return publish.Place{URL: "https://social.example/" + o.Key, Handle: publish.HandleOf(o.Key)}, nil
}

func (w *wall) Withdraw(_ context.Context, at publish.Place) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stays != nil {
		return w.stays
	}
	for i, part := range w.parts {
		if string(publish.HandleOf(part.Key)) == string(at.Handle) {
			w.parts = append(w.parts[:i], w.parts[i+1:]...)
			return nil
		}
	}
	return nil
}

func (w *wall) stands() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.parts)
}

var (
	ben  = Actor{"ben", Verifier}
	them = post.Ref{Platform: "social", ID: "them"}
)

// newWall is a bench whose reply can be posted on a wall, under a post of its item. It is cut into three parts.
func newWall(t *testing.T) (*bench, *wall) {
	t.Helper()
	b, w := newBench(t, time.Time{}), &wall{}
	b.Observer = silent{}
	b.Accounts = []publish.Account{{Name: "town", Platform: "social", Limits: thread.Platform{Name: "social", Limit: 26, Count: func(s string) int { return len(s) }}, Publisher: w}}
	err := b.Ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		return tx.InsertPosts(t.Context(), []ledger.StoredPost{{Post: post.Post{Platform: them.Platform, ID: them.ID, Text: "made up"}, Item: "item", CollectedAt: b.now}})
	})
	if err != nil {
		t.Fatal(err)
	}
	return b, w
}

type silent struct{}

func (silent) BulletinSent(string, string)          {}
func (silent) Claimed(*triage.Item, time.Duration)  {}
func (silent) Verified(*triage.Item, time.Duration) {}
func (silent) Answered(*triage.Item, time.Duration) {}

func (b *bench) dispatch(t *testing.T) *publish.Dispatch {
	t.Helper()
	plan, err := b.PlanDispatch(t.Context(), ben, "reply", "town", them)
	if err != nil {
		t.Fatal(err)
	}
	d, err := b.Dispatch(t.Context(), ben, "reply", "town", them, plan.Seal)
	if err != nil || len(d.Parts) < 2 || len(plan.Requests) != len(d.Parts) {
		t.Fatalf("got %+v, %v", d, err)
	}
	return d
}

// move lets time pass and dispatches move on until nothing is due.
func (b *bench) move(t *testing.T, d time.Duration) {
	t.Helper()
	b.now = b.now.Add(d)
	for range 20 {
		b.moveOnce(t)
	}
}

func (b *bench) moveOnce(t *testing.T) {
	t.Helper()
	var accounts lanes.Lanes
	if err := b.beginMoves(t.Context(), &accounts); err != nil {
		t.Error(err)
	}
	accounts.Wait()
}

func (b *bench) wantState(t *testing.T, id string, want publish.State) *publish.Dispatch {
	t.Helper()
	d, err := b.Ledger.Dispatch(t.Context(), id)
	if err != nil || d.State != want {
		t.Fatalf("it is %s (%s), %v; want %s", d.State, d.Problem, err, want)
	}
	return d
}

func (b *bench) reply(t *testing.T) *replies.Reply {
	t.Helper()
	r, err := b.Ledger.Reply(t.Context(), "reply")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestADispatchIsSentRecordedAndTakenDown(t *testing.T) {
	b, w := newWall(t)
	d := b.dispatch(t)
	b.move(t, 0)
	d = b.wantState(t, d.ID, publish.Standing)
	if w.stands() != len(d.Parts) || w.parts[0].Answers.URL != "https://social.example/them" || w.parts[1].Answers.URL != d.Parts[0].Place.URL {
		t.Errorf("stands: %+v", w.parts)
	}
	if r := b.reply(t); r.State != replies.Recorded || len(r.Standing()) != 1 || r.Standing()[0] != (replies.Posting{URL: d.Parts[0].Place.URL, By: "ben", At: r.Standing()[0].At}) {
		t.Errorf("recorded: %s %+v", r.State, r.Postings)
	}
	if _, err := b.Dispatch(t.Context(), ben, "reply", "town", them, ""); !errors.Is(err, ledger.ErrExists) {
		t.Errorf("the same again: got %v", err)
	}
	if _, err := b.WithdrawDispatch(t.Context(), ben, d.ID); err != nil {
		t.Fatal(err)
	}
	b.move(t, 0)
	b.wantState(t, d.ID, publish.Withdrawn)
	if r := b.reply(t); w.stands() != 0 || len(r.Standing()) != 0 || len(r.Postings) != 1 {
		t.Errorf("%d parts stand, recorded is %+v", w.stands(), r.Postings)
	}
	if _, err := b.Dispatch(t.Context(), ben, "reply", "town", them, ""); err != nil {
		t.Errorf("after it was taken down: %v", err)
	}
}

func TestARetractionTakesDownWhatStands(t *testing.T) {
	b, w := newWall(t)
	d := b.dispatch(t)
	b.move(t, 0)
	if _, err := b.Retract(t.Context(), ben, "reply", "it was wrong"); err != nil {
		t.Fatal(err)
	}
	b.move(t, 0)
	b.wantState(t, d.ID, publish.Withdrawn)
	if w.stands() != 0 {
		t.Errorf("%d parts stand", w.stands())
	}
}

func TestACorrectionTakesThePlaceOfWhatItCorrects(t *testing.T) {
	b, w := newWall(t)
	d := b.dispatch(t)
	b.move(t, 0)
	c, err := b.Correct(t.Context(), Actor{"carla", Responder}, "reply")
	if err != nil {
		t.Fatal(err)
	}
	text := c.Text
	text.Fact = "The water is safe again."
	if _, err := b.Edit(t.Context(), Actor{"carla", Responder}, c.ID, text, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Submit(t.Context(), Actor{"carla", Responder}, c.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Verify(t.Context(), Actor{"ann", Verifier}, c.ID, replies.Verification{}); !errors.Is(err, replies.ErrFourEyes) {
		t.Errorf("who wrote what is corrected verifies the correction: %v", err)
	}
	if _, err := b.Verify(t.Context(), ben, c.ID, replies.Verification{}); err != nil {
		t.Fatal(err)
	}
	next, err := b.Dispatch(t.Context(), ben, c.ID, "town", them, "")
	if err != nil {
		t.Fatal(err)
	}
	b.move(t, 0)
	b.wantState(t, next.ID, publish.Standing)
	b.wantState(t, d.ID, publish.Withdrawn)
	it, err := b.Ledger.Item(t.Context(), "item")
	if r := b.reply(t); err != nil || r.State != replies.Retracted || w.stands() != len(next.Parts) || it.State != triage.Answered {
		t.Errorf("the first is %s, %d parts stand, the item is %s, %v", r.State, w.stands(), it.State, err)
	}
}

func TestAPartOfUnknownFateIsNotSentAgain(t *testing.T) {
	b, w := newWall(t)
	w.dies = true
	d := b.dispatch(t)
	b.move(t, time.Hour)
	d = b.wantState(t, d.ID, publish.Unsure)
	if w.sends != 1 {
		t.Errorf("it was sent %d times", w.sends)
	}
	if _, err := b.SettleDispatch(t.Context(), ben, d.ID, "d-0"); err != nil {
		t.Fatal(err)
	}
	b.move(t, 0)
	if d = b.wantState(t, d.ID, publish.Standing); w.stands() != len(d.Parts) {
		t.Errorf("%d parts stand of %d", w.stands(), len(d.Parts))
	}
}

func TestAProgramThatDiesWhileSendingLeavesAQuestion(t *testing.T) {
	b, w := newWall(t)
	d := b.dispatch(t)
	if _, isOurs, err := b.claim(t.Context(), d.ID); !isOurs || err != nil { // and nothing more: it died
		t.Fatal(isOurs, err)
	}
	b.move(t, time.Minute)
	b.wantState(t, d.ID, publish.Sending)
	b.move(t, sendTime+claimTime)
	if b.wantState(t, d.ID, publish.Unsure); w.sends != 0 {
		t.Errorf("it was sent %d times", w.sends)
	}
	b.Accounts[0].Repeat = time.Hour // a platform that knows its keys is asked again
	other := b.dispatchAgain(t, d.ID)
	if _, _, err := b.claim(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	b.move(t, sendTime+claimTime)
	b.wantState(t, other, publish.Standing)
}

// dispatchAgain settles one that did not arrive.
func (b *bench) dispatchAgain(t *testing.T, id string) string {
	t.Helper()
	if _, err := b.SettleDispatch(t.Context(), ben, id, ""); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestWhatIsRefusedWaitsForAPerson(t *testing.T) {
	b, w := newWall(t)
	w.fails = fmt.Errorf("%w: you are blocked", publish.ErrRefused)
	d := b.dispatch(t)
	b.move(t, time.Hour)
	if d = b.wantState(t, d.ID, publish.Failed); w.sends != 1 || d.Problem == "" {
		t.Errorf("sent %d times, says %q", w.sends, d.Problem)
	}
	if _, err := b.RetryDispatch(t.Context(), ben, d.ID); err != nil {
		t.Fatal(err)
	}
	b.move(t, 0)
	b.wantState(t, d.ID, publish.Standing)
}

func TestNothingIsSentOfAReplyInDoubt(t *testing.T) {
	b, w := newWall(t)
	d := b.dispatch(t)
	if err := b.doubt(t.Context(), "reply", []replies.Doubt{{Kind: replies.Expired, At: b.now}}); err != nil {
		t.Fatal(err)
	}
	b.move(t, 0)
	if b.wantState(t, d.ID, publish.Failed); w.sends != 0 {
		t.Errorf("it was sent %d times", w.sends)
	}
	if _, err := b.RetryDispatch(t.Context(), ben, d.ID); !errors.Is(err, replies.ErrOrder) {
		t.Errorf("sent again: %v", err)
	}
}

func TestWhoMayNotPublishDoesNotDispatch(t *testing.T) {
	b, _ := newWall(t)
	if _, err := b.Dispatch(t.Context(), Actor{"ann", Responder}, "reply", "town", them, ""); !errors.Is(err, ErrForbidden) {
		t.Errorf("got %v", err)
	}
	if _, err := b.Dispatch(t.Context(), ben, "reply", "village", them, ""); !errors.Is(err, ErrAccount) {
		t.Errorf("an account that is none: %v", err)
	}
	if _, err := b.Dispatch(t.Context(), ben, "reply", "town", post.Ref{Platform: "social", ID: "other"}, ""); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("a post of another item: %v", err)
	}
	if _, err := b.Dispatch(t.Context(), ben, "reply", "town", them, "another plan"); !errors.Is(err, ErrPlanChanged) {
		t.Errorf("another plan: %v", err)
	}
}

func TestTwoProcessesSendAPartOnce(t *testing.T) {
	b, w := newWall(t)
	d := b.dispatch(t)
	var processes sync.WaitGroup
	for range 4 {
		processes.Go(func() {
			for range 20 {
				b.moveOnce(t)
			}
		})
	}
	processes.Wait()
	if d = b.wantState(t, d.ID, publish.Standing); w.sends != len(d.Parts) {
		t.Errorf("%d parts were sent %d times", len(d.Parts), w.sends)
	}
}

// stuck is a platform that does not answer.
type stuck struct{ *wall }

func (stuck) Send(ctx context.Context, _ publish.Outgoing) (publish.Place, error) {
	<-ctx.Done()
	return publish.Place{}, ctx.Err()
}

// TestAPlatformThatHangsHoldsUpNoOther posts the same reply through an account whose platform does not answer, and through another one.
func TestAPlatformThatHangsHoldsUpNoOther(t *testing.T) {
	b, w := newWall(t)
	village := b.Accounts[0]
	village.Name, village.Publisher = "village", stuck{w}
	b.Accounts = append(b.Accounts, village)
	hung, err := b.Dispatch(t.Context(), ben, "reply", "village", them, "")
	if err != nil {
		t.Fatal(err)
	}
	d := b.dispatch(t)
	ctx, stop := context.WithCancel(t.Context())
	var accounts lanes.Lanes
	for end := time.Now().Add(20 * time.Second); w.stands() < len(d.Parts) && time.Now().Before(end); time.Sleep(time.Millisecond) {
		if err := b.beginMoves(ctx, &accounts); err != nil {
			t.Fatal(err)
		}
	}
	if stuck := b.wantState(t, hung.ID, publish.Sending); stuck.Parts[0].BegunAt.IsZero() || w.stands() != len(d.Parts) {
		t.Errorf("%d parts stand while the other hangs: %+v", w.stands(), stuck)
	}
	stop()
	accounts.Wait()
}

func TestHalfAThreadIsInTheWayOfAnother(t *testing.T) {
	b, w := newWall(t)
	w.fails, w.after = fmt.Errorf("%w: no more today", publish.ErrRefused), 1
	d := b.dispatch(t)
	b.move(t, 0)
	b.wantState(t, d.ID, publish.Failed)
	if _, err := b.Dispatch(t.Context(), ben, "reply", "town", them, ""); !errors.Is(err, ledger.ErrExists) {
		t.Errorf("a second dispatch, while a part of the first stands: %v", err)
	}
	if _, err := b.WithdrawDispatch(t.Context(), ben, d.ID); err != nil {
		t.Fatal(err)
	}
	b.move(t, 0)
	b.wantState(t, d.ID, publish.Withdrawn)
	next, err := b.Dispatch(t.Context(), ben, "reply", "town", them, "")
	if err != nil {
		t.Fatal(err)
	}
	b.move(t, 0)
	if b.wantState(t, next.ID, publish.Standing); w.stands() != len(next.Parts) {
		t.Errorf("%d parts stand of %d", w.stands(), len(next.Parts))
	}
}

func TestWhatThePlatformKeepsIsNotStruckOut(t *testing.T) {
	b, w := newWall(t)
	d := b.dispatch(t)
	b.move(t, 0)
	w.stays = fmt.Errorf("%w: it is too old to be deleted", publish.ErrRefused)
	if _, err := b.WithdrawDispatch(t.Context(), ben, d.ID); err != nil {
		t.Fatal(err)
	}
	b.move(t, 0)
	if d = b.wantState(t, d.ID, publish.Standing); d.Problem == "" || len(b.reply(t).Standing()) != 1 {
		t.Errorf("it says %q, recorded is %+v", d.Problem, b.reply(t).Postings)
	}
}

func TestWhatBecomesOfADispatchStandsInTheAuditLog(t *testing.T) {
	b, w := newWall(t)
	w.dies = true
	d := b.dispatch(t)
	b.move(t, time.Hour)
	if _, err := b.SettleDispatch(t.Context(), ben, d.ID, "d-0"); err != nil {
		t.Fatal(err)
	}
	b.move(t, 0)
	history, err := b.Ledger.History(t.Context(), "item")
	if err != nil {
		t.Fatal(err)
	}
	var actions []string
	for _, e := range history {
		actions = append(actions, e.Actor+": "+e.Action)
	}
	want := []string{"ben: reply dispatched", "hearsay: reply unsure", "ben: reply settled", "hearsay: reply sending", "hearsay: reply standing", "ben: reply recorded"}
	if !slices.Equal(actions, want) {
		t.Errorf("got %q, want %q", actions, want)
	}
}

package work

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hearsay/asks"
	"hearsay/classifier"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/mail"
	"hearsay/post"
	"hearsay/triage"
)

// newAskRoom has a question, a claim, an authority behind a real mail server, and a verifier.
func newAskRoom(t *testing.T) (*bench, *servertest.SMTP) {
	t.Helper()
	b := newBench(t, time.Time{})
	server := servertest.NewSMTP(t)
	b.Mail, b.Publisher = mailBy(t, server.Addr), "The made-up town"
	clock := asks.Clock{Within: 8 * time.Hour, Every: 3 * time.Hour, Reminders: 1}
	b.Authorities = []asks.Authority{
		{Name: "Water works", Email: "press@water.example", Language: "en", Topics: []string{"water"}, Clock: clock}, {Name: "Nobody", Email: "refused@water.example", Language: "fi", Topics: []string{"air"}, Clock: clock},
		{Name: "Named", Email: "named@water.example", Language: "en", Handles: []string{"@lab"}, Topics: []string{"air"}, Clock: clock},
	}
	b.Verifiers = clock
	err := b.Ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		lead := post.Post{Platform: "x", ID: "1", Text: "@lab Is the water safe? Call me: +358 40 123 4567"}
		return errors.Join(tx.InsertPosts(t.Context(), []ledger.StoredPost{{Post: lead, Item: "q", CollectedAt: b.now, Verdict: &classifier.Verdict{Kind: classifier.KindQuestion, Addressees: []string{"lab"}}}}),
			tx.SaveItem(t.Context(), &triage.Item{ID: "q", Kind: classifier.KindQuestion, State: triage.Open, Queue: "questions", Topics: []string{"water"}, Territories: []string{"FI/Oulu"}, Lead: lead.Ref(), Posts: 41}),
			tx.SaveItem(t.Context(), &triage.Item{ID: "c", Kind: classifier.KindClaim, State: triage.Open, Queue: "claims", Posts: 1}),
			tx.AddUser(t.Context(), ledger.User{Name: "ben", Role: string(Verifier), Password: "x"}), tx.AddUser(t.Context(), ledger.User{Name: "cem", Role: string(Responder), Password: "x"}))
	})
	if err != nil {
		t.Fatal(err)
	}
	return b, server
}

// turn lets time pass, and asks what is due.
func (b *bench) turn(t *testing.T, d time.Duration) {
	t.Helper()
	b.now = b.now.Add(d)
	if err := errors.Join(b.settleAsks(t.Context()), b.sendAsks(t.Context())); err != nil {
		t.Fatal(err)
	}
}

// TestAQuestionIsAskedOfAnAuthority asks by a real mail server: once, a reminder, and none after the answer.
func TestAQuestionIsAskedOfAnAuthority(t *testing.T) {
	b, server := newAskRoom(t)
	ctx, ann := t.Context(), Actor{"ann", Responder}
	q, err := b.Ledger.Item(ctx, "q")
	if err != nil {
		t.Fatal(err)
	}
	if names, err := b.Askable(ctx, q); err != nil || !slices.Equal(names, []string{"Named", "Water works"}) {
		t.Errorf("askable: %v, %v", names, err)
	}
	a, err := b.Ask(ctx, ann, "q", "Water works", "It is urgent.")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Ask(ctx, ann, "q", "Water works", ""); !errors.Is(err, ledger.ErrExists) {
		t.Errorf("asked twice: %v", err)
	}
	for range 3 { // and nothing comes twice
		b.turn(t, time.Second)
	}
	b.turn(t, 3*time.Hour)
	b.turn(t, 3*time.Hour)
	taken := server.Taken()
	if len(taken) != 2 {
		t.Fatalf("%d messages, want one and a reminder", len(taken))
	}
	slices.SortFunc(taken, func(x, y servertest.Mail) int {
		return strings.Compare(x.Header.Get("Message-Id"), y.Header.Get("Message-Id"))
	})
	body := strings.ReplaceAll(strings.ReplaceAll(taken[0].Body, "=\n", ""), "=E2=80=A6", "…")
	for _, part := range []string{"@… Is the water safe? Call me: [number]", "Posts that ask it: 41. water, Oulu (FI)", "It is urgent."} {
		if !strings.Contains(body, part) {
			t.Errorf("the letter lacks %q: %s", part, body)
		}
	}
	for i, m := range taken {
		if want := fmt.Sprintf("<ask-%s-%d@town.example>", a.ID, i); m.To != "<press@water.example>" || m.Header.Get("Message-Id") != want {
			t.Errorf("message %d to %q, id %q", i, m.To, m.Header.Get("Message-Id"))
		}
	}
	if open, late, err := b.Ledger.CountAsks(ctx, classifier.KindQuestion); err != nil || open != 1 || late != 0 {
		t.Errorf("open %d, late %d, %v", open, late, err)
	}
	b.turn(t, 3*time.Hour)
	if _, late, err := b.Ledger.CountAsks(ctx, classifier.KindQuestion); err != nil || late != 1 {
		t.Errorf("late %d, %v", late, err)
	}
	if _, err := b.CloseAsk(ctx, ann, a.ID, asks.Answered); err != nil {
		t.Fatal(err)
	}
	if _, err := b.CloseAsk(ctx, ann, a.ID, asks.Answered); !errors.Is(err, asks.ErrClosed) {
		t.Errorf("closed twice: %v", err)
	}
	b.turn(t, 24*time.Hour)
	if n := len(server.Taken()); n != 2 {
		t.Errorf("%d messages after the answer", n)
	}
	if history, err := b.Ledger.History(ctx, "q"); err != nil || len(history) != 4 { // asked, sent, reminded, answered
		t.Errorf("history %v, %v", history, err)
	}
}

// TestAClaimIsAskedOfAVerifier tells a verifier at the desk, and again, until a reply is verified.
func TestAClaimIsAskedOfAVerifier(t *testing.T) {
	b, _ := newAskRoom(t)
	ctx, ann := t.Context(), Actor{"ann", Responder}
	for _, whom := range []string{"cem", "nobody", "Water works"} {
		if _, err := b.Ask(ctx, ann, "c", whom, ""); !errors.Is(err, ErrWhom) {
			t.Errorf("%s was asked: %v", whom, err)
		}
	}
	if _, err := b.Ask(ctx, Actor{"vic", Viewer}, "c", "ben", ""); !errors.Is(err, ErrForbidden) {
		t.Errorf("a viewer asked: %v", err)
	}
	if _, err := b.Ask(ctx, ann, "c", "ben", ""); err != nil {
		t.Fatal(err)
	}
	told := func() int {
		t.Helper()
		mentions, err := b.Ledger.Mentions(ctx, "ben")
		if err != nil {
			t.Fatal(err)
		}
		return len(mentions)
	}
	b.turn(t, time.Second)
	if told() != 1 {
		t.Errorf("told %d times", told())
	}
	b.turn(t, 4*time.Hour)
	b.turn(t, 4*time.Hour)
	if told() != 2 {
		t.Errorf("told %d times, want one reminder", told())
	}
	err := b.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		it, err := tx.Item(ctx, "c")
		it.State, it.MergedInto = triage.Merged, "item"
		return errors.Join(err, tx.SaveItem(ctx, it))
	})
	if err != nil {
		t.Fatal(err)
	}
	b.turn(t, time.Second) // it goes along with the merge, and closes as that item is answered
	b.turn(t, time.Second)
	found, err := b.Ledger.AsksOf(ctx, "item")
	if err != nil || len(found) != 1 || found[0].State != asks.Answered {
		t.Errorf("after the merge: %+v, %v", found, err)
	}
}

// TestWhoIsAskedOfBothIsAskedOnce merges a claim into another that the same verifier was asked about.
func TestWhoIsAskedOfBothIsAskedOnce(t *testing.T) {
	b, _ := newAskRoom(t)
	ctx, ann := t.Context(), Actor{"ann", Responder}
	b.other(t, classifier.KindClaim)
	_, first := b.Ask(ctx, ann, "c", "ben", "")
	_, second := b.Ask(ctx, ann, "other", "ben", "")
	_, merged := b.Merge(ctx, ann, "c", "other")
	if err := errors.Join(first, second, merged); err != nil {
		t.Fatal(err)
	}
	b.turn(t, time.Second)
	all, err := b.Ledger.AsksOf(ctx, "other")
	isOpen := func(a *asks.Ask) bool { return a.IsOpen() }
	if err != nil || len(all) != 2 || !slices.ContainsFunc(all, isOpen) || len(slices.DeleteFunc(all, isOpen)) != 1 {
		t.Errorf("asked %+v, %v", all, err)
	}
}

// TestAnAddressThatIsNoneIsNotAskedAgain asks somebody whom the mail server refuses, and an authority that left the configuration.
func TestAnAddressThatIsNoneIsNotAskedAgain(t *testing.T) {
	b, server := newAskRoom(t)
	ctx, ann := t.Context(), Actor{"ann", Responder}
	for _, whom := range []string{"Nobody", "Water works"} {
		if _, err := b.Ask(ctx, ann, "q", whom, ""); err != nil {
			t.Fatal(err)
		}
	}
	b.Authorities = b.Authorities[1:]
	b.turn(t, time.Second)
	found, err := b.Ledger.AsksOf(ctx, "q")
	if err != nil || len(found) != 2 {
		t.Fatal(found, err)
	}
	for _, a := range found {
		if a.State != asks.Refused || a.Problem == "" || !a.NextAt.IsZero() {
			t.Errorf("%s is %s: %q", a.Whom, a.State, a.Problem)
		}
	}
	b.turn(t, 24*time.Hour)
	if n := len(server.Taken()); n != 0 {
		t.Errorf("%d messages", n)
	}
	b.Mail = nil
	if _, err := b.Ask(ctx, ann, "q", "Named", ""); !errors.Is(err, mail.ErrNoServer) {
		t.Errorf("without a mail server: %v", err)
	}
}

// TestNobodyIsAskedInVain asks a verifier who is disabled before they are reminded, and an authority about posts that are all gone.
func TestNobodyIsAskedInVain(t *testing.T) {
	b, server := newAskRoom(t)
	ctx, ann := t.Context(), Actor{"ann", Responder}
	_, claim := b.Ask(ctx, ann, "c", "ben", "")
	b.turn(t, time.Second)
	_, question := b.Ask(ctx, ann, "q", "Water works", "")
	err := b.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		ben, err := tx.User(ctx, "ben")
		if err != nil {
			return err
		}
		ben.Disabled = b.now
		_, erased := tx.DeletePost(ctx, post.Ref{Platform: "x", ID: "1"}, "its author")
		return errors.Join(tx.UpdateUser(ctx, ben), erased)
	})
	if err := errors.Join(claim, question, err); err != nil {
		t.Fatal(err)
	}
	b.turn(t, 3*time.Hour)
	for _, item := range []string{"c", "q"} {
		found, err := b.Ledger.AsksOf(ctx, item)
		if err != nil || len(found) != 1 || found[0].State != asks.Refused || found[0].Problem == "" {
			t.Errorf("of %s: %+v, %v", item, found, err)
		}
	}
	if mentions, err := b.Ledger.Mentions(ctx, "ben"); err != nil || len(mentions) != 1 || len(server.Taken()) != 0 {
		t.Errorf("told %v, %v, %d messages", mentions, err, len(server.Taken()))
	}
}

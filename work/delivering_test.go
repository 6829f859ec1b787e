package work

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"hearsay/bulletin"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/mail"
	"hearsay/metrics"
	"hearsay/replies"
	"hearsay/triage"
)

var eva = Actor{"eva", Editor}

// mailBy is the mail server at an address, host:port, as the settings name it.
func mailBy(t *testing.T, address string) *mail.Server {
	t.Helper()
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	return &mail.Server{Host: host, Port: n, Security: "none", From: "The made-up town <news@town.example>"}
}

// newMailRoom is a place from which bulletins in three languages are sent.
func newMailRoom(t *testing.T, address, server string) *Work {
	t.Helper()
	l, err := ledger.Open(t.Context(), address, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	w := &Work{
		Ledger: l, Observer: metrics.New(), Now: time.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Key: []byte("key"), BaseURL: "https://desk.example", Publisher: "The made-up town",
		Mail: mailBy(t, server),
	}
	for _, language := range []string{"fi", "sv", "en"} {
		w.Bulletins = append(w.Bulletins, bulletin.Bulletin{Name: "weekly-" + language, Title: "Viikko – veckan – week", Language: language, Every: bulletin.Schedule{}})
	}
	err = l.Write(t.Context(), func(tx *ledger.Tx) error {
		for _, language := range []string{"fi", "sv", "en"} {
			it := &triage.Item{ID: "item-" + language, Kind: "claim", State: triage.Answered, Language: language}
			r := &replies.Reply{ID: "reply-" + language, Item: it.ID, Kind: "claim", State: replies.Published, VerifiedAt: time.Now(), Text: replies.Text{Language: language, Fact: "Fact in " + language, Myth: "Myth", Why: "Why", Again: "Again", Rating: "false", Sources: []string{"https://example.org"}}}
			if err := errors.Join(tx.SaveItem(t.Context(), it), tx.SaveReply(t.Context(), r)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil && !errors.Is(err, ledger.ErrChanged) { // another process has been here
		t.Fatal(err)
	}
	return w
}

// readers makes a list of messengers who said yes, of whom the server refuses one in fifty.
func readers(n int) string {
	var b strings.Builder
	b.WriteString("name,email,audience,languages,consent,consent_at\n")
	for i := range n {
		name := "m"
		if i%50 == 7 {
			name = "refused"
		}
		fmt.Fprintf(&b, "Reader %d,%s%d@town.example,creator,%s,on paper,2026-03-01\n", i, name, i, []string{"fi", "sv", "en"}[i%3])
	}
	return b.String()
}

// TestABulletinReachesThreeThousandOnce sends editions in three languages through a real mail server, which refuses two in a hundred and
// to which the connection is cut twice, by two processes: each messenger gets exactly one, and a report says who did not and why.
func TestABulletinReachesThreeThousandOnce(t *testing.T) {
	const n = 3000
	server := servertest.NewSMTP(t)
	cutter := servertest.NewCutter(t, server.Addr, 200_000, 300_123)
	address := filepath.Join(t.TempDir(), "l.db")
	w := newMailRoom(t, address, cutter.Addr)
	other := newMailRoom(t, address, cutter.Addr)
	done, err := w.ImportMessengers(t.Context(), eva, "list.csv", strings.NewReader(readers(n)))
	if err != nil || done.Added != n {
		t.Fatalf("imported %+v, %v", done, err)
	}
	var editions []string
	for _, b := range w.Bulletins {
		e, err := w.MakeEdition(t.Context(), eva, b.Name)
		if err != nil || len(e.Claims) != 1 {
			t.Fatalf("made %+v, %v", e, err)
		}
		if _, err := w.ApproveEdition(t.Context(), eva, e.ID, e.Version); err != nil {
			t.Fatal(err)
		}
		editions = append(editions, e.ID)
	}
	ctx, stop := context.WithCancel(t.Context())
	began := time.Now()
	var processes sync.WaitGroup
	for _, process := range []*Work{w, other} {
		processes.Go(func() { process.DeliverEditions(ctx) })
	}
	for end := time.Now().Add(4 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		left, err := w.Ledger.EditionsIn(t.Context(), bulletin.Approved)
		if err != nil {
			t.Fatal(err)
		}
		hurry(t, w, editions)
		if len(left) == 0 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("%d editions are still being sent", len(left))
		}
	}
	stop()
	processes.Wait()
	t.Logf("%d copies in %v, %d connections cut", n, time.Since(began).Round(time.Millisecond), cutter.Cut())
	judge(t, w, server, editions, n)
	if cutter.Cut() != 2 {
		t.Errorf("%d connections were cut", cutter.Cut())
	}
}

// hurry brings forward copies that wait for another try, as if time had passed.
func hurry(t *testing.T, w *Work, editions []string) {
	t.Helper()
	for _, id := range editions {
		late, err := w.Ledger.Deliveries(t.Context(), id, waiting)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range late {
			if d.NextAt.After(time.Now()) {
				d.NextAt = time.Time{}
				if err := w.settleCopy(t.Context(), d); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// judge holds what the server has against what the reports say.
func judge(t *testing.T, w *Work, server *servertest.SMTP, editions []string, n int) {
	t.Helper()
	got := map[string]int{}
	for _, m := range server.Taken() {
		got[m.To]++
		if h := m.Header; !strings.HasPrefix(h.Get("List-Unsubscribe"), "<https://desk.example/messenger/leave?") || h.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" || !strings.HasPrefix(h.Get("Content-Type"), "multipart/alternative") || h.Get("Message-Id") == "" {
			t.Fatalf("a copy has the header %v", h)
		}
	}
	refusals, unclears, copies := 0, 0, int64(0)
	for _, id := range editions {
		report, err := w.ReportEdition(t.Context(), eva, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range report.Failed {
			switch f.State {
			case refused:
				refusals++
				if !strings.Contains(f.Reason, "There is no such user here") {
					t.Errorf("%s was refused as %s", f.Name, f.Reason)
				}
			case unclear:
				unclears++
			}
			if f.Name == "" {
				t.Errorf("a copy to nobody: %+v", f)
			}
		}
		for _, count := range report.Counts {
			copies += count
		}
	}
	want := 0
	for i := range n {
		if i%50 == 7 {
			want++
		}
	}
	if copies != int64(n) || refusals != want || unclears > 2 {
		t.Errorf("%d copies, %d refused of %d, %d unclear", copies, refusals, want, unclears)
	}
	twice := 0
	for _, times := range got {
		if times > 1 {
			twice++
		}
	}
	if twice > 0 || len(got) < n-want-unclears || len(got) > n-want {
		t.Errorf("%d got it of %d, %d of them twice", len(got), n-want, twice)
	}
	bouncedNow, err := w.Ledger.CountMessengers(t.Context())
	if err != nil || bouncedNow[bulletin.Bounced] != int64(want) {
		t.Errorf("messengers: %v, %v", bouncedNow, err)
	}
}

// TestMessengersAreAskedOnceAndLeaveForGood goes the way of somebody who signs up, confirms, shares and leaves.
func TestMessengersAreAskedOnceAndLeaveForGood(t *testing.T) {
	server := servertest.NewSMTP(t)
	w := newMailRoom(t, filepath.Join(t.TempDir(), "l.db"), server.Addr)
	ctx := t.Context()
	m := bulletin.Messenger{Name: "Ann", Email: "Ann@town.example", Audience: "creator", Languages: []string{"sv"}}
	for range 2 { // who signs up twice is one
		if err := w.SignUp(ctx, m); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		if err := w.askMessengers(ctx); err != nil {
			t.Fatal(err)
		}
	}
	taken := server.Taken()
	if len(taken) != 1 || taken[0].To != "<ann@town.example>" || !strings.Contains(taken[0].Body, "bekr") {
		t.Fatalf("asked by %d messages: %+v", len(taken), taken)
	}
	ann, err := w.Ledger.MessengerOf(ctx, "ann@town.example")
	if err != nil || ann.State != bulletin.Invited {
		t.Fatalf("%+v, %v", ann, err)
	}
	if b := w.Bulletins[1]; b.IsFor(ann) {
		t.Error("who has not confirmed gets bulletins")
	}
	if ann, err = w.SelfConfirm(ctx, ann.ID); err != nil || !w.Bulletins[1].IsFor(ann) || w.Bulletins[0].IsFor(ann) || ann.ConsentAt.IsZero() {
		t.Errorf("after confirming: %+v, %v", ann, err)
	}
	if _, err := w.SelfShare(ctx, ann.ID, "javascript:alert(1)", ""); !errors.Is(err, replies.ErrLink) {
		t.Errorf("shared a script: %v", err)
	}
	for range 2 {
		if ann, err = w.SelfShare(ctx, ann.ID, "https://social.example/@ann/1", ""); err != nil || len(ann.Shared) != 1 {
			t.Errorf("shared: %+v, %v", ann.Shared, err)
		}
	}
	if err := w.SelfLeave(ctx, ann.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.AddMessenger(ctx, eva, m); !errors.Is(err, ErrLeft) {
		t.Errorf("who left was added again: %v", err)
	}
	done, err := w.ImportMessengers(ctx, eva, "l.csv", strings.NewReader("name,email,audience,languages,consent,consent_at\nAnn,ann@town.example,creator,sv,paper,2026-03-01\n"))
	if err != nil || done.Left != 1 || done.Added != 0 {
		t.Errorf("imported: %+v, %v", done, err)
	}
	if err := w.SignUp(ctx, m); err != nil { // but they themselves may come back
		t.Fatal(err)
	}
	if _, err := w.Ledger.MessengerOf(ctx, "ann@town.example"); err != nil {
		t.Error(err)
	}
}

// approved is an edition in Finnish that is to be sent to a third of some readers.
func approved(t *testing.T, w *Work, n int) bulletin.Edition {
	t.Helper()
	_, failed := w.ImportMessengers(t.Context(), eva, "l.csv", strings.NewReader(readers(n)))
	e, err := w.MakeEdition(t.Context(), eva, "weekly-fi")
	if err := errors.Join(failed, err); err != nil {
		t.Fatal(err)
	}
	if e, err = w.ApproveEdition(t.Context(), eva, e.ID, e.Version); err != nil {
		t.Fatal(err)
	}
	return e
}

// TestAProgramThatDiesWhileItSendsSendsNothingTwice leaves a copy in the middle.
func TestAProgramThatDiesWhileItSendsSendsNothingTwice(t *testing.T) {
	server := servertest.NewSMTP(t)
	w := newMailRoom(t, filepath.Join(t.TempDir(), "l.db"), server.Addr)
	now := time.Now()
	w.Now = func() time.Time { return now }
	ctx := t.Context()
	e := approved(t, w, 3)
	due, err := w.Ledger.DueDeliveries(ctx, e.ID, 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("due: %v, %v", due, err)
	}
	err = w.Ledger.Write(ctx, func(tx *ledger.Tx) error { // and it died
		_, err := tx.ClaimDelivery(ctx, due[0], now.Add(-time.Second))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.deliverAll(ctx); err != nil {
		t.Fatal(err)
	}
	report, err := w.ReportEdition(ctx, eva, e.ID)
	if err != nil || report.Counts[unclear] != 1 || len(server.Taken()) != 0 || !strings.Contains(report.Failed[0].Reason, "the program stopped") {
		t.Errorf("%+v, %v; %d taken", report, err, len(server.Taken()))
	}
}

// TestWhatAnotherProcessSentIsNotSentAgain: a process that cannot reach the mail server, or finds a claim that had ended, leaves alone what another one
// has sent since it looked.
func TestWhatAnotherProcessSentIsNotSentAgain(t *testing.T) {
	w := newMailRoom(t, filepath.Join(t.TempDir(), "l.db"), "127.0.0.1:1")
	ctx := t.Context()
	e := approved(t, w, 6)
	write := func(do func(tx *ledger.Tx, d ledger.Delivery) error) []ledger.Delivery {
		t.Helper()
		due, err := w.Ledger.DueDeliveries(ctx, e.ID, 10)
		if err != nil || len(due) != 2 {
			t.Fatalf("due: %v, %v", due, err)
		}
		err = w.Ledger.Write(ctx, func(tx *ledger.Tx) error { return errors.Join(do(tx, due[0]), do(tx, due[1])) })
		if err != nil {
			t.Fatal(err)
		}
		return due
	}
	claim := func(tx *ledger.Tx, d ledger.Delivery) error {
		_, err := tx.ClaimDelivery(ctx, d, time.Now().Add(-time.Second))
		return err
	}
	settle := func(tx *ledger.Tx, d ledger.Delivery) error {
		d.State = sent
		return tx.SettleDelivery(ctx, d)
	}
	looked := [][]ledger.Delivery{write(claim)[:1], write(settle)[1:]} // one while it waited, one while it was claimed
	for _, due := range looked {
		if err := w.deliverOne(ctx, &mail.Postman{Server: w.Mail}, due[0]); err != nil {
			t.Fatal(err)
		}
	}
	if counts, err := w.Ledger.CountDeliveries(ctx, e.ID); err != nil || counts[sent] != 2 {
		t.Errorf("copies: %v, %v", counts, err)
	}
}

// TestARetractedReplyLeavesEditionsThatAreNotSent retracts after an edition was approved.
func TestARetractedReplyLeavesEditionsThatAreNotSent(t *testing.T) {
	w := newMailRoom(t, filepath.Join(t.TempDir(), "l.db"), "127.0.0.1:1")
	ctx := t.Context()
	if _, err := w.ImportMessengers(ctx, eva, "l.csv", strings.NewReader(readers(3))); err != nil {
		t.Fatal(err)
	}
	e, err := w.MakeEdition(ctx, eva, "weekly-fi")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.ApproveEdition(ctx, eva, e.ID, e.Version+1); !errors.Is(err, ledger.ErrChanged) {
		t.Errorf("approved as it was not seen: %v", err)
	}
	if e, err = w.ApproveEdition(ctx, eva, e.ID, e.Version); err != nil || len(e.Claims) != 1 {
		t.Fatalf("%+v, %v", e, err)
	}
	if err := w.deliverAll(ctx); err != nil { // the server does not answer: all wait
		t.Fatal(err)
	}
	if counts, err := w.Ledger.CountDeliveries(ctx, e.ID); err != nil || counts[waiting] != 1 {
		t.Errorf("%v, %v", counts, err)
	}
	if _, err := w.Retract(ctx, Actor{"ben", Verifier}, "reply-fi", "it was wrong"); err != nil {
		t.Fatal(err)
	}
	if e, err = w.Ledger.Edition(ctx, e.ID); err != nil || len(e.Claims) != 0 || e.State != bulletin.Dropped {
		t.Errorf("the edition, which has nothing left to say, is %s and says %+v, %v", e.State, e.Claims, err)
	}
}

// TestAnEditionIsMadeWhenItIsDue lets two processes look every half hour, both at once, whether a daily edition is due.
func TestAnEditionIsMadeWhenItIsDue(t *testing.T) {
	helsinki, err := time.LoadLocation("Europe/Helsinki")
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now().In(helsinki).AddDate(0, 0, -4)
	now := time.Date(began.Year(), began.Month(), began.Day(), 12, 0, 0, 0, helsinki)
	daily := bulletin.Bulletin{Name: "daily", Title: "Today", Language: "fi", Every: bulletin.Schedule{Period: "daily", Minute: 9 * 60, Location: helsinki}}
	address := servertest.PostgresURL(t)
	var processes [2]*Work
	for i := range processes {
		processes[i] = newMailRoom(t, address, "127.0.0.1:25")
		processes[i].Bulletins, processes[i].Now = []bulletin.Bulletin{daily}, func() time.Time { return now }
	}
	var made []string
	for end := now.AddDate(0, 0, 3); now.Before(end); now = now.Add(30 * time.Minute) {
		var both sync.WaitGroup
		for _, process := range processes {
			both.Go(func() {
				if err := process.makeDue(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		all, err := processes[0].Ledger.Editions(t.Context(), "daily", 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) > len(made) {
			made = append(made, now.Format("15:04"))
		}
		if len(all) != len(made) || all[0].State != bulletin.Draft {
			t.Fatalf("at %s there are %d editions, the last one %s", now, len(all), all[0].State)
		}
	}
	if got := strings.Join(made, " "); got != "12:00 09:00 09:00 09:00" { // the first as the program starts, for today
		t.Errorf("made at %s", got)
	}
}

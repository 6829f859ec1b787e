package access_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"hearsay/desk/access"
	"hearsay/ledger"
	"hearsay/work"
)

const password = "four words that stay"

func newGate(t *testing.T) *access.Gate {
	t.Helper()
	l, err := ledger.Open(t.Context(), filepath.Join(t.TempDir(), "l.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	if _, err := access.AddUser(t.Context(), l, access.Unfit{}, "test", ledger.User{Name: "ann", Role: "responder"}, password); err != nil {
		t.Fatal(err)
	}
	return access.New(l, "http://desk.example", nil, access.Unfit{}, time.Now)
}

// TestGuessesAtOnceAreCounted: whoever tries many passwords at the same moment has no more tries than one after another.
func TestGuessesAtOnceAreCounted(t *testing.T) {
	g := newGate(t)
	var guessing sync.WaitGroup
	for i := range 40 {
		guessing.Go(func() {
			if _, err := g.SignIn(t.Context(), "ann", fmt.Sprint("guess ", i)); !errors.Is(err, access.ErrSignIn) {
				t.Errorf("guess %d: %v", i, err)
			}
		})
	}
	guessing.Wait()
	failed, err := g.Ledger.FailedSignIns(t.Context(), "ann", access.SenderOf(t.Context()), time.Now().Add(-time.Hour))
	history, unread := g.Ledger.History(t.Context(), "user/ann")
	if err := errors.Join(err, unread); err != nil || failed.Here != 10 || len(history) != 2 || history[1].Action != "user locked out" {
		t.Errorf("%d guesses were looked at, %+v, %v", failed.Here, history, err)
	}
	if _, err := g.SignIn(t.Context(), "ann", password); !errors.Is(err, access.ErrSignIn) {
		t.Errorf("after that the right one: %v", err)
	}
}

// TestTriesThatWereRightAreNotCounted: who signs in often is never locked out.
func TestTriesThatWereRightAreNotCounted(t *testing.T) {
	g := newGate(t)
	for i := range 12 {
		if _, err := g.SignIn(t.Context(), "ann", password); err != nil {
			t.Fatalf("sign-in %d: %v", i, err)
		}
	}
}

// TestManySignInsDoNotFillTheMemory: a hash takes 19 MiB, and as many at once as there are cores are made.
func TestManySignInsDoNotFillTheMemory(t *testing.T) {
	g := newGate(t)
	const crowd, bound = 60, 600 << 20 // all at once would take 1.1 GiB
	var signing sync.WaitGroup
	for i := range crowd {
		signing.Go(func() {
			if _, err := g.SignIn(t.Context(), fmt.Sprint("nobody", i), "wrong"); !errors.Is(err, access.ErrSignIn) {
				t.Errorf("nobody %d: %v", i, err)
			}
		})
	}
	over := make(chan struct{})
	go func() { signing.Wait(); close(over) }()
	most := uint64(0)
	for isOver := false; !isOver; {
		select {
		case <-over:
			isOver = true
		case <-time.After(time.Millisecond):
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc)
		}
	}
	if most > bound {
		t.Errorf("%d MiB while %d sign in", most>>20, crowd)
	}
}

// TestAPasswordIsChangedAsItsUserIsNow: who is disabled, or may do less, while they change their password stays so.
func TestAPasswordIsChangedAsItsUserIsNow(t *testing.T) {
	g := newGate(t)
	ctx, ann, admin := t.Context(), work.Actor{Name: "ann", Role: work.Responder}, work.Actor{Name: "root", Role: work.Admin}
	session, err := g.Sessions.Load(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	var changing sync.WaitGroup
	changing.Go(func() {
		if err := g.ChangePassword(session, ann.Name, password, "other words that stay"); err != nil && !errors.Is(err, access.ErrSignIn) {
			t.Error(err)
		}
	})
	isDisabled := true
	for range 3 { // before, while and after it is hashed
		time.Sleep(15 * time.Millisecond)
		if _, err := g.UpdateUser(ctx, admin, "ann", access.Change{Disabled: &isDisabled, Role: "viewer"}); err != nil {
			t.Fatal(err)
		}
	}
	changing.Wait()
	if user, err := g.Ledger.User(ctx, "ann"); err != nil || user.Disabled.IsZero() || user.Role != "viewer" {
		t.Errorf("they are %+v, %v", user, err)
	}
}

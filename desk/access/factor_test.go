package access

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hearsay/ledger"
	"hearsay/work"
)

// TestCodesAreThoseOfTheStandard computes the codes of RFC 6238, appendix B, of which devices show the last six digits.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	secret := base32NoPad.EncodeToString([]byte("12345678901234567890"))
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		if got := codeAt(secret, at/30); got != want {
			t.Errorf("at %d it is %s, want %s", at, got, want)
		}
	}
}

// TestACodeIsTakenOnceAndInItsTime goes over the steps around now.
func TestACodeIsTakenOnceAndInItsTime(t *testing.T) {
	secret, now := newFactor(), time.Unix(1_800_000_015, 0)
	step := now.Unix() / 30
	for off, ok := range map[int64]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		if got := stepOf(secret, codeAt(secret, step+off), 0, now); (got == step+off) != ok {
			t.Errorf("the code of step %+d: %d", off, got)
		}
		if got := stepOf(secret, codeAt(secret, step+off), step+1, now); got != 0 {
			t.Errorf("the code of step %+d after a later one: %d", off, got)
		}
	}
	for _, code := range []string{"", "1", "0000000"} {
		if stepOf(secret, code, 0, now) != 0 || stepOf("", code, 0, now) != 0 {
			t.Errorf("%q is taken", code)
		}
	}
}

// door is a gate with a clock, and ann, who has a second factor.
type door struct {
	*Gate
	t      *testing.T
	now    time.Time
	secret string
	codes  []string
}

const annsPassword = "four words that stay"

func newDoor(t *testing.T) *door {
	t.Helper()
	d := &door{t: t, now: time.Unix(1_800_000_000, 0)}
	clock := func() time.Time { return d.now }
	l, err := ledger.Open(t.Context(), filepath.Join(t.TempDir(), "l.db"), clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	if _, err := AddUser(t.Context(), l, Unfit{}, "test", ledger.User{Name: "ann", Role: "responder"}, annsPassword); err != nil {
		t.Fatal(err)
	}
	d.Gate = New(l, "https://desk.example", nil, Unfit{}, clock)
	ctx := d.session()
	d.secret = d.OfferFactor(ctx, "ann").Secret
	if d.codes, err = d.TakeFactor(ctx, "ann", codeAt(d.secret, d.step())); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *door) step() int64 { return d.now.Unix() / 30 }

// session is that of a browser of its own.
func (d *door) session() context.Context {
	d.t.Helper()
	ctx, err := d.Sessions.Load(d.t.Context(), "")
	if err != nil {
		d.t.Fatal(err)
	}
	return ctx
}

// half signs ann in by her password.
func (d *door) half(ctx context.Context) Pending {
	d.t.Helper()
	user, err := d.SignIn(ctx, "ann", annsPassword)
	if err == nil {
		err = d.Enter(ctx, user)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	var pending *pendingError
	if !errors.As(d.pend(ctx, user), &pending) || pending.Due != DueCode {
		d.t.Fatalf("of ann is due: %+v", pending)
	}
	return pending.Pending
}

// TestWhoHasASecondFactorShowsIt signs in by codes of the device, and of the paper; each is good once.
func TestWhoHasASecondFactorShowsIt(t *testing.T) {
	d := newDoor(t)
	ctx := d.session()
	pending := d.half(ctx)
	for name, code := range map[string]string{"used already": codeAt(d.secret, d.step()), "none": "", "too late": codeAt(d.secret, d.step()+9), "of nobody": strings.Repeat("a", codeLength)} {
		if err := d.ShowCode(ctx, pending, code); !errors.Is(err, ErrCode) {
			t.Errorf("a code that is %s: %v", name, err)
		}
	}
	if err := d.ShowCode(ctx, pending, codeAt(d.secret, d.step()+1)); err != nil {
		t.Fatal(err)
	}
	user, err := d.Ledger.User(t.Context(), "ann")
	if err != nil || d.pend(ctx, user) != nil {
		t.Errorf("after the code: %v, %v", err, d.pend(ctx, user))
	}
	for i, want := range []error{nil, ErrCode} {
		ctx := d.session()
		typed := d.codes[0][:4] + " " + d.codes[0][4:8] + "-" + d.codes[0][8:]
		if err := d.ShowCode(ctx, d.half(ctx), typed); !errors.Is(err, want) {
			t.Errorf("a code of the paper, time %d: %v", i+1, err)
		}
	}
	if left, err := d.Ledger.CountRecoveryCodes(t.Context(), "ann"); err != nil || left != codesKept-1 {
		t.Errorf("%d codes are left, %v", left, err)
	}
}

// TestACodeIsNotGuessed: the right password does not give more tries of the code, and a sign-in that is half done ends.
func TestACodeIsNotGuessed(t *testing.T) {
	d := newDoor(t)
	ctx := d.session()
	for i := range triesHere {
		if err := d.ShowCode(ctx, d.half(ctx), fmt.Sprintf("%06d", i)); !errors.Is(err, ErrCode) {
			t.Fatal(err)
		}
	}
	right := codeAt(d.secret, d.step()+1)
	if err := d.ShowCode(ctx, d.half(ctx), right); !errors.Is(err, ErrCode) {
		t.Errorf("after ten guesses the right one: %v", err)
	}
	history, err := d.Ledger.History(t.Context(), "user/ann")
	if err != nil || !slices.ContainsFunc(history, func(e ledger.Event) bool { return e.Action == "user locked out" }) {
		t.Errorf("the audit log says nothing of it: %+v, %v", history, err)
	}
	if _, err := d.SignInProgram(ctx, "ann", annsPassword, right); !errors.Is(err, ErrCode) {
		t.Errorf("the same of a program: %v", err)
	}
	if err := d.DropFactor(ctx, work.Actor{Name: "ann", Role: work.Responder}, right); !errors.Is(err, ErrCode) {
		t.Errorf("the same to be rid of it: %v", err)
	}
	d.now = d.now.Add(codeTime + time.Minute)
	user, err := d.Ledger.User(t.Context(), "ann")
	if err != nil || !errors.Is(d.pend(ctx, user), ledger.ErrNotFound) {
		t.Errorf("after %v half a sign-in is still one: %v, %v", codeTime, d.pend(ctx, user), err)
	}
	d.now = d.now.Add(lockFor)
	if _, err := d.SignInProgram(ctx, "ann", annsPassword, codeAt(d.secret, d.step())); err != nil {
		t.Errorf("a quarter of an hour later: %v", err)
	}
}

// TestASecondFactorIsDroppedByItsCode, after which the password is enough, and codes of the paper are nothing.
func TestASecondFactorIsDroppedByItsCode(t *testing.T) {
	d := newDoor(t)
	ctx := d.session()
	if err := d.DropFactor(ctx, work.Actor{Name: "ann", Role: work.Responder}, codeAt(d.secret, d.step()+1)); err != nil {
		t.Fatal(err)
	}
	user, err := d.Ledger.User(t.Context(), "ann")
	if err != nil || user.Factor != "" {
		t.Errorf("the factor is %q, %v", user.Factor, err)
	}
	if left, err := d.Ledger.CountRecoveryCodes(t.Context(), "ann"); err != nil || left != 0 {
		t.Errorf("%d codes of the paper are left, %v", left, err)
	}
	if _, err := d.SignInProgram(ctx, "ann", annsPassword, ""); err != nil {
		t.Errorf("by the password alone: %v", err)
	}
}

// TestAnotherUsersSessionIsNotStrong: who signs in where somebody else has shown their second factor shows their own.
func TestAnotherUsersSessionIsNotStrong(t *testing.T) {
	d := newDoor(t)
	ctx := d.session()
	if err := d.ShowCode(ctx, d.half(ctx), codeAt(d.secret, d.step()+1)); err != nil {
		t.Fatal(err)
	}
	d.half(ctx)
}

// TestAGivenPasswordIsToBeginWith: one that an administrator chose is to be changed, and not good for long.
func TestAGivenPasswordIsToBeginWith(t *testing.T) {
	d := newDoor(t)
	admin := work.Actor{Name: "root", Role: work.Admin}
	if _, err := d.AddUser(t.Context(), work.Actor{Name: "ann", Role: work.Editor}, "ben", "admin", "six words that are given"); !errors.Is(err, work.ErrForbidden) {
		t.Errorf("by an editor: %v", err)
	}
	ben, err := d.AddUser(t.Context(), admin, "ben", "verifier", "six words that are given")
	if err != nil || d.dueOf(ben, true) != DuePassword || d.MayWork(ben) != nil {
		t.Fatalf("of ben is due %q, %v", d.dueOf(ben, true), err)
	}
	if d.FactorFrom = work.Verifier; !errors.Is(d.MayWork(ben), ErrNeedsFactor) {
		t.Error("a password that was given makes a token where a second factor is needed")
	}
	d.FactorFrom = ""
	if _, err := d.ChangePasswordAs(t.Context(), "ben", "six words that are given", "", "six words that are given"); !errors.Is(err, ErrGiven) {
		t.Errorf("the same again: %v", err)
	}
	if ben, err = d.ChangePasswordAs(t.Context(), "ben", "six words that are given", "", "five words of my own"); err != nil || d.dueOf(ben, true) != DueNothing {
		t.Errorf("of ben is due %q, %v", d.dueOf(ben, true), err)
	}
	if ben, err = d.UpdateUser(t.Context(), admin, "ben", Change{Password: "another that is given"}); err != nil || d.dueOf(ben, true) != DuePassword {
		t.Errorf("of ben is due %q, %v", d.dueOf(ben, true), err)
	}
	d.now = d.now.Add(GivenFor + time.Hour)
	if _, err := d.SignIn(t.Context(), "ben", "another that is given"); !errors.Is(err, ErrGivenOver) {
		t.Errorf("after a week: %v", err)
	}
	if _, err := d.SignIn(t.Context(), "ben", "a wrong guess"); !errors.Is(err, ErrSignIn) {
		t.Errorf("a wrong one after a week: %v", err)
	}
}

// TestWhoNeedsASecondFactorTakesOne: from a role on, and none of those who sign in elsewhere.
func TestWhoNeedsASecondFactorTakesOne(t *testing.T) {
	d := newDoor(t)
	d.FactorFrom = work.Verifier
	for _, c := range []struct {
		user ledger.User
		want Due
	}{
		{ledger.User{Role: "responder", Password: "x"}, DueNothing},
		{ledger.User{Role: "verifier", Password: "x"}, DueFactor},
		{ledger.User{Role: "admin", Password: "x"}, DueFactor},
		{ledger.User{Role: "admin", Password: "x", HasFactor: true}, DueNothing},
		{ledger.User{Role: "admin"}, DueNothing},
		{ledger.User{Role: "admin", Password: "x", GivenUntil: d.now}, DuePassword},
	} {
		if got := d.dueOf(c.user, true); got != c.want {
			t.Errorf("of %+v is due %q, want %q", c.user, got, c.want)
		}
	}
	if _, err := d.TakeFactor(d.session(), "ann", "000000"); !errors.Is(err, ErrCode) {
		t.Errorf("without an offer: %v", err)
	}
	user, err := d.UpdateUser(t.Context(), work.Actor{Name: "root", Role: work.Admin}, "ann", Change{DropFactor: true})
	if err != nil || user.HasFactor {
		t.Errorf("dropped: %+v, %v", user, err)
	}
	if left, err := d.Ledger.CountRecoveryCodes(t.Context(), "ann"); err != nil || left != 0 {
		t.Errorf("%d codes are left of what is dropped, %v", left, err)
	}
}

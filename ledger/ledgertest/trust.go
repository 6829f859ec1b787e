package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hearsay/ledger"
)

// What the ledger keeps so that people can trust it: the audit log, and who is signed in.

// auditWhileWritten verifies the log again and again while somebody writes it: that is no tampering.
func auditWhileWritten(t *testing.T, l *ledger.Ledger) {
	written := make(chan error, 1)
	go func() {
		var failed error
		for range 100 {
			failed = errors.Join(failed, l.Write(t.Context(), func(tx *ledger.Tx) error { return tx.Audit(t.Context(), "test", "wrote", "row", "") }))
		}
		written <- failed
	}()
	for {
		if _, err := l.VerifyAudit(t.Context()); err != nil {
			t.Error(err)
		}
		select {
		case err := <-written:
			if err != nil {
				t.Error(err)
			}
			return
		default:
		}
	}
}

// auditOfSeveral writes by two processes in turn, some of whose writes come to nothing.
func auditOfSeveral(t *testing.T, open Open) {
	now := func() time.Time { return Noon }
	processes := []*ledger.Ledger{must[*ledger.Ledger](t)(open(now)), must[*ledger.Ledger](t)(open(now))}
	for _, l := range processes {
		defer l.Close()
	}
	kept := int64(0)
	rapid.Check(t, func(r *rapid.T) {
		l, fails := rapid.SampledFrom(processes).Draw(r, "process"), errors.New("fails")
		isKept, rows := rapid.Bool().Draw(r, "kept"), rapid.Int64Range(0, 3).Draw(r, "rows")
		err := l.Write(t.Context(), func(tx *ledger.Tx) error {
			for range rows {
				if err := tx.AuditAll(t.Context(), []ledger.Event{{Actor: "ann", Action: "did"}, {Actor: "ben", Action: "did"}}); err != nil {
					return err
				}
			}
			if !isKept {
				return fails
			}
			return nil
		})
		if isKept {
			kept += 2 * rows
		} else if !errors.Is(err, fails) {
			r.Fatal(err)
		}
		if n, err := processes[0].VerifyAudit(t.Context()); err != nil || n != kept {
			r.Fatalf("%d rows, %v; want %d", n, err, kept)
		}
	})
}

func auditShows(t *testing.T, l *ledger.Ledger) {
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		for i := range 5 {
			if err := tx.Audit(ctx, "ann", "did", fmt.Sprint(i), "detail"); err != nil {
				return err
			}
		}
		return nil
	})
	if rows, err := l.VerifyAudit(t.Context()); rows != 5 || err != nil {
		t.Fatalf("got %d, %v; want 5 rows that are right", rows, err)
	}
	if h := must[[]ledger.Event](t)(l.History(t.Context(), "3")); len(h) != 1 || h[0].Actor != "ann" || !h[0].At.Equal(Noon) {
		t.Errorf("got %+v", h)
	}
	for _, tamper := range []string{
		"UPDATE audit SET actor = 'eve' WHERE seq = 3",
		"UPDATE audit SET at = at + 1 WHERE seq = 5",
		"DELETE FROM audit WHERE seq = 5",
		"DELETE FROM audit WHERE seq = 2",
		"DELETE FROM audit",
	} {
		undone := errors.New("undone")
		err := l.Write(t.Context(), func(tx *ledger.Tx) error {
			if err := tx.Exec(t.Context(), tamper); err != nil {
				return err
			}
			for _, when := range []string{"", ", and a row behind it"} {
				if _, err := tx.VerifyAudit(t.Context()); !errors.Is(err, ledger.ErrAudit) {
					t.Errorf("%s%s: got %v, want %v", tamper, when, err, ledger.ErrAudit)
				}
				if err := tx.Audit(t.Context(), "ann", "did", "later", ""); err != nil {
					return err
				}
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
	}
}

func tokensSignIn(t *testing.T, l *ledger.Ledger) {
	ann := ledger.User{Name: "ann", Role: "responder", Password: "hash"}
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		return errors.Join(tx.AddUser(ctx, ann),
			tx.AddToken(ctx, ledger.Token{ID: "1", Hash: "good", User: "ann", ExpiresAt: Noon.Add(time.Hour)}),
			tx.AddToken(ctx, ledger.Token{ID: "2", Hash: "ended", User: "ann", ExpiresAt: Noon}))
	})
	if err := l.Write(t.Context(), func(tx *ledger.Tx) error { return tx.AddUser(t.Context(), ann) }); !errors.Is(err, ledger.ErrExists) {
		t.Errorf("the same name again: got %v", err)
	}
	if u, _, err := l.UserOfToken(t.Context(), "good"); err != nil || u.Name != "ann" || u.Role != "responder" {
		t.Errorf("got %+v, %v", u, err)
	}
	refused := func(hash string) {
		t.Helper()
		if _, _, err := l.UserOfToken(t.Context(), hash); !errors.Is(err, ledger.ErrNotFound) {
			t.Errorf("token %s: got %v, want %v", hash, err, ledger.ErrNotFound)
		}
	}
	refused("ended")
	refused("unknown")
	if err := l.Write(t.Context(), func(tx *ledger.Tx) error { return tx.RemoveToken(t.Context(), "1", "ben") }); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("somebody else's token: got %v", err)
	}
	ann.Disabled = Noon
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.UpdateUser(ctx, ann) })
	refused("good")
}

func sessionsEnd(t *testing.T, l *ledger.Ledger) {
	s := ledger.Sessions{Ledger: l}
	if err := errors.Join(s.CommitCtx(t.Context(), "a", []byte("data"), Noon.Add(time.Hour)), s.CommitCtx(t.Context(), "ended", []byte("x"), Noon)); err != nil {
		t.Fatal(err)
	}
	data, found, err := s.FindCtx(t.Context(), "a")
	if _, endedFound, _ := s.FindCtx(t.Context(), "ended"); err != nil || !found || string(data) != "data" || endedFound {
		t.Errorf("got %q, %v, %v; the ended one is found: %v", data, found, err, endedFound)
	}
	if err := s.DeleteCtx(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if _, found, _ := s.FindCtx(t.Context(), "a"); found {
		t.Error("a session is there after its end")
	}
}

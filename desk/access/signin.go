package access

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hearsay/ledger"
)

// Guessing is slowed by locking a name out for a while. Who guesses from one place locks out that place, so that nobody can keep
// another from signing in elsewhere; guesses from many places together lock the name out everywhere.
const (
	lockFor     = 15 * time.Minute // since the last try
	triesHere   = 10               // of a name, from one sender
	triesOfName = 200              // of a name, from anywhere
	triesOfCode = 30               // of a code of a name, from anywhere: one in a million is right
	maxUserName = 64               // bytes
)

// SignIn finds the user of a name and password. The error is ErrSignIn whatever was wrong.
func (g *Gate) SignIn(ctx context.Context, name, password string) (ledger.User, error) {
	sender := SenderOf(ctx)
	tries, err := g.countTry(ctx, name, sender, triesOfName)
	if err != nil {
		return ledger.User{}, err
	}
	user, err := g.Ledger.User(ctx, name)
	if err != nil && !errors.Is(err, ledger.ErrNotFound) {
		return ledger.User{}, err
	}
	hash := user.Password
	if hash == "" { // there is no such user, or they sign in elsewhere: it takes as long to say so
		hash = nobody()
	}
	if right := checkPassword(hash, password); err != nil || !right || !user.Disabled.IsZero() {
		return ledger.User{}, errors.Join(ErrSignIn, g.fail(ctx, name, tries))
	}
	if !user.GivenUntil.IsZero() && g.Now().After(user.GivenUntil) {
		return ledger.User{}, ErrGivenOver
	}
	return user, g.Ledger.Write(ctx, func(tx *ledger.Tx) error { return tx.ForgetSignIns(ctx, name, sender) })
}

// countTry counts a try as one that failed, before anybody knows, so that those who try many passwords at once have no more tries than others. tries are
// those of the sender with this one, and most how many there may be from anywhere.
func (g *Gate) countTry(ctx context.Context, name, sender string, most int64) (tries int64, err error) {
	if len(name) > maxUserName+len("code/") {
		return 0, ErrSignIn
	}
	since := g.Now().Add(-lockFor)
	err = g.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		failed, err := tx.FailedSignIns(ctx, name, sender, since)
		if err != nil {
			return err
		}
		if failed.Here >= triesHere || failed.All >= most {
			return ErrSignIn
		}
		tries, err = tx.FailSignIn(ctx, name, sender, since)
		return err
	})
	return tries, err
}

// fail notes in the audit log that a name is locked out by a try that failed, if there is such a user.
func (g *Gate) fail(ctx context.Context, name string, tries int64) error {
	if tries != triesHere {
		return nil
	}
	err := g.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		if _, err := tx.User(ctx, name); err != nil {
			if errors.Is(err, ledger.ErrNotFound) {
				return nil
			}
			return err
		}
		return tx.Audit(ctx, ledger.Program, "user locked out", "user/"+name, "")
	})
	if err != nil {
		return fmt.Errorf("noting a lock-out: %w", err)
	}
	return nil
}

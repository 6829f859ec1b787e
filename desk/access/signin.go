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
)

// SignIn finds the user of a name and password. The error is ErrSignIn whatever was wrong.
func (g *Gate) SignIn(ctx context.Context, name, password string) (ledger.User, error) {
	sender, since := SenderOf(ctx), g.Now().Add(-lockFor)
	failed, err := g.Ledger.FailedSignIns(ctx, name, sender, since)
	if err != nil {
		return ledger.User{}, err
	}
	if failed.Here >= triesHere || failed.All >= triesOfName || len(name) > 64 {
		return ledger.User{}, ErrSignIn
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
		return ledger.User{}, errors.Join(ErrSignIn, g.fail(ctx, name, sender, since))
	}
	if failed.Here > 0 {
		err = g.Ledger.Write(ctx, func(tx *ledger.Tx) error { return tx.ForgetSignIns(ctx, name, sender) })
	}
	return user, err
}

// fail counts a try that failed. A name that is locked out by it is noted in the audit log, if there is such a user.
func (g *Gate) fail(ctx context.Context, name, sender string, since time.Time) error {
	err := g.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		tries, err := tx.FailSignIn(ctx, name, sender, since)
		if err != nil || tries != triesHere {
			return err
		}
		if _, err := tx.User(ctx, name); err != nil {
			if errors.Is(err, ledger.ErrNotFound) {
				return nil
			}
			return err
		}
		return tx.Audit(ctx, "hearsay", "user locked out", "user/"+name, "")
	})
	if err != nil {
		return fmt.Errorf("counting a failed sign-in: %w", err)
	}
	return nil
}

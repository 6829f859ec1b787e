package access

import (
	"errors"
	"fmt"

	"github.com/ccojocar/zxcvbn-go"

	"hearsay/work"
)

// ErrBreached is returned for a password that was stolen elsewhere.
var ErrBreached = errors.New("that password is in the lists of stolen ones, wherever it was stolen; take another one, and change it where else you use it")

// ErrPassword is returned for a password that others would soon guess.
var ErrPassword = errors.New("that password is soon guessed; take some words that do not belong together")

// What a password must be: https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver
const (
	leastScore = 2   // of zxcvbn's: more than a hundred million guesses (https://github.com/dropbox/zxcvbn#usage)
	mostScored = 100 // bytes that are looked at; zxcvbn's time grows faster than the password
)

// fitPassword looks at a password that somebody is to have. What many use, patterns, and the names of the person and the program
// count for little in it, and it is none that was stolen.
func (b Breached) fitPassword(user, password string) error {
	if len(password) < MinPassword || len(password) > 1000 {
		return fmt.Errorf("%w: a password has at least %d characters", work.ErrBounds, MinPassword)
	}
	if zxcvbn.PasswordStrength(password[:min(len(password), mostScored)], []string{user, "hearsay"}).Score < leastScore {
		return ErrPassword
	}
	isBreached, err := b.Has(password)
	if isBreached {
		return ErrBreached
	}
	return err
}

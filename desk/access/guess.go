package access

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

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
	leastWord  = 3   // bytes of a word of one's own
)

// Unfit are the passwords that nobody may take, beside those that are soon guessed by anybody.
type Unfit struct {
	Breached Breached
	Words    []string // in small letters, of which a password gains nothing: the public body's own
}

// OwnWords are the words of names, in small letters: what everybody thinks of at once who knows where somebody works.
func OwnWords(names ...string) []string {
	var words []string
	for _, name := range names {
		words = append(words, strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })...)
	}
	slices.Sort(words)
	return slices.DeleteFunc(slices.Compact(words), func(word string) bool { return len(word) < leastWord })
}

// refuse looks at a password that somebody is to have. What many use, patterns, and the names of the person, the program and the public body
// count for little in it, and it is none that was stolen.
func (u Unfit) refuse(user, password string) error {
	if len(password) < MinPassword || len(password) > 1000 {
		return fmt.Errorf("%w: a password has at least %d characters", work.ErrBounds, MinPassword)
	}
	if zxcvbn.PasswordStrength(password[:min(len(password), mostScored)], append([]string{user, "hearsay"}, u.Words...)).Score < leastScore {
		return ErrPassword
	}
	isBreached, err := u.Breached.Has(password)
	if isBreached {
		return ErrBreached
	}
	return err
}

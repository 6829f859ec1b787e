package wording

import (
	"errors"
	"fmt"
)

// What keeps a text from leaving.
var (
	// ErrAccusing says that a text has one of the words that accuse instead of saying what is wrong.
	ErrAccusing = errors.New("the text accuses instead of saying what it is: a false claim")
	// ErrMythHeadline says that a headline repeats a myth.
	ErrMythHeadline = errors.New("the headline repeats the myth; say what is true")
)

// Guard returns ErrAccusing if one of the texts, in our own voice, accuses. What is quoted as a myth is not our voice.
func Guard(texts ...string) error {
	for _, text := range texts {
		if words := accusing(text); len(words) > 0 {
			return fmt.Errorf("%w (%q)", ErrAccusing, words[0])
		}
	}
	return nil
}

// GuardHeadline returns ErrAccusing, or ErrMythHeadline if a headline says most of what one of the myths says.
func GuardHeadline(headline string, myths ...string) error {
	for _, myth := range myths {
		if repeats(headline, myth) {
			return fmt.Errorf("%w (%q)", ErrMythHeadline, myth)
		}
	}
	return Guard(headline)
}

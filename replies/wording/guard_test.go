package wording_test

import (
	"errors"
	"strings"
	"testing"

	"hearsay/replies/wording"
)

func TestWhatDoesNotLeave(t *testing.T) {
	for _, c := range []struct {
		name, headline string
		myths          []string
		want           error
	}{
		{"what is true", "The water is tested every day", []string{"The water of the town is poisoned"}, nil},
		{"a claim that is called what it is", "Three false claims of the week", []string{"The water of the town is poisoned"}, nil},
		{"the myth", "Poisoned: the water of the town", []string{"Masks weaken the lungs", "The water of the town is poisoned"}, wording.ErrMythHeadline},
		{"an accusation", "Fake news of the week", nil, wording.ErrAccusing},
		{"one in Finnish", "Viikon valeuutiset", nil, wording.ErrAccusing},
		{"one in Swedish, the", "Veckans falska nyheterna", nil, wording.ErrAccusing},
		{"one in Romanian", "Știri false despre apă", nil, wording.ErrAccusing},
		{"one in Spanish", "Los bulos de la semana", nil, wording.ErrAccusing},
	} {
		if err := wording.GuardHeadline(c.headline, c.myths...); !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
	if err := wording.Guard("Viikon valeuutisista puhutaan"); err == nil || !strings.Contains(err.Error(), `"valeuutisista"`) {
		t.Errorf("it does not say which word: %v", err)
	}
	if err := wording.Guard("true", "Das ist eine Falschmeldung"); !errors.Is(err, wording.ErrAccusing) {
		t.Errorf("the second text: %v", err)
	}
}

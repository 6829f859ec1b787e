package replies

import (
	"fmt"
	"strings"
	"unicode"

	"hearsay/classifier/token"
)

// shunned are words that accuse instead of saying what is wrong, folded: say "a false claim".
var shunned = []string{"fake news", "fakenews", "valeuutinen", "valeuutiset", "valeuutisia", "falska nyheter", "notizie false", "stiri false"}

// Lint warns of wording that makes a correction weaker. Warnings do not stop a reply.
func Lint(t Text) []string {
	warnings := []string{}
	for _, part := range []struct{ field, text string }{{"fact", t.Fact}, {"myth", t.Myth}, {"why", t.Why}, {"again", t.Again}} {
		field, text := part.field, part.text
		folded := " " + token.Fold(text) + " "
		for _, words := range shunned {
			if strings.Contains(folded, words) {
				warnings = append(warnings, fmt.Sprintf("%s: do not write %q; say what it is: a false claim", field, words))
			}
		}
		if isShouting(text) {
			warnings = append(warnings, field+": capitals read as shouting; write in small letters")
		}
	}
	if t.Myth != "" && strings.Contains(token.Fold(t.Fact), token.Fold(t.Myth)) {
		warnings = append(warnings, "fact: the myth stands in the lead; begin with what is true")
	}
	return warnings
}

func isShouting(text string) bool {
	var upper, letters int
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
			if unicode.IsUpper(r) {
				upper++
			}
		}
	}
	return letters > 20 && upper*2 > letters
}

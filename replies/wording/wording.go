// Package wording warns of words that make a correction weaker. It follows the Debunking Handbook 2020 (Lewandowsky et al.,
// https://doi.org/10.17910/b7.1182): lead with the fact, name the myth once, explain, end with the fact; do not accuse.
//
// Warnings never stop a reply; its author decides. What Guard finds does not leave: not in a reply, a bulletin, an alert or a title. The package is
// pure. Start at Check.
package wording

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"hearsay/classifier/token"
	"hearsay/replies"
)

// Rule is what is warned of.
type Rule string

// The rules.
const (
	Accusing  Rule = "accusing"   // "fake news" and its kin; Words is what is written
	Shouting  Rule = "shouting"   // capitals, or rows of exclamation marks
	MythFirst Rule = "myth_first" // the lead repeats the myth
	MythTwice Rule = "myth_twice" // the myth stands in another field, too
	NoSource  Rule = "no_source"
	SignIn    Rule = "sign_in" // a source that many cannot open without an account; Words is the link
	Hard      Rule = "hard"    // long sentences of long words; Words is the reading level
)

// Rules are all rules.
func Rules() []Rule { return []Rule{Accusing, Shouting, MythFirst, MythTwice, NoSource, SignIn, Hard} }

// Warning is one weakness.
type Warning struct {
	Rule  Rule
	Field string // fact, myth, why, again or sources
	Words string
}

// String says it in English.
func (w Warning) String() string {
	said := map[Rule]string{
		Accusing:  fmt.Sprintf("do not write %q; say what it is: a false claim", w.Words),
		Shouting:  "capitals and rows of exclamation marks read as shouting",
		MythFirst: "the myth stands in the lead; begin with what is true",
		MythTwice: "the myth is repeated; name it once",
		NoSource:  "name a public source",
		SignIn:    w.Words + " asks many readers to sign in; link to a page that anybody can read",
		Hard:      "hard to read (LIX " + w.Words + "); write shorter sentences",
	}
	return w.Field + ": " + said[w.Rule]
}

// Check warns of what makes a text weaker, field by field.
func Check(t replies.Text) []Warning {
	var found []Warning
	fields := []struct{ name, text string }{{"fact", t.Fact}, {"myth", t.Myth}, {"why", t.Why}, {"again", t.Again}}
	for _, field := range fields {
		for _, words := range accusing(field.text) {
			found = append(found, Warning{Accusing, field.name, words})
		}
		if isShouting(field.text) {
			found = append(found, Warning{Rule: Shouting, Field: field.name})
		}
	}
	if repeats(t.Fact, t.Myth) {
		found = append(found, Warning{Rule: MythFirst, Field: "fact"})
	}
	for _, field := range fields[2:] {
		if t.Myth != "" && strings.Contains(folded(field.text), folded(t.Myth)) {
			found = append(found, Warning{Rule: MythTwice, Field: field.name})
		}
	}
	if level, isHard := reading(t); isHard {
		found = append(found, Warning{Hard, "why", fmt.Sprint(level)})
	}
	return append(found, ofSources(t)...)
}

// shunned are words that accuse instead of saying what is wrong, folded, in the languages of the desk; * is any ending.
var shunned = []string{
	"fake news", "fakenews", "fake-news", "junk news",
	"valeuuti*", "valheuuti*", "feikkiuuti*", "valemedia*",
	"falska nyhet*", "falsk nyhet*", "fejknyhet*", "fejkade nyhet*",
	"notizia falsa", "notizie false", "falsa notizia", "false notizie", "bufala", "bufale",
	"stire falsa", "stirea falsa", "stiri false", "stirile false", "stirilor false",
	"falschnachricht*", "falschmeldung*", "lugenpresse",
	"fausse nouvelle", "fausses nouvelles", "infox", "intox",
	"noticia falsa", "noticias falsas", "bulo", "bulos",
}

// accusing are the shunned words in a text, as they are folded there.
func accusing(text string) []string {
	var found []string
	padded := folded(text)
	for _, words := range shunned {
		stem, anyEnding := strings.CutSuffix(words, "*")
		if !anyEnding {
			stem += " "
		}
		at := strings.Index(padded, " "+stem)
		if at < 0 {
			continue
		}
		written, end := padded[at+1:], len(stem)
		if anyEnding {
			end += strings.IndexByte(written[end:], ' ')
		}
		found = append(found, strings.TrimSpace(written[:end]))
	}
	return found
}

// folded is a text's folded words with a space around each; hyphens within words stay.
func folded(text string) string {
	words := strings.FieldsFunc(token.Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '-' })
	return " " + strings.Join(words, " ") + " "
}

// isShouting tells whether most letters of more than a few are capitals, or exclamation marks stand in rows. Scripts
// without capitals do not shout.
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
	return letters > 20 && upper*2 > letters || strings.Contains(text, "!!")
}

// repeats tells whether a lead says most of what the myth says. Three words of four letters are the least that can be told.
func repeats(lead, myth string) bool {
	in := map[string]bool{}
	for word := range strings.FieldsSeq(folded(lead)) {
		in[word] = true
	}
	var said, all int
	for word := range strings.FieldsSeq(folded(myth)) {
		if len([]rune(word)) >= 4 {
			all++
			if in[word] {
				said++
			}
		}
	}
	return all >= 3 && said*5 >= all*4
}

// gated are hosts that show many readers a form to sign in.
var gated = []string{"facebook.com", "instagram.com", "linkedin.com", "docs.google.com", "drive.google.com", "sharepoint.com", "onedrive.live.com", "dropbox.com", "x.com", "twitter.com"}

func ofSources(t replies.Text) []Warning {
	if len(t.Sources) == 0 {
		return []Warning{{Rule: NoSource, Field: "sources"}}
	}
	var found []Warning
	for _, source := range t.Sources {
		if isGated(source) {
			found = append(found, Warning{SignIn, "sources", source})
		}
	}
	return found
}

func isGated(link string) bool {
	u, err := url.Parse(link)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	for _, known := range gated {
		if host == known || strings.HasSuffix(host, "."+known) {
			return true
		}
	}
	for part := range strings.SplitSeq(strings.ToLower(u.Path), "/") {
		if part == "login" || part == "signin" || part == "sign-in" || part == "sso" {
			return true
		}
	}
	return false
}

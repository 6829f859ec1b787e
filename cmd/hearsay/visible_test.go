package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"hearsay/fault"
)

// TestNobodySteersTheTerminal writes what people can put into names, in pieces cut anywhere: nothing that a terminal obeys gets
// through, and everything else does.
func TestNobodySteersTheTerminal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"\x1b[2J", "\u009b31m", "\x9b", "\a", "\r", "\x7f", "ä", "§", "\u00a0", "漢字", "😀", "plain\n", "\t"})).Draw(t, "text"), "")
		text = strings.ToValidUTF8(text, "")
		var shown bytes.Buffer
		w := visible{w: &shown}
		for rest := []byte(text); len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "piece")
			if wrote, err := w.Write(rest[:n]); wrote != n || err != nil {
				t.Fatal(wrote, err)
			}
			rest = rest[n:]
		}
		want := strings.Map(func(r rune) rune {
			if unicode.IsControl(r) && r != '\n' && r != '\t' {
				return '?'
			}
			return r
		}, text)
		if shown.String() != want {
			t.Fatalf("%q is shown as %q, want %q", text, shown.String(), want)
		}
	})
	var shown bytes.Buffer
	printFaults(&shown, errors.Join(fault.Fault{What: "the server answers 500: \x1b]0;mine\a"}, errors.New("and\u009bmore")))
	if strings.ContainsAny(shown.String(), "\x1b\a\u009b") {
		t.Errorf("a fault is told as %q", shown.String())
	}
}

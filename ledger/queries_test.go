package ledger

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestTextsThatCannotBeKeptAreSeen looks for a NUL in texts that are encoded among backslashes, as in what is said about one.
func TestTextsThatCannotBeKeptAreSeen(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"\x00", `\`, `\u0000`, "u0000", `"`, "0", "ä"})
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOf(pieces).Draw(rt, "pieces"), "")
		err := keepable([]any{1, encode(map[string]string{"text": text})})
		if has := strings.Contains(text, "\x00"); has != (err != nil) {
			rt.Fatalf("%q: %v", text, err)
		}
	})
}

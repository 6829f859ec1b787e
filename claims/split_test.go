package claims

import (
	"regexp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// camel is what partOf does, as an expression, which takes ten times as long.
var camel = regexp.MustCompile(`\p{Lu}?\p{Ll}+|\p{Lu}+|\p{N}+`)

func TestATagIsCutWhereTheExpressionCutsIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tag := rapid.OneOf(rapid.String(), rapid.StringMatching(`([A-Z]{0,3}[a-zäö]{0,5}[0-9_]{0,2}){1,5}`)).Draw(t, "tag")
		var parts []string
		for rest := tag; rest != ""; {
			n := partOf(rest)
			if kind, _ := kindAt(rest); kind != noPart {
				parts = append(parts, rest[:n])
			}
			rest = rest[n:]
		}
		if want := camel.FindAllString(tag, -1); !slices.Equal(parts, want) {
			t.Fatalf("%q is cut into %q, not %q", tag, parts, want)
		}
	})
}

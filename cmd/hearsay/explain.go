package main

import (
	"fmt"
	"io"
	"strings"

	"hearsay/app"
	"hearsay/classifier/rules"
	"hearsay/post"
)

type rulesExplainCommand struct {
	Text     string `arg:"" help:"The text of a post."`
	Dir      string `help:"The folder of the packs; those inside the program if left out." type:"existingdir"`
	Language string `help:"The language, as a platform would say it (ISO 639-1)." placeholder:"fi"`
	All      bool   `help:"Show every rule of which a word was found, not only the nearest."`
}

// nearest is how many rules that nearly fired are shown.
const nearest = 8

// Run shows which rules fire on a text, which nearly do, and what those lack.
func (c *rulesExplainCommand) Run(s *streams) error {
	set, err := app.LoadRules(c.Dir)
	if err != nil {
		return err
	}
	subject := rules.SubjectOf(&post.Post{Text: c.Text, Language: c.Language})
	language, asks := subject.Language, "a statement"
	if language == "" {
		language = "undetermined"
	}
	if subject.Question.Asks() {
		asks = "a question"
	}
	fmt.Fprintf(s.out, "language %s, taken for %s\n", language, asks)
	all := set.Explain(subject)
	shown := 0
	for _, e := range all {
		if !e.Fired {
			if shown++; shown > nearest && !c.All {
				continue
			}
		}
		explain(s.out, e, c.Text)
	}
	switch {
	case len(all) == 0:
		fmt.Fprintln(s.out, "no word of any rule was found; widen a rule's phrases, or write a new one (docs/rule-packs.md)")
	case shown > nearest && !c.All:
		fmt.Fprintf(s.out, "and %d more of which a word was found; --all shows them\n", shown-nearest)
	}
	return nil
}

func explain(out io.Writer, e rules.Explanation, text string) {
	if e.Fired {
		verb := "fired"
		if e.Rule.IsShadow {
			verb = "shadow"
		}
		fmt.Fprintf(out, "%-7s %s (%s, %s): %q, bytes %d to %d, by %s\n", verb, e.Rule.FullID(), e.Rule.Kind, e.Rule.Severity, text[e.Start:e.End], e.Start, e.End, strings.Join(e.Found, ", "))
		return
	}
	fmt.Fprintf(out, "not     %s (%s): found %s; %s\n", e.Rule.FullID(), e.Rule.Kind, strings.Join(e.Found, ", "), e.Lacks)
}

package alerts

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"text/template"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"hearsay/replies/wording"
	"hearsay/settings"
	"hearsay/territory"
)

// Condition is something worth a message. Immutable, safe for several goroutines.
type Condition struct {
	Name string
	Of   string        // item, claim, crossing, queue, source, reply, gap or ask
	When string        // as it is written
	For  time.Duration // how long it must hold before it fires
	Keep time.Duration // how long it fires after it last held

	labels Labels
	when   *vm.Program
	title  *template.Template
	says   *template.Template
}

// conditionFile is a condition as it is written.
type conditionFile struct {
	Name   string            `yaml:"name"`
	Of     string            `yaml:"of"`
	When   string            `yaml:"when"`
	For    settings.Duration `yaml:"for"`
	Keep   settings.Duration `yaml:"keep_firing_for"`
	Labels map[string]string `yaml:"labels"`
	Title  string            `yaml:"title"`
	Says   string            `yaml:"says"`
}

// validName is that of a label's value which people type.
var validName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// compile checks a condition; add is told what is wrong with a field.
func (f conditionFile) compile(add func(field, what, remedy string)) Condition {
	c := Condition{Name: f.Name, Of: f.Of, When: f.When, For: time.Duration(f.For), Keep: time.Duration(f.Keep), labels: f.Labels}
	if !validName.MatchString(f.Name) {
		add("name", fmt.Sprintf("%q cannot be the name of a condition", f.Name), "write small letters, digits and underscores, as in claim_surges")
	}
	facts, isKnown := prototypes()[f.Of]
	if !isKnown {
		add("of", fmt.Sprintf("%q is nothing that a condition can be of", f.Of), "write one of "+strings.Join(slices.Sorted(maps.Keys(prototypes())), ", "))
		return c
	}
	var err error
	if c.when, err = expr.Compile(f.When, expr.Env(facts), territory.Condition(), expr.AsBool()); err != nil {
		line, _, _ := strings.Cut(err.Error(), "\n")
		add("when", "the condition cannot be used: "+line, "docs/alerts.md lists what one of "+f.Of+" may ask about")
	}
	if f.For < 0 || f.Keep < 0 {
		add("for", "a duration is negative", "write one such as 5m, or leave it out")
	}
	for _, text := range []struct {
		field, written string
		into           **template.Template
	}{{"title", f.Title, &c.title}, {"says", f.Says, &c.says}} {
		if text.written == "" {
			add(text.field, "the condition does not say "+text.field, `write a template, as in "{{.posts}} posts"; docs/alerts.md`)
			continue
		}
		parsed, err := template.New(f.Name).Funcs(functions).Option("missingkey=error").Parse(text.written)
		if err == nil {
			_, err = fill(parsed, exampleOf(facts))
		}
		if err != nil {
			add(text.field, fmt.Sprintf("the template cannot be used: %v", err), "docs/alerts.md lists what one of "+f.Of+" may say")
			continue
		}
		if err := wording.Guard(text.written); err != nil {
			add(text.field, err.Error(), "write what is known, as in \"a false claim\"")
		}
		*text.into = parsed
	}
	return c
}

// holds tells whether the condition holds for a subject. An error is one of its expression, as of an index into an empty list.
func (c *Condition) holds(s subject) (bool, error) {
	result, err := expr.Run(c.when, s.facts)
	return err == nil && result == true, err
}

// labelsOf are an alert's labels: those of its subject, and the condition's own.
func (c *Condition) labelsOf(s subject) Labels {
	labels := Labels{"alertname": c.Name, "subject": s.of}
	for name, value := range s.labels {
		if value != "" {
			labels[name] = value
		}
	}
	maps.Copy(labels, c.labels)
	return labels
}

// Title is what is told of an alert with these facts; the condition's name if its template fails on them.
func (c *Condition) Title(facts json.RawMessage) string { return cmp.Or(said(c.title, facts), c.Name) }

// Says is the sentence below the title; empty if its template fails.
func (c *Condition) Says(facts json.RawMessage) string { return said(c.says, facts) }

func said(t *template.Template, facts json.RawMessage) string {
	var values map[string]any
	if err := json.Unmarshal(facts, &values); err != nil {
		return ""
	}
	text, err := fill(t, values)
	if err != nil {
		return ""
	}
	return text
}

func fill(t *template.Template, values map[string]any) (string, error) {
	var b strings.Builder
	err := t.Execute(&b, values)
	return strings.Join(strings.Fields(b.String()), " "), err
}

// exampleOf is what a template is tried on.
func exampleOf(facts any) map[string]any {
	written, err := json.Marshal(facts)
	if err != nil {
		panic("alerts: facts that are no JSON: " + err.Error()) // structs of ours
	}
	var values map[string]any
	if err := json.Unmarshal(written, &values); err != nil {
		panic("alerts: facts that are no JSON: " + err.Error())
	}
	return values
}

// functions are what templates may call.
var functions = template.FuncMap{
	"span": func(seconds float64) string { return spanOf(time.Duration(seconds) * time.Second) },
	"count": func(n float64, one, many string) string {
		if n == 1 {
			return "1 " + one
		}
		return fmt.Sprintf("%g %s", n, many)
	},
	"round": func(n float64) string { return fmt.Sprint(math.Round(n*10) / 10) },
	"list": func(all any) string {
		several, _ := all.([]any)
		words := make([]string, len(several))
		for i, one := range several {
			words[i] = fmt.Sprint(one)
		}
		return strings.Join(words, ", ")
	},
	"words": func(s string) string { return strings.ReplaceAll(s, "_", " ") },
}

// spanOf is a duration in words, in the largest unit that it fills.
func spanOf(d time.Duration) string {
	if d < 0 {
		d = -d
	}
	for _, unit := range []struct {
		of        time.Duration
		one, many string
	}{{24 * time.Hour, "day", "days"}, {time.Hour, "hour", "hours"}, {time.Minute, "minute", "minutes"}} {
		if n := int64(d / unit.of); n == 1 {
			return "1 " + unit.one
		} else if n > 1 {
			return fmt.Sprintf("%d %s", n, unit.many)
		}
	}
	return "less than a minute"
}

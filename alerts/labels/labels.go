// Package labels holds what says what an alert is about, and conditions on it, in Alertmanager's words. It knows nothing else, so that
// silences may be checked where they are made.
package labels

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Set says what an alert is about, by name: alertname, subject, kind, queue, severity, language, topic, territory, space,
// source. A label that is missing is "".
type Set = map[string]string

// Matcher is a condition on one label, in Alertmanager's words: https://prometheus.io/docs/alerting/latest/configuration/#matcher
type Matcher struct {
	Label   string
	written string
	negated bool
	value   string
	pattern *regexp.Regexp // nil for one that compares
}

// Matchers hold if all of them do. Immutable, safe for several goroutines.
type Matchers []Matcher

var matcherForm = regexp.MustCompile(`^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*(.*?)\s*$`)

// Parse reads a matcher, as in severity="critical", queue=~"health.*", language!="fi". Quotes may be left out; a pattern
// (RE2) fits the whole value.
func Parse(written string) (Matcher, error) {
	written = strings.TrimSpace(written)
	parts := matcherForm.FindStringSubmatch(written)
	if parts == nil {
		return Matcher{}, fmt.Errorf(`%q is no matcher; write one as in severity="critical" or queue=~"health.*"`, written)
	}
	m := Matcher{Label: parts[1], written: written, negated: parts[2][0] == '!', value: parts[3]}
	if strings.HasPrefix(m.value, `"`) {
		value, err := strconv.Unquote(m.value)
		if err != nil {
			return Matcher{}, fmt.Errorf("the value of %q is not quoted well: write it between two quotes", written)
		}
		m.value = value
	}
	if strings.HasSuffix(parts[2], "~") {
		pattern, err := regexp.Compile("^(?:" + m.value + ")$")
		if err != nil {
			return Matcher{}, fmt.Errorf("%q has no pattern: %w", written, err)
		}
		m.pattern = pattern
	}
	return m, nil
}

// ParseAll reads several. The error is of the first that is none, whose place it names.
func ParseAll(written []string) (Matchers, int, error) {
	all := make(Matchers, len(written))
	for i, one := range written {
		m, err := Parse(one)
		if err != nil {
			return nil, i, err
		}
		all[i] = m
	}
	return all, 0, nil
}

// Fit tells whether the labels have what the matcher asks for.
func (m Matcher) Fit(labels Set) bool {
	value := labels[m.Label]
	fits := value == m.value
	if m.pattern != nil {
		fits = m.pattern.MatchString(value)
	}
	return fits != m.negated
}

// Fit tells whether all matchers do.
func (all Matchers) Fit(labels Set) bool {
	for _, m := range all {
		if !m.Fit(labels) {
			return false
		}
	}
	return true
}

// String is the matcher as it was written.
func (m Matcher) String() string { return m.written }

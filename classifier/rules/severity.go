package rules

import (
	"fmt"
	"slices"
	"strings"
)

// Severity says how bad it is to leave a post unanswered. Severities compare with < and >.
type Severity int

// The severities.
const (
	Low Severity = iota
	Medium
	High
	Critical
)

var severityNames = []string{"low", "medium", "high", "critical"}

func (s Severity) String() string { return severityNames[s] }

// ParseSeverity reads a severity's name.
func ParseSeverity(name string) (Severity, error) {
	if i := slices.Index(severityNames, name); i >= 0 {
		return Severity(i), nil
	}
	return 0, fmt.Errorf("%q is not a severity; write one of %s", name, strings.Join(severityNames, ", "))
}

// Severities are all severities, the lowest first.
func Severities() []Severity { return []Severity{Low, Medium, High, Critical} }

// MarshalText implements encoding.TextMarshaler.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Severity) UnmarshalText(text []byte) error {
	parsed, err := ParseSeverity(string(text))
	*s = parsed
	return err
}

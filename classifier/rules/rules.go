// Package rules reads rule packs and finds the rules that fire on a post.
//
// A pack is one YAML file of rules on one topic, each with its own tests beside it. Start at Load, then Set.Fire.
// docs/rule-packs.md tells authors how to write one.
package rules

import (
	"fmt"
	"slices"
	"strings"

	"hearsay/classifier/match"
	"hearsay/classifier/token"
)

// The kinds of rule.
const (
	KindQuestion = "question" // fires only on a post that asks something
	KindClaim    = "claim"    // fires only on a post that does not look like a correction of the claim
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

// MarshalText implements encoding.TextMarshaler.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Severity) UnmarshalText(text []byte) error {
	parsed, err := ParseSeverity(string(text))
	*s = parsed
	return err
}

// Rule is one compiled rule.
type Rule struct {
	Pack      string
	ID        string
	Kind      string
	Severity  Severity
	Topic     string
	Territory string
	Claim     string   // id in the catalogue of the claim it repeats, if it names one
	Languages []string // empty for any

	any  bool   // it has any-phrases
	all  int    // how many groups of all must be found
	file string // where it stands, for the report of its tests
	line int
	pass []string // its tests
	miss []string
}

// FullID is "pack.rule".
func (r *Rule) FullID() string { return r.Pack + "." + r.ID }

// Set is all rules of all packs, compiled. It is immutable and safe for several goroutines.
type Set struct {
	rules   []*Rule
	phrases []phrase
	matcher *match.Matcher
}

// phrase says what finding one phrase means.
type phrase struct {
	rule  int // index into rules; -1 for a pack's guard
	pack  string
	role  role
	group int // which of the all-groups, for roleAll
}

type role uint8

const (
	roleAny role = iota
	roleAll
	roleNone
	roleGuard // a claim rule of the pack does not fire when one is found
)

// Len is how many rules the set has.
func (s *Set) Len() int { return len(s.rules) }

// Rules are all rules, in the order of their files. The slice must not be changed.
func (s *Set) Rules() []*Rule { return s.rules }

// Fired is a rule that fired, and the bytes of the text that made it.
type Fired struct {
	Rule       *Rule
	Start, End int
}

// state is what has been found of one rule in one post.
type state struct {
	any         bool
	groups      uint64
	blocked     bool
	first, last int
	seen        bool
}

// Fire is every rule that fires on a text of these tokens, in the order of the packs. asks tells whether the text asks something.
func (s *Set) Fire(tokens []token.Token, language string, asks bool) []Fired {
	hits := s.matcher.Find(nil, tokens)
	if len(hits) == 0 {
		return nil
	}
	states := map[int]*state{}
	guarded := map[string]bool{}
	for _, hit := range hits {
		ph := s.phrases[hit.Phrase]
		if ph.role == roleGuard {
			guarded[ph.pack] = true
			continue
		}
		st := states[ph.rule]
		if st == nil {
			st = &state{}
			states[ph.rule] = st
		}
		st.take(ph, hit)
	}
	var fired []Fired
	for index, st := range states {
		r := s.rules[index]
		if st.fires(r) && r.applies(language, asks, guarded[r.Pack]) {
			fired = append(fired, Fired{Rule: r, Start: tokens[st.first].Start, End: tokens[st.last].End})
		}
	}
	slices.SortFunc(fired, func(a, b Fired) int {
		return strings.Compare(a.Rule.FullID(), b.Rule.FullID())
	})
	return fired
}

func (st *state) take(ph phrase, hit match.Hit) {
	switch ph.role {
	case roleNone:
		st.blocked = true
		return
	case roleAny:
		if st.any { // the first of them is reason enough
			return
		}
		st.any = true
	case roleAll:
		if st.groups&(1<<ph.group) != 0 {
			return
		}
		st.groups |= 1 << ph.group
	}
	if !st.seen {
		st.first, st.last, st.seen = hit.First, hit.Last, true
		return
	}
	st.first, st.last = min(st.first, hit.First), max(st.last, hit.Last)
}

func (st *state) fires(r *Rule) bool {
	return !st.blocked && (st.any || !r.any) && st.groups == 1<<r.all-1
}

func (r *Rule) applies(language string, asks, guarded bool) bool {
	if len(r.Languages) > 0 && language != "" && !slices.Contains(r.Languages, language) {
		return false
	}
	if r.Kind == KindQuestion {
		return asks
	}
	return !guarded
}

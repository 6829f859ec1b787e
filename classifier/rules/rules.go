// Package rules reads rule packs and finds the rules that fire on a post.
//
// A pack is one YAML file of rules on one topic, each with its own tests beside it, and of the places and authorities
// that posts may name. Start at Load, then Set.Fire; Set.Explain says why a rule did not fire. docs/rule-packs.md tells
// authors how to write a pack.
package rules

import (
	"regexp"
	"slices"

	"github.com/expr-lang/expr/vm"

	"hearsay/classifier/match"
)

// The kinds of rule.
const (
	KindQuestion = "question" // fires only on a post that asks something
	KindClaim    = "claim"    // fires only on a post that does not look like a correction of the claim
)

// The modes of a rule.
const (
	ModeLive   = "live"
	ModeShadow = "shadow"
)

// Rule is one compiled rule.
type Rule struct {
	Pack      string
	ID        string
	Kind      string
	IsShadow  bool // it is told that it fired, and nothing follows
	Severity  Severity
	Topic     string
	Territory string
	Claim     string   // id in the catalogue of the claim it repeats, if it names one
	Languages []string // ISO 639-1, with those that fall back to them; empty for any

	pack    int        // its place among the packs
	any     []string   // as written: one of these must be found
	all     [][]string // of each, one alternative
	tags    []string   // one of these hashtags
	domains []string   // a link to one of these
	within  int        // the most words that what is found of all may span; 0 for any
	ordered bool       // what is found of all stands in this order
	regex   *regexp.Regexp
	when    *vm.Program
	despite through // guards that do not hold it back

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
	named   []named // what phrases of places and authorities stand for
	matcher *match.Matcher
	linked  []int // rules that a link makes fire without a word
}

// phrase says what finding one phrase means.
type phrase struct {
	text  string
	rule  int // index into rules; of a guard, the pack's place, or everyPack; of a place or an authority, an index into named
	role  role
	group int // which of the all-groups, for roleAll
}

// named is a territory or an authority that posts name.
type named struct {
	name      string
	languages []string // of the posts in which the name means it, empty for any
}

type role uint8

const (
	roleAny role = iota
	roleAll
	roleNone
	roleTag
	roleGuard     // a claim rule of the pack does not fire when one is found
	rolePlace     // names a territory
	roleAuthority // names whom a post addresses
)

// Len is how many rules the set has.
func (s *Set) Len() int { return len(s.rules) }

// Rules are all rules, in the order of their files. The slice must not be changed.
func (s *Set) Rules() []*Rule { return s.rules }

// fits tells whether a post's language is among languages. One that is undetermined fits any.
func fits(languages []string, language string) bool {
	return len(languages) == 0 || language == "" || slices.Contains(languages, language)
}

// Package classifier sees in a post whether it asks an authority something or repeats a falsehood, and why.
//
// Classification is a pure function of the post and the packs: no I/O, no clock. Start at Classifier.Classify. Packs
// are read by classifier/rules, and reloading is the caller's business: it swaps one pointer to a Classifier.
package classifier

import (
	"math"
	"slices"

	"hearsay/classifier/language"
	"hearsay/classifier/question"
	"hearsay/classifier/rules"
	"hearsay/classifier/token"
	"hearsay/post"
)

// Kind is what a post is to responders.
type Kind string

// The kinds. KindNone is nobody's business.
const (
	KindNone     Kind = "none"
	KindQuestion Kind = Kind(rules.KindQuestion)
	KindClaim    Kind = Kind(rules.KindClaim)
)

// Verdict is what the classifier says of one post.
type Verdict struct {
	ID              string         `json:"id"`
	Language        string         `json:"language"` // ISO 639-1, "" if undetermined
	Kind            Kind           `json:"kind"`
	Question        float64        `json:"question"`         // how surely it asks something, 0 to 1
	CheckWorthiness float64        `json:"check_worthiness"` // how much it is worth a fact-checker's time, 0 to 1
	Topics          []string       `json:"topics"`
	Territories     []string       `json:"territories"`
	Severity        rules.Severity `json:"severity"`
	Queue           string         `json:"queue"` // filled by triage's routes; empty for KindNone
	Rules           []Reason       `json:"rules"`
	Claim           *ClaimMatch    `json:"claim"`
}

// Reason is a rule that fired, and the characters that made it.
type Reason struct {
	ID    string `json:"id"`    // pack.rule
	Start int    `json:"start"` // byte offsets into the post's text
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// ClaimMatch is the claim of the catalogue that a post repeats.
type ClaimMatch struct {
	ID    string  `json:"id"`
	Score float64 `json:"score"` // 0 to 1; 1 when a rule names the claim
}

// Classifier holds compiled packs. It is immutable and safe for several goroutines.
type Classifier struct{ set *rules.Set }

// New makes a Classifier of packs that have been read and checked.
func New(set *rules.Set) *Classifier { return &Classifier{set: set} }

// Rules is how many rules the packs have.
func (c *Classifier) Rules() int { return c.set.Len() }

// Classify says what the post is. Its slices are never nil.
func (c *Classifier) Classify(p post.Post) Verdict {
	tokens := token.Cut(make([]token.Token, 0, 64), p.Text)
	v := Verdict{
		ID: p.ID, Kind: KindNone, Severity: rules.Low,
		Language: language.Identify(p.Text, tokens, p.Language),
		Topics:   []string{}, Territories: []string{}, Rules: []Reason{},
	}
	asks, _, _ := question.Score(tokens, v.Language)
	v.Question = math.Round(asks*1000) / 1000
	v.CheckWorthiness = checkWorthiness(p, tokens, v.Question)
	c.apply(&v, p, tokens)
	if p.Territory != "" && v.Kind != KindNone && !slices.Contains(v.Territories, p.Territory) {
		v.Territories = append(v.Territories, p.Territory)
	}
	return v
}

// apply turns the rules that fire into the verdict. A post that both asks and claims is a question: who asks does not
// assert. The severity is the highest of the rules that made the kind.
func (c *Classifier) apply(v *Verdict, p post.Post, tokens []token.Token) {
	fired := c.set.Fire(tokens, v.Language, v.Question >= question.Asks)
	for _, f := range fired {
		if kind := Kind(f.Rule.Kind); v.Kind == KindNone || kind == KindQuestion {
			v.Kind = kind
		}
	}
	for _, f := range fired {
		v.Rules = append(v.Rules, Reason{ID: f.Rule.FullID(), Start: f.Start, End: f.End, Text: p.Text[f.Start:f.End]})
		if Kind(f.Rule.Kind) != v.Kind {
			continue
		}
		v.Severity = max(v.Severity, f.Rule.Severity)
		if !slices.Contains(v.Topics, f.Rule.Topic) {
			v.Topics = append(v.Topics, f.Rule.Topic)
		}
		if t := f.Rule.Territory; t != "" && !slices.Contains(v.Territories, t) {
			v.Territories = append(v.Territories, t)
		}
		if v.Claim == nil && f.Rule.Claim != "" && v.Kind == KindClaim {
			v.Claim = &ClaimMatch{ID: f.Rule.Claim, Score: 1}
		}
	}
}

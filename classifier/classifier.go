// Package classifier sees in a post whether it asks an authority something or repeats a falsehood, and why.
//
// Classification is a pure function of the post and the packs: no I/O, no clock. Start at Classifier.Classify. Packs
// are read by classifier/rules, and reloading is the caller's business: it swaps one pointer to a Classifier.
package classifier

import (
	"slices"
	"sync"

	"hearsay/classifier/language"
	"hearsay/classifier/question"
	"hearsay/classifier/rules"
	"hearsay/classifier/token"
	"hearsay/lexicon"
	"hearsay/matching"
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
	Addressees      []string       `json:"addressees,omitempty"` // authorities that it names
	Severity        rules.Severity `json:"severity"`
	Queue           string         `json:"queue"` // filled by triage's routes; empty for KindNone
	Rules           []Reason       `json:"rules"`
	Shadow          []Reason       `json:"shadow,omitempty"` // rules that are being tried and would have fired; nothing follows from them
	Claim           *ClaimMatch    `json:"claim"`

	Match *matching.Match `json:"match,omitempty"` // how it joined an item in other words, filled in by triage
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

// Catalogue finds the claim that a text repeats. It is safe for several goroutines.
type Catalogue interface {
	// Known is the claim that a text repeats, if one is known well enough to say so without asking, and how surely, 0 to 1.
	Known(text, language string) (id string, score float64, ok bool)
	// Has tells whether there is a claim of that id.
	Has(id string) bool
}

// Classifier holds compiled packs. It is immutable and safe for several goroutines.
type Classifier struct {
	set     *rules.Set
	claims  Catalogue
	reading *sync.Pool // of *reading
}

// reading is the working memory of one classification.
type reading struct {
	post     post.Post
	text     token.Text
	subject  rules.Subject
	findings rules.Findings
}

// New makes a Classifier of packs that have been read and checked. With a catalogue, a verdict also names the claim that
// a post is known to repeat, whether a rule sees it or not, and no claim that the catalogue lacks; without one, nil, it
// names the claims that rules name.
func New(set *rules.Set, claims Catalogue) *Classifier {
	return &Classifier{set, claims, &sync.Pool{New: func() any { return &reading{} }}}
}

// Rules is how many rules the packs have.
func (c *Classifier) Rules() int { return c.set.Len() }

// Classify says what the post is. Its slices are never nil. It allocates nothing for a post that is nobody's business.
func (c *Classifier) Classify(p post.Post) Verdict {
	r := c.reading.Get().(*reading)
	defer func() {
		r.post, r.text.Source = post.Post{}, ""
		c.reading.Put(r)
	}()
	r.post = p
	r.text.Read(p.Text)
	v := Verdict{
		ID: p.ID, Kind: KindNone, Severity: rules.Low, Language: language.Identify(&r.text, p.Language),
		Topics: []string{}, Territories: []string{}, Rules: []Reason{},
	}
	answer := question.Score(&r.text, v.Language)
	v.Question = toThousandth(answer.Score)
	v.CheckWorthiness = toThousandth(worth.Score(&r.post, &r.text, v.Language, answer.Score))
	r.subject = rules.Subject{Post: &r.post, Text: &r.text, Language: v.Language, Question: answer}
	c.set.Fire(&r.findings, &r.subject)
	if len(r.findings.Fired) > 0 {
		v.setShadowAside(&r.findings, p)
	}
	if len(r.findings.Fired) > 0 {
		v.apply(&r.findings, p)
	}
	if c.claims != nil {
		c.find(&v, p.Text)
	}
	if p.HandedIn && v.Kind == KindNone {
		v.handedIn(p)
	}
	return v
}

// HandedIn is the reason of a verdict on a post that no rule sees and that was handed in.
const HandedIn = "handed-in"

// handedIn makes a question or a claim of a post that somebody wants to be looked at.
func (v *Verdict) handedIn(p post.Post) {
	v.Kind = KindClaim
	if v.Question >= question.Asks {
		v.Kind = KindQuestion
	}
	v.Rules = append(v.Rules, Reason{ID: HandedIn, End: len(p.Text), Text: p.Text})
	v.Territories = with(v.Territories, p.Territory)
}

// The check-worthiness below which a post that no rule sees is not looked up in the catalogue; of one in another language than English
// fewer words weigh.
const (
	leastWorth       = 0.2
	leastWorthAbroad = 0.1
)

func leastWorthIn(lang string) float64 {
	if lexicon.Of(lang) != nil {
		return leastWorthAbroad
	}
	return leastWorth
}

// find names the claim of the catalogue that a post repeats: the one its rule names, else the one it is known to repeat.
// A post that no rule sees becomes a claim by it.
func (c *Classifier) find(v *Verdict, text string) {
	if v.Claim != nil && !c.claims.Has(v.Claim.ID) {
		v.Claim = nil
	}
	if v.Claim != nil || v.Kind == KindQuestion || v.Kind == KindNone && (v.Question >= question.Asks || v.CheckWorthiness < leastWorthIn(v.Language)) {
		return
	}
	id, score, ok := c.claims.Known(text, v.Language)
	if !ok {
		return
	}
	v.Claim = &ClaimMatch{ID: id, Score: score}
	if v.Kind == KindNone {
		v.Kind, v.Severity = KindClaim, rules.Medium
	}
}

// setShadowAside notes rules that are being tried, and takes them from those that fired.
func (v *Verdict) setShadowAside(found *rules.Findings, p post.Post) {
	found.Fired = slices.DeleteFunc(found.Fired, func(f rules.Fired) bool {
		if f.Rule.IsShadow {
			v.Shadow = append(v.Shadow, reasonOf(f, p))
		}
		return f.Rule.IsShadow
	})
}

func reasonOf(f rules.Fired, p post.Post) Reason {
	return Reason{ID: f.Rule.FullID(), Start: f.Start, End: f.End, Text: p.Text[f.Start:f.End]}
}

// apply turns what the rules found into the verdict. A post that both asks and claims is a question: who asks does not
// assert. The severity is the highest of the rules that made the kind.
func (v *Verdict) apply(found *rules.Findings, p post.Post) {
	for _, f := range found.Fired {
		if kind := kindOf(f); v.Kind == KindNone || kind == KindQuestion {
			v.Kind = kind
		}
	}
	for _, f := range found.Fired {
		v.Rules = append(v.Rules, reasonOf(f, p))
		if kindOf(f) != v.Kind {
			continue
		}
		v.Severity = max(v.Severity, f.Rule.Severity)
		v.Topics = with(v.Topics, f.Rule.Topic)
		v.Territories = with(v.Territories, f.Rule.Territory)
		if v.Claim == nil && f.Rule.Claim != "" && v.Kind == KindClaim {
			v.Claim = &ClaimMatch{ID: f.Rule.Claim, Score: 1}
		}
	}
	for _, territory := range found.Territories {
		v.Territories = with(v.Territories, territory)
	}
	v.Territories = with(v.Territories, p.Territory)
	v.Addressees = append(v.Addressees, found.Addressees...)
}

// kindOf is what a rule makes of a post: a claim that the post asks about is a question.
func kindOf(f rules.Fired) Kind {
	if f.IsAsked {
		return KindQuestion
	}
	return Kind(f.Rule.Kind)
}

// with is a list and one more, unless it is there or empty.
func with(list []string, one string) []string {
	if one == "" || slices.Contains(list, one) {
		return list
	}
	return append(list, one)
}

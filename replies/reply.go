// Package replies holds the life of a reply: counter-information to a false claim, or the answer to a question.
//
// A reply is drafted by one person, checked by another, published, and recorded where it was posted; it is retracted
// if it turns out wrong. The package is pure; replies/sources opens the links. Start at Reply. docs/reply-states.md
// draws the states.
package replies

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"hearsay/classifier"
)

// State is where a reply stands.
type State string

// The states.
const (
	Draft     State = "draft"
	Submitted State = "submitted" // waits for a second person
	Verified  State = "verified"  // somebody else has opened the sources and agrees
	Published State = "published" // in the feeds, to be posted
	Recorded  State = "recorded"  // it is known where it stands
	Retracted State = "retracted" // it turned out wrong
)

// States are all states, in the order of a reply's life.
func States() []State { return []State{Draft, Submitted, Verified, Published, Recorded, Retracted} }

// Text is what a drafter writes, in the order it is read: the fact, the myth once, why it is wrong, the fact again.
// Of an answer to a question, Myth is the question.
type Text struct {
	Language string   `json:"language"`
	Fact     string   `json:"fact"`
	Myth     string   `json:"myth,omitempty"`
	Why      string   `json:"why,omitempty"`
	Again    string   `json:"again,omitempty"`
	Rating   string   `json:"rating,omitempty"` // one of Ratings
	Sources  []string `json:"sources"`
}

// Ratings are the verdicts on a claim.
func Ratings() []string { return []string{"false", "misleading", "unproven", "true"} }

// Reply is one reply. It is a plain value, not safe for several goroutines at once.
type Reply struct {
	ID    string          `json:"id"`
	Item  string          `json:"item"`
	Claim string          `json:"claim,omitempty"` // id in the catalogue
	Kind  classifier.Kind `json:"kind"`            // of the item
	State State           `json:"state"`
	Text
	Medium *Medium `json:"medium,omitempty"`
	Checks []Check `json:"checks"` // one for each source, made when the draft was submitted

	Authors  []string  `json:"authors"`            // everybody who wrote in the draft, the first drafter first
	Verifier string    `json:"verifier,omitempty"` // never one of Authors
	Vouched  []string  `json:"vouched,omitempty"`  // sources of unknown publishers that the verifier gave their word for
	Checked  []string  `json:"checked,omitempty"`  // what of the Checklist the verifier confirmed
	Remarks  []Remark  `json:"remarks,omitempty"`  // of the verifier who last sent it back
	Doubts   []Doubt   `json:"doubts,omitempty"`   // why it is to be verified again
	Postings []Posting `json:"postings"`
	Reuses   string    `json:"reuses,omitempty"`   // id of the reply whose text this one took over
	Corrects string    `json:"corrects,omitempty"` // id of the reply whose place this one takes
	Reason   string    `json:"reason,omitempty"`   // of the last return or retraction

	CreatedAt   time.Time `json:"created_at"`
	SubmittedAt time.Time `json:"submitted_at,omitzero"`
	VerifiedAt  time.Time `json:"verified_at,omitzero"`
	PublishedAt time.Time `json:"published_at,omitzero"`
	RecordedAt  time.Time `json:"recorded_at,omitzero"`
	RetractedAt time.Time `json:"retracted_at,omitzero"`
	ExpiresAt   time.Time `json:"expires_at,omitzero"` // it is to be verified again then
	Version     int64     `json:"version"`             // grows with every save
}

// Check is what was found at a source.
type Check struct {
	URL       string    `json:"url"`
	Title     string    `json:"title,omitempty"`
	Publisher string    `json:"publisher,omitempty"` // from the trusted list; empty if the publisher is unknown
	SHA256    string    `json:"sha256"`              // of the body, in hex
	CheckedAt time.Time `json:"checked_at"`
}

// Remark is what a verifier has to say of a passage.
type Remark struct {
	Field string `json:"field" enum:"language,fact,myth,why,again,rating,sources"`
	Quote string `json:"quote,omitempty" maxLength:"1000"` // the passage; "" for the whole field
	Text  string `json:"text" maxLength:"2000"`
}

// IsTrusted tells whether the publisher is on the trusted list.
func (c Check) IsTrusted() bool { return c.Publisher != "" }

// Posting is one place where a reply stands, or stood.
type Posting struct {
	URL         string    `json:"url"`
	By          string    `json:"by"`
	At          time.Time `json:"at"`
	WithdrawnAt time.Time `json:"withdrawn_at,omitzero"` // it was taken down then, or found not to stand there
	Unseen      bool      `json:"unseen,omitempty"`      // nothing could be opened at the link: somebody has to look whether it is right
}

// Errors that callers act on.
var (
	ErrOrder      = errors.New("the step is out of order")
	ErrFourEyes   = errors.New("nobody verifies what they wrote themselves; ask another verifier")
	ErrIncomplete = errors.New("the draft is not complete")
	ErrUnvouched  = errors.New("a source's publisher is not on the trusted list; open it, and name it under vouched")
	ErrReason     = errors.New("a reason is needed")
	ErrLink       = errors.New("not a public https link")
	ErrLong       = errors.New("the text is longer than a reply may be")

	ErrUnreachable = errors.New("the source cannot be opened")
	ErrGone        = fmt.Errorf("%w: it is gone", ErrUnreachable) // its site says so: 404 or 410 (RFC 9110)
)

// New makes an empty draft.
func New(id, item string, kind classifier.Kind, claim, author string, now time.Time) *Reply {
	return &Reply{ID: id, Item: item, Kind: kind, Claim: claim, State: Draft, Authors: []string{author}, CreatedAt: now,
		Checks: []Check{}, Postings: []Posting{}, Text: Text{Sources: []string{}}}
}

// Bounds of a text, in characters; and of how many sources it names.
const (
	MaxField   = 4000
	MaxWhy     = 10_000
	MaxLink    = 2000
	MaxSources = 20
)

// Check returns ErrLong for a text out of bounds.
func (t Text) Check() error {
	for _, field := range []struct {
		name, text string
		most       int
	}{{"fact", t.Fact, MaxField}, {"myth", t.Myth, MaxField}, {"why", t.Why, MaxWhy}, {"again", t.Again, MaxField}, {"rating", t.Rating, MaxField}, {"language", t.Language, MaxField}} {
		if n := utf8.RuneCountInString(field.text); n > field.most {
			return fmt.Errorf("%w: %s has %d characters, and may have %d", ErrLong, field.name, n, field.most)
		}
	}
	if len(t.Sources) > MaxSources || slices.ContainsFunc(t.Sources, func(link string) bool { return len(link) > MaxLink }) {
		return fmt.Errorf("%w: name %d sources at most, of %d bytes each", ErrLong, MaxSources, MaxLink)
	}
	return nil
}

// Tidy brings a text into its form: no space around what is said, and the ends of lines of no particular system.
func (t *Text) Tidy() {
	for _, field := range []*string{&t.Fact, &t.Myth, &t.Why, &t.Again, &t.Rating, &t.Language} {
		*field = strings.TrimSpace(strings.ReplaceAll(*field, "\r\n", "\n"))
	}
	if t.Sources == nil {
		t.Sources = []string{}
	}
}

// Edit replaces the draft's text. Whoever writes becomes an author.
func (r *Reply) Edit(by string, text Text) error {
	if r.State != Draft {
		return r.refuse("edited", "only a draft can be changed; send it back first")
	}
	text.Tidy()
	if err := text.Check(); err != nil {
		return fmt.Errorf("reply %s: %w", r.ID, err)
	}
	r.Text = text
	if !slices.Contains(r.Authors, by) {
		r.Authors = append(r.Authors, by)
	}
	return nil
}

// Lack is something that a draft still needs.
type Lack struct {
	Field string // of Text, or "link" for a source that is none
	Link  string // which
}

// String says it in English.
func (l Lack) String() string {
	switch l.Field {
	case "language":
		return "the language (language)"
	case "fact":
		return "the fact (fact)"
	case "myth":
		return "the false claim, once (myth)"
	case "why":
		return "why the claim is wrong (why)"
	case "again":
		return "the fact again (again)"
	case "rating":
		return "the verdict on the claim (rating): " + strings.Join(Ratings(), ", ")
	case "sources":
		return "a source (sources)"
	}
	if err := CheckLink(l.Link); err != nil {
		return err.Error()
	}
	return l.Link
}

// Missing lists what the draft still lacks; empty if it can be submitted.
func (r *Reply) Missing() []Lack {
	var missing []Lack
	need := func(field string, ok bool) {
		if !ok {
			missing = append(missing, Lack{Field: field})
		}
	}
	isClaim := r.Kind == classifier.KindClaim
	need("language", r.Language != "")
	need("fact", r.Fact != "")
	need("myth", !isClaim || r.Myth != "")
	need("why", !isClaim || r.Why != "")
	need("again", !isClaim || r.Again != "")
	need("rating", !isClaim || slices.Contains(Ratings(), r.Rating))
	need("sources", len(r.Sources) > 0)
	for _, source := range r.Sources {
		if CheckLink(source) != nil {
			missing = append(missing, Lack{"link", source})
		}
	}
	return missing
}

// Submit hands a complete draft to a second person. checks are what was found at its sources, one each, in order.
func (r *Reply) Submit(by string, checks []Check, now time.Time) error {
	if r.State != Draft {
		return r.refuse("submitted", "only a draft can be")
	}
	if missing := r.Missing(); len(missing) > 0 {
		said := make([]string, len(missing))
		for i, lack := range missing {
			said[i] = lack.String()
		}
		return fmt.Errorf("reply %s: %w; missing: %s", r.ID, ErrIncomplete, strings.Join(said, "; "))
	}
	for i, source := range r.Sources {
		if i >= len(checks) || checks[i].URL != source {
			return fmt.Errorf("reply %s: %w; the source %s was not opened", r.ID, ErrIncomplete, source)
		}
	}
	if !slices.Contains(r.Authors, by) {
		r.Authors = append(r.Authors, by)
	}
	r.State, r.Checks, r.SubmittedAt, r.Reason, r.Remarks = Submitted, checks, now, "", nil
	return nil
}

// Publish puts a verified reply into the feeds.
func (r *Reply) Publish(now time.Time) error {
	if r.State != Verified {
		return r.refuse("published", "only a verified reply can be")
	}
	r.State, r.PublishedAt = Published, now
	return nil
}

// Record notes where the reply was posted. It may be recorded in several places, in each once. isSeen tells whether the link could be opened.
func (r *Reply) Record(by, link string, isSeen bool, now time.Time) error {
	if err := CheckLink(link); err != nil {
		return fmt.Errorf("reply %s: %w", r.ID, err)
	}
	switch r.State {
	case Verified:
		r.PublishedAt = now
	case Published, Recorded:
	default:
		return r.refuse("recorded", "only a verified reply can be")
	}
	for i := range r.Postings {
		if p := &r.Postings[i]; p.URL == link && p.WithdrawnAt.IsZero() {
			p.Unseen = p.Unseen && !isSeen
			return nil
		}
	}
	if r.State != Recorded {
		r.RecordedAt = now
	}
	r.State = Recorded
	r.Postings = append(r.Postings, Posting{URL: link, By: by, At: now, Unseen: !isSeen})
	return nil
}

// Standing are the places where the reply stands.
func (r *Reply) Standing() []Posting {
	var standing []Posting
	for _, posting := range r.Postings {
		if posting.WithdrawnAt.IsZero() {
			standing = append(standing, posting)
		}
	}
	return standing
}

// Strike notes that the reply does not stand at a link any more, and tells whether it was said to.
func (r *Reply) Strike(link string, now time.Time) bool {
	for i := range r.Postings {
		if r.Postings[i].URL == link && r.Postings[i].WithdrawnAt.IsZero() {
			r.Postings[i].WithdrawnAt = now
			return true
		}
	}
	return false
}

// Correct makes a draft with the text of the reply that is to take its place. Who wrote the reply does not verify the other.
func (r *Reply) Correct(id, by string, now time.Time) (*Reply, error) {
	if !r.IsVerified() {
		return nil, r.refuse("corrected", "a draft is changed, and what is retracted is gone; only what stands is corrected")
	}
	draft := New(id, r.Item, r.Kind, r.Claim, by, now)
	draft.Text, draft.Medium, draft.Corrects, draft.Authors = r.Text, r.Medium, r.ID, slices.Clone(r.Authors)
	if !slices.Contains(draft.Authors, by) {
		draft.Authors = append(draft.Authors, by)
	}
	return draft, nil
}

// Retract takes back a reply that turned out wrong.
func (r *Reply) Retract(reason string, now time.Time) error {
	switch {
	case r.State != Verified && r.State != Published && r.State != Recorded:
		return r.refuse("retracted", "only a verified reply can be")
	case reason == "":
		return fmt.Errorf("reply %s: %w", r.ID, ErrReason)
	}
	r.State, r.Reason, r.RetractedAt = Retracted, reason, now
	return nil
}

// IsPublic tells whether the reply stands in the feeds.
func (r *Reply) IsPublic() bool { return r.State == Published || r.State == Recorded }

// IsVerified tells whether a second person stands behind the reply, so that it can be suggested elsewhere.
func (r *Reply) IsVerified() bool { return r.State == Verified || r.IsPublic() }

// Plain is the reply as it is posted.
func (r *Reply) Plain() string { return strings.Join(r.Paragraphs(), "\n\n") }

// Paragraphs are the text as it is posted: the fact, the myth marked as what it is, why, the fact again, the sources.
func (t Text) Paragraphs() []string {
	var parts []string
	for _, part := range []string{t.Fact, t.Marked(), t.Why, t.Again, strings.Join(t.Sources, "\n")} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

func (r *Reply) refuse(what, why string) error {
	return fmt.Errorf("reply %s is %s and was not %s: %w: %s", r.ID, r.State, what, ErrOrder, why)
}

// CheckLink reports what makes link unfit as a public source: it must be https, to a named or public host, without a
// user name. Whether the host can be reached, and is no inner one, shows when it is opened.
func CheckLink(link string) error {
	u, err := url.Parse(link)
	switch {
	case err != nil || u.Scheme != "https" || u.Hostname() == "":
		return fmt.Errorf("%q is %w; write it whole, beginning with https://", link, ErrLink)
	case u.User != nil:
		return fmt.Errorf("%q names a user and is %w; readers cannot sign in there", link, ErrLink)
	}
	return nil
}

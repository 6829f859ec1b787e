package bulletin

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"hearsay/classifier"
	"hearsay/gaps"
	"hearsay/replies"
)

// EditionState is where an edition stands.
type EditionState string

// The states.
const (
	Draft    EditionState = "draft"    // an editor reads and changes it
	Approved EditionState = "approved" // it is being sent
	Sent     EditionState = "sent"     // everybody has it, or it is known why not
	Dropped  EditionState = "dropped"  // it was not sent, and is not
)

// Edition is one issue of a bulletin. It is a plain value, not safe for several goroutines at once.
type Edition struct {
	ID         string       `json:"id"`
	Bulletin   string       `json:"bulletin"`
	Language   string       `json:"language"`
	Title      string       `json:"title"`
	Word       string       `json:"word"` // to messengers, by the editor
	From       time.Time    `json:"from"`
	To         time.Time    `json:"to"`
	Questions  []Entry      `json:"questions"` // the most asked first
	Claims     []Entry      `json:"claims"`    // those that go round most first
	Unanswered []gaps.Gap   `json:"unanswered,omitempty" doc:"what nobody has answered yet, for those who could"`
	IsBlind    bool         `json:"is_blind,omitempty" doc:"a source could not see for part of the time, so that counts may be too low"`
	Recall     string       `json:"recall,omitempty" doc:"the recall whose correction it carries; it goes to those whom the reply had reached"`
	State      EditionState `json:"state"`
	ApprovedBy string       `json:"approved_by,omitempty"`
	ApprovedAt time.Time    `json:"approved_at,omitzero"`
	CreatedAt  time.Time    `json:"created_at"`
	Version    int64        `json:"version"`
}

// Entry is a verified reply in an edition.
type Entry struct {
	Reply    string          `json:"reply"`
	Posts    int64           `json:"posts"` // that asked or claimed it in the time that the edition covers
	Fact     string          `json:"fact"`  // comes first
	Myth     string          `json:"myth"`  // the question, or the false claim, marked as such
	Why      string          `json:"why"`
	Again    string          `json:"again"`
	Rating   string          `json:"rating,omitempty"`
	Sources  []string        `json:"sources"`
	Medium   *replies.Medium `json:"medium,omitempty"`
	Standing string          `json:"standing,omitempty"` // where it was posted, to be passed on
}

// Bounds of an edition: what is longer is not read.
const (
	mostEntries    = 10 // in each half
	mostUnanswered = 5
)

// Candidate is a verified reply with what is known of its item.
type Candidate struct {
	Reply       *replies.Reply
	Topics      []string
	Territories []string
	Posts       int64 // in the time that the edition covers
}

// Build makes an edition of what was asked and claimed most, by verified replies that nothing casts doubt on, and of the gaps that are
// left, the largest first. Of several replies to one item the newest counts.
func Build(id string, b Bulletin, from, to time.Time, candidates []Candidate, open []gaps.Gap) *Edition {
	e := &Edition{ID: id, Bulletin: b.Name, Language: b.Language, Title: b.Title, From: from, To: to, Questions: []Entry{}, Claims: []Entry{}, State: Draft, CreatedAt: to}
	slices.SortStableFunc(candidates, func(x, y Candidate) int {
		if x.Posts != y.Posts {
			return int(y.Posts - x.Posts)
		}
		return y.Reply.VerifiedAt.Compare(x.Reply.VerifiedAt)
	})
	taken := map[string]bool{}
	for _, c := range candidates {
		r := c.Reply
		isWanted := r.IsSound() && r.Language == b.Language && overlap(b.Topics, c.Topics) && (len(c.Territories) == 0 || b.concerns(c.Territories...))
		if !isWanted || taken[r.Item] || r.Claim != "" && taken["claim "+r.Claim] {
			continue
		}
		half := &e.Claims
		if r.Kind != classifier.KindClaim {
			half = &e.Questions
		}
		if len(*half) == mostEntries {
			continue
		}
		taken[r.Item] = true
		if r.Claim != "" {
			taken["claim "+r.Claim] = true
		}
		*half = append(*half, entryOf(c))
	}
	for _, g := range open {
		if len(e.Unanswered) < mostUnanswered && g.Topic != "" && g.Language == b.Language && isNamed(b.Topics, g.Topic) && (g.Territory == "" || b.concerns(g.Territory)) {
			e.Unanswered = append(e.Unanswered, g)
		}
	}
	return e
}

// Of makes the edition that carries one verified reply: a correction to those whom another had reached, or thanks to those who passed it on. It belongs to
// no bulletin, and is approved, as the reply is verified.
func Of(id string, r *replies.Reply, by string, now time.Time) *Edition {
	e := &Edition{ID: id, Language: r.Language, From: now, To: now, Questions: []Entry{}, Claims: []Entry{}, State: Approved, ApprovedBy: by, ApprovedAt: now, CreatedAt: now}
	half := &e.Claims
	if r.Kind != classifier.KindClaim {
		half = &e.Questions
	}
	*half = append(*half, entryOf(Candidate{Reply: r}))
	return e
}

// isNamed tells whether a list has a name; none is all.
func isNamed(list []string, name string) bool {
	return len(list) == 0 || slices.ContainsFunc(list, func(one string) bool { return strings.EqualFold(one, name) })
}

func entryOf(c Candidate) Entry {
	r := c.Reply
	e := Entry{Reply: r.ID, Posts: c.Posts, Fact: r.Fact, Myth: r.Myth, Why: r.Why, Again: r.Again, Rating: r.Rating, Sources: r.Sources, Medium: r.Medium}
	if standing := r.Standing(); len(standing) > 0 {
		e.Standing = standing[0].URL
	}
	return e
}

// IsEmpty tells whether there is nothing to say.
func (e *Edition) IsEmpty() bool { return len(e.Questions)+len(e.Claims) == 0 }

// Entries are both halves, questions first.
func (e *Edition) Entries() []Entry { return slices.Concat(e.Questions, e.Claims) }

// ErrEdition is returned for what cannot be done with an edition as it stands.
var ErrEdition = errors.New("the edition does not allow this now")

// maxText bounds what an editor writes, in bytes.
const maxText = 4000

// Edit changes a draft's title and word, and keeps of its entries those that are named, in that order.
func (e *Edition) Edit(title, word string, keep []string) error {
	if e.State != Draft {
		return e.refuse("changed", "only a draft is")
	}
	title, word = strings.TrimSpace(title), strings.TrimSpace(word)
	if title == "" || len(title) > 200 || len(word) > maxText {
		return fmt.Errorf("edition %s: %w: it has a title of at most 200 bytes, and a word of at most %d", e.ID, ErrEdition, maxText)
	}
	e.Title, e.Word = title, word
	e.Questions, e.Claims = ordered(e.Questions, keep), ordered(e.Claims, keep)
	return nil
}

func ordered(entries []Entry, keep []string) []Entry {
	kept := []Entry{}
	for _, reply := range keep {
		if i := slices.IndexFunc(entries, func(one Entry) bool { return one.Reply == reply }); i >= 0 && !slices.ContainsFunc(kept, func(one Entry) bool { return one.Reply == reply }) {
			kept = append(kept, entries[i])
		}
	}
	return kept
}

// Without leaves out what a reply says, which turned out wrong. It tells whether the edition said it.
func (e *Edition) Without(reply string) bool {
	n := len(e.Questions) + len(e.Claims)
	isIt := func(one Entry) bool { return one.Reply == reply }
	e.Questions, e.Claims = slices.DeleteFunc(e.Questions, isIt), slices.DeleteFunc(e.Claims, isIt)
	return len(e.Questions)+len(e.Claims) < n
}

// Approve lets an edition be sent.
func (e *Edition) Approve(by string, now time.Time) error {
	switch {
	case e.State != Draft:
		return e.refuse("approved", "only a draft is")
	case e.IsEmpty() && e.Word == "":
		return e.refuse("approved", "it says nothing; write a word, or wait for a verified reply")
	}
	e.State, e.ApprovedBy, e.ApprovedAt = Approved, by, now
	return nil
}

// HoldBack makes a draft of an edition that was approved, for somebody to look whether it is still to be sent.
func (e *Edition) HoldBack() {
	if e.State == Approved {
		e.State, e.ApprovedBy, e.ApprovedAt = Draft, "", time.Time{}
	}
}

// Drop ends an edition that is not to be sent, or not to anybody else.
func (e *Edition) Drop() error {
	if e.State != Draft && e.State != Approved {
		return e.refuse("dropped", "it is over")
	}
	e.State = Dropped
	return nil
}

func (e *Edition) refuse(what, why string) error {
	return fmt.Errorf("edition %s is %s and was not %s: %w: %s", e.ID, e.State, what, ErrEdition, why)
}

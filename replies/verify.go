package replies

import (
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"hearsay/classifier"
)

// Checklist is what a verifier confirms of a reply, in the order in which it is looked at.
func (r *Reply) Checklist() []string {
	points := []string{"sources", "fact", "answers", "current", "people", "language"}
	if r.Kind == classifier.KindClaim {
		points = []string{"sources", "fact", "myth_once", "why", "people", "language"}
	}
	if r.Medium != nil {
		points = append(points, "medium")
	}
	return points
}

// Verification is what a verifier says when they confirm a reply.
type Verification struct {
	Vouched   []string  // sources of publishers that are not on the trusted list, which the verifier gives their word for
	Checked   []string  // what of the Checklist they confirm
	ExpiresAt time.Time // when it is to be verified again; the zero time for never
	Version   int64     // of the reply that they looked at; 0 for whatever it says now
}

// ErrUnchecked is returned where the whole checklist is asked for and something of it is not confirmed.
var ErrUnchecked = errors.New("something of the checklist is not confirmed")

// ErrExpiry is returned for an end that has passed already.
var ErrExpiry = errors.New("the date on which it is to be verified again has passed")

// Verify confirms a submitted reply. by must not be one of its authors, and must vouch for every source whose
// publisher is not on the trusted list.
func (r *Reply) Verify(by string, v Verification, now time.Time) error {
	if r.State != Submitted {
		return r.refuse("verified", "only a submitted reply can be")
	}
	if err := r.confirm(by, v, r.Checks, now); err != nil {
		return err
	}
	r.State = Verified
	return nil
}

// VerifyAgain confirms a reply that was verified before and stands in doubt, by what is at its sources now. Who confirms it
// must not be one of its authors; the reply stays where it stands.
func (r *Reply) VerifyAgain(by string, v Verification, checks []Check, now time.Time) error {
	if !r.IsVerified() {
		return r.refuse("verified again", "only a verified reply can be")
	}
	return r.confirm(by, v, checks, now)
}

func (r *Reply) confirm(by string, v Verification, checks []Check, now time.Time) error {
	if slices.Contains(r.Authors, by) {
		return fmt.Errorf("reply %s: %w", r.ID, ErrFourEyes)
	}
	for _, check := range checks {
		if !check.IsTrusted() && !slices.Contains(v.Vouched, check.URL) {
			return fmt.Errorf("reply %s: %s: %w", r.ID, check.URL, ErrUnvouched)
		}
	}
	if !v.ExpiresAt.IsZero() && !v.ExpiresAt.After(now) {
		return fmt.Errorf("reply %s: %w", r.ID, ErrExpiry)
	}
	r.Verifier, r.Vouched, r.Checked, r.VerifiedAt, r.ExpiresAt, r.Checks, r.Doubts = by, v.Vouched, v.Checked, now, v.ExpiresAt, checks, nil
	return nil
}

// SendBack returns a submitted reply to its drafter, with remarks on passages, if there are any.
func (r *Reply) SendBack(reason string, remarks []Remark) error {
	switch {
	case r.State != Submitted:
		return r.refuse("sent back", "only a submitted reply can be")
	case reason == "":
		return fmt.Errorf("reply %s: %w", r.ID, ErrReason)
	case len(remarks) > MaxRemarks || slices.ContainsFunc(remarks, Remark.isLong):
		return fmt.Errorf("reply %s: %w: a verifier makes %d remarks at most, of %d characters on %d", r.ID, ErrLong, MaxRemarks, maxRemark, maxQuote)
	}
	r.State, r.Reason, r.Checks, r.Remarks = Draft, reason, []Check{}, remarks
	return nil
}

// Bounds of remarks: how many there are, and the characters of each and of the passage it is on.
const (
	MaxRemarks = 50
	maxRemark  = 2000
	maxQuote   = 1000
)

func (r Remark) isLong() bool {
	return utf8.RuneCountInString(r.Text) > maxRemark || utf8.RuneCountInString(r.Quote) > maxQuote
}

// Kinds of doubt.
const (
	Expired       = "expired"        // its date has come
	SourceGone    = "source_gone"    // a source cannot be opened any more
	SourceChanged = "source_changed" // a source says something else than when it was verified
)

// Doubt is a reason to verify a reply again. The reply stays where it stands, and is not suggested until that is done.
type Doubt struct {
	Kind string    `json:"kind"`
	URL  string    `json:"url,omitempty"` // of the source
	At   time.Time `json:"at"`
}

// Question adds doubts that the reply does not have yet; false if it has them all.
func (r *Reply) Question(doubts []Doubt) bool {
	isNew := false
	for _, d := range doubts {
		if !slices.ContainsFunc(r.Doubts, func(known Doubt) bool { return known.Kind == d.Kind && known.URL == d.URL }) {
			r.Doubts, isNew = append(r.Doubts, d), true
		}
	}
	return isNew
}

// IsSound tells whether the reply is verified and nothing casts doubt on it, so that its text can be used again.
func (r *Reply) IsSound() bool { return r.IsVerified() && len(r.Doubts) == 0 }

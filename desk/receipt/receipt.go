// Package receipt says what became of a tip, for the API and the public pages alike.
package receipt

import (
	"context"

	"hearsay/collector/tips"
	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/triage"
)

// Receipt is what became of a tip.
type Receipt struct {
	Receipt string   `json:"receipt"`
	URL     string   `json:"url" doc:"the page that shows the answer when there is one"`
	State   string   `json:"state" enum:"waiting,closed,answered,withdrawn"`
	Text    string   `json:"text,omitempty" doc:"what was handed in"`
	Answers []Answer `json:"answers"`
}

// Answer is a verified reply as its readers see it.
type Answer struct {
	replies.Text
}

// Of finds what became of a tip. baseURL is where people reach the desk.
func Of(ctx context.Context, l *ledger.Ledger, baseURL, receipt string) (*Receipt, error) {
	stored, err := l.Post(ctx, tips.Ref(receipt))
	if err != nil {
		return nil, err
	}
	r := &Receipt{Receipt: receipt, URL: baseURL + "/tips/" + receipt, State: "waiting", Text: stored.Text, Answers: []Answer{}}
	if !stored.DeletedAt.IsZero() {
		r.State = "withdrawn"
	}
	if stored.Item == "" {
		if stored.Item, err = l.EchoOf(ctx, stored.Ref()); err != nil || stored.Item == "" {
			return r, err
		}
	}
	it, err := l.Item(ctx, stored.Item)
	if err != nil {
		return nil, err
	}
	all, err := l.RepliesOf(ctx, stored.Item)
	if err != nil {
		return nil, err
	}
	for _, reply := range all {
		if reply.IsPublic() && reply.IsSound() { // as on /answers
			r.Answers = append(r.Answers, Answer{reply.Text})
		}
	}
	switch {
	case r.State == "withdrawn":
	case len(r.Answers) > 0:
		r.State = "answered"
	case it.State == triage.Dismissed:
		r.State = "closed"
	}
	return r, nil
}

// Withdraw erases a tip that is there.
func Withdraw(ctx context.Context, l *ledger.Ledger, box *tips.Box, receipt string) error {
	if _, err := l.Post(ctx, tips.Ref(receipt)); err != nil {
		return err
	}
	return box.Withdraw(ctx, receipt)
}

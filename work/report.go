package work

import (
	"context"
	"fmt"
	"slices"
	"time"

	"hearsay/bulletin"
	"hearsay/effect"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/replies"
	"hearsay/sight"
)

// Report is what happened in a time, for those who decide.
type Report struct {
	Publisher string            `json:"publisher"`
	From      time.Time         `json:"from"`
	To        time.Time         `json:"to"`
	MadeAt    time.Time         `json:"made_at"`
	Posts     []ledger.DayCount `json:"posts" doc:"of items, by day and kind"`
	Opened    []ledger.DayCount `json:"opened" doc:"items, by day and kind"`
	Blind     []sight.Spell     `json:"blind" doc:"when sources could not see: numbers of these times may be too low"`
	Questions []ReportItem      `json:"questions" doc:"the most asked first"`
	Claims    []ReportItem      `json:"claims" doc:"those that go round most first"`
	Spaces    []ledger.Share    `json:"spaces"`
	Platforms []ledger.Share    `json:"platforms"`
	Languages []ledger.Share    `json:"languages"`
	Answered  []AnswerTime      `json:"answered" doc:"items whose first answer stood in this time"`
	Effects   []ReportEffect    `json:"effects" doc:"of these answers, the strongest first"`
	Editions  []ReportEdition   `json:"editions"`
}

// ReportItem is an item in a report.
type ReportItem struct {
	ID       string `json:"id"`
	Posts    int64  `json:"posts"`
	Language string `json:"language"`
	Says     string `json:"says" doc:"the question, or the claim as a reply has it; else the beginning of its first post"`
	Fact     string `json:"fact,omitempty" doc:"of its verified reply"`
}

// AnswerTime is how long an item waited for its first answer.
type AnswerTime struct {
	Item    string  `json:"item"`
	Kind    string  `json:"kind"`
	Seconds float64 `json:"seconds"`
}

// ReportEffect is how an item spread before and after its answer.
type ReportEffect struct {
	Item string `json:"item"`
	Fact string `json:"fact"`
	Effect
	Judged effect.Judgement `json:"judged"`
}

// ReportEdition is an edition that was sent in the time.
type ReportEdition struct {
	ID     string           `json:"id"`
	Title  string           `json:"title"`
	At     time.Time        `json:"at"`
	Copies map[string]int64 `json:"copies"`
}

// Bounds of a report.
const (
	mostReported   = 366 * 24 * time.Hour
	reportedItems  = 15
	busiestItems   = 200
	reportedSpaces = 15
	reportedReply  = 5000
)

// Report gathers what happened from one time until another.
func (w *Work) Report(ctx context.Context, actor Actor, from, to time.Time) (*Report, error) {
	if !from.Before(to) || to.Sub(from) > mostReported {
		return nil, fmt.Errorf("%w: a report begins before it ends, and covers a year at most", ErrBounds)
	}
	r := &Report{Publisher: w.Publisher, From: from.UTC(), To: to.UTC(), MadeAt: w.Now().UTC().Truncate(time.Second), Questions: []ReportItem{}, Claims: []ReportItem{}, Answered: []AnswerTime{}, Effects: []ReportEffect{}, Editions: []ReportEdition{}}
	for _, step := range []func() error{
		func() (err error) { r.Posts, err = w.Ledger.PostsByDay(ctx, from, to); return err },
		func() (err error) { r.Opened, err = w.Ledger.OpenedByDay(ctx, from, to); return err },
		func() (err error) { r.Spaces, err = w.Ledger.Where(ctx, "space", from, to, reportedSpaces); return err },
		func() (err error) {
			r.Platforms, err = w.Ledger.Where(ctx, "platform", from, to, reportedSpaces)
			return err
		},
		func() (err error) {
			r.Languages, err = w.Ledger.Where(ctx, "language", from, to, reportedSpaces)
			return err
		},
		func() (err error) { r.Blind, err = w.Ledger.Spells(ctx, from, to); return err },
		func() error { return w.reportItems(ctx, r) },
		func() error { return w.reportAnswers(ctx, r) },
		func() error { return w.reportEditions(ctx, r) },
		func() error { return w.See(ctx, actor, "report") },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (w *Work) reportItems(ctx context.Context, r *Report) error {
	ids, posts, err := w.Ledger.BusiestItems(ctx, r.From, r.To, busiestItems)
	if err != nil {
		return err
	}
	items, err := w.Ledger.ItemsByID(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		for _, it := range items {
			if it.ID != id {
				continue
			}
			half := &r.Claims
			if it.Kind != "claim" {
				half = &r.Questions
			}
			if len(*half) == reportedItems {
				break
			}
			one := ReportItem{ID: id, Posts: posts[id], Language: it.Language}
			if err := w.describe(ctx, &one, it.Lead); err != nil {
				return err
			}
			*half = append(*half, one)
		}
	}
	return nil
}

// describe says what an item is about: by a verified reply if there is one, else by its first post.
func (w *Work) describe(ctx context.Context, one *ReportItem, lead post.Ref) error {
	all, err := w.Ledger.RepliesOf(ctx, one.ID)
	if err != nil {
		return err
	}
	for _, reply := range all {
		if reply.IsSound() {
			one.Says, one.Fact = reply.Marked(), reply.Fact
			return nil
		}
	}
	const most = 160
	posts, err := w.Ledger.PostsByRef(ctx, []post.Ref{lead})
	one.Says = post.Cut(posts[lead].Text, most)
	return err
}

func (w *Work) reportAnswers(ctx context.Context, r *Report) error {
	recorded, err := w.Ledger.RepliesIn(ctx, reportedReply, replies.Recorded)
	if err != nil {
		return err
	}
	first := map[string]*replies.Reply{}
	var ids []string
	for _, reply := range recorded {
		if at := reply.RecordedAt; at.Before(r.From) || !at.Before(r.To) {
			continue
		}
		if before := first[reply.Item]; before == nil || reply.RecordedAt.Before(before.RecordedAt) {
			first[reply.Item] = reply
		}
		ids = append(ids, reply.Item)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	items, err := w.Ledger.ItemsByID(ctx, ids)
	if err != nil {
		return err
	}
	hours, err := w.Ledger.Hourly(ctx, ids, r.From.Add(-mostCompared*time.Hour))
	if err != nil {
		return err
	}
	for _, it := range items {
		reply := first[it.ID]
		r.Answered = append(r.Answered, AnswerTime{it.ID, string(it.Kind), reply.RecordedAt.Sub(it.OpenedAt).Seconds()})
		if e := EffectOf([]*replies.Reply{reply}, hours[it.ID].Buckets(), w.Now()); e != nil && e.Hours > 0 && e.Before+e.After > 0 {
			r.Effects = append(r.Effects, ReportEffect{Item: it.ID, Fact: reply.Fact, Effect: *e})
		}
	}
	slices.SortFunc(r.Answered, func(a, b AnswerTime) int { return int(a.Seconds - b.Seconds) })
	slices.SortFunc(r.Effects, func(a, b ReportEffect) int {
		switch drop, other := a.Before-a.After, b.Before-b.After; {
		case drop > other:
			return -1
		case drop < other:
			return 1
		}
		return 0
	})
	r.Effects = r.Effects[:min(len(r.Effects), reportedItems)]
	for i := range r.Effects {
		if r.Effects[i].Judged, err = w.Judge(ctx, r.Effects[i].Item); err != nil {
			return err
		}
	}
	return nil
}

func (w *Work) reportEditions(ctx context.Context, r *Report) error {
	const most = 500
	all, err := w.Ledger.Editions(ctx, "", most)
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.State != bulletin.Sent && e.State != bulletin.Approved || e.ApprovedAt.Before(r.From) || !e.ApprovedAt.Before(r.To) {
			continue
		}
		copies, err := w.Ledger.CountDeliveries(ctx, e.ID)
		if err != nil {
			return err
		}
		r.Editions = append(r.Editions, ReportEdition{e.ID, e.Title, e.ApprovedAt, copies})
	}
	return nil
}

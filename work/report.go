package work

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"hearsay/bulletin"
	"hearsay/classifier"
	"hearsay/effect"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/replies"
	"hearsay/sight"
	"hearsay/triage"
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
	Says     string `json:"says" doc:"the question, or the claim as a reply has it; else the beginning of its first post, without what may name a person; empty if its posts are deleted"`
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
	reportedPlaces = 15
)

// Report gathers what happened from one time until another.
func (w *Work) Report(ctx context.Context, actor Actor, from, to time.Time) (*Report, error) {
	if !from.Before(to) || to.Sub(from) > mostReported {
		return nil, fmt.Errorf("%w: a report begins before it ends, and covers a year at most", ErrBounds)
	}
	r := &Report{Publisher: w.Publisher, From: from.UTC(), To: to.UTC(), MadeAt: w.Now().UTC().Truncate(time.Second), Answered: []AnswerTime{}, Effects: []ReportEffect{}, Editions: []ReportEdition{}}
	for _, step := range []func() error{
		func() (err error) { r.Posts, err = w.Ledger.PostsByDay(ctx, from, to); return err },
		func() (err error) { r.Opened, err = w.Ledger.OpenedByDay(ctx, from, to); return err },
		func() error {
			places, err := w.Ledger.Whereabouts(ctx, from, to, reportedPlaces)
			r.Spaces, r.Platforms, r.Languages = places.Spaces, places.Platforms, places.Languages
			return err
		},
		func() (err error) { r.Blind, err = w.Ledger.Spells(ctx, from, to); return err },
		func() (err error) { r.Questions, err = w.busiest(ctx, classifier.KindQuestion, from, to); return err },
		func() (err error) { r.Claims, err = w.busiest(ctx, classifier.KindClaim, from, to); return err },
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

// busiest are the items of a kind that most posts were about.
func (w *Work) busiest(ctx context.Context, kind classifier.Kind, from, to time.Time) ([]ReportItem, error) {
	ids, posts, err := w.Ledger.BusiestItems(ctx, kind, from, to, reportedItems)
	if err != nil {
		return nil, err
	}
	items, err := w.Ledger.ItemsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(items, func(a, b *triage.Item) int { return cmp.Compare(slices.Index(ids, a.ID), slices.Index(ids, b.ID)) })
	all := []ReportItem{}
	for _, it := range items {
		one := ReportItem{ID: it.ID, Posts: posts[it.ID], Language: it.Language}
		if err := w.describe(ctx, &one, it.Lead); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
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
	one.Says = post.Excerpt(posts[lead].Text, most)
	return err
}

// firstAnswers are the replies that were the first to stand somewhere for their item, whatever became of them, of those that did so in a time.
func (w *Work) firstAnswers(ctx context.Context, from, to time.Time) (map[string]*replies.Reply, error) {
	stood, err := w.Ledger.RepliesIn(ctx, 0, replies.Recorded, replies.Retracted)
	if err != nil {
		return nil, err
	}
	first := map[string]*replies.Reply{}
	for _, reply := range stood {
		if before := first[reply.Item]; !reply.RecordedAt.IsZero() && (before == nil || reply.RecordedAt.Before(before.RecordedAt)) {
			first[reply.Item] = reply
		}
	}
	maps.DeleteFunc(first, func(_ string, reply *replies.Reply) bool {
		return reply.RecordedAt.Before(from) || !reply.RecordedAt.Before(to)
	})
	return first, nil
}

func (w *Work) reportAnswers(ctx context.Context, r *Report) error {
	first, err := w.firstAnswers(ctx, r.From, r.To)
	if err != nil {
		return err
	}
	ids := slices.Sorted(maps.Keys(first))
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
	slices.SortFunc(r.Answered, func(a, b AnswerTime) int { return cmp.Compare(a.Seconds, b.Seconds) })
	slices.SortFunc(r.Effects, func(a, b ReportEffect) int { return cmp.Compare(b.Before-b.After, a.Before-a.After) })
	r.Effects = r.Effects[:min(len(r.Effects), reportedItems)]
	for i := range r.Effects {
		if r.Effects[i].Judged, err = w.Judge(ctx, r.Effects[i].Item); err != nil {
			return err
		}
	}
	return nil
}

func (w *Work) reportEditions(ctx context.Context, r *Report) error {
	sent, err := w.Ledger.EditionsIn(ctx, bulletin.Sent)
	if err != nil {
		return err
	}
	approved, err := w.Ledger.EditionsIn(ctx, bulletin.Approved)
	if err != nil {
		return err
	}
	all := slices.SortedFunc(slices.Values(slices.Concat(sent, approved)), func(a, b bulletin.Edition) int { return b.ApprovedAt.Compare(a.ApprovedAt) })
	for _, e := range all {
		if e.ApprovedAt.Before(r.From) || !e.ApprovedAt.Before(r.To) {
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

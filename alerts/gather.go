package alerts

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"hearsay/classifier/rules"
	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/triage"
	"hearsay/work"
)

// Bounds of what a round looks at.
const (
	mostPressing  = 2000          // items
	pressingTime  = 2 * time.Hour // before a deadline
	mostReplies   = 500
	crossingTime  = 48 * time.Hour // for which a place is new to a claim
	historyTime   = mostHistory * time.Hour
	leastCrossing = 2 // posts in a place, before conditions are asked about it
)

// gather is everything that conditions may be of, by what it is, and the samples of this hour.
func (e *Evaluator) gather(ctx context.Context) (map[string][]subject, map[string]float64, error) {
	all := map[string][]subject{}
	history, err := e.Ledger.Samples(ctx)
	if err != nil {
		return nil, nil, err
	}
	samples := map[string]float64{}
	var failed [7]error
	all["item"], failed[0] = e.items(ctx)
	all["claim"], all["crossing"], failed[1] = e.claims(ctx)
	all["queue"], failed[2] = e.queues(ctx, history, samples)
	all["source"], failed[3] = e.sources(ctx)
	all["reply"], failed[4] = e.replies(ctx)
	all["gap"], failed[5] = e.gaps(ctx, history, samples)
	all["ask"], failed[6] = e.asks(ctx)
	return all, samples, errors.Join(failed[:]...)
}

func first(of []string) string {
	if len(of) == 0 {
		return ""
	}
	return of[0]
}

// items are those that are pressing.
func (e *Evaluator) items(ctx context.Context) ([]subject, error) {
	now := e.Now()
	items, err := e.Ledger.PressingItems(ctx, now.Add(pressingTime), mostPressing)
	if err != nil {
		return nil, err
	}
	all := make([]subject, len(items))
	for i, it := range items {
		facts := itemFacts{
			scale: newScale(), about: aboutOf([]*triage.Item{it}, now),
			Waits: it.IsWaiting(now), DeadlineIn: seconds(it.Deadline.Sub(now)),
		}
		all[i] = subject{"item", it.ID, labelsOf(facts.about), facts}
	}
	return all, nil
}

// aboutOf is what is known of items that say the same, the one with the most posts first.
func aboutOf(items []*triage.Item, now time.Time) about {
	lead := items[0]
	a := about{Kind: string(lead.Kind), State: string(lead.State), Queue: lead.Queue}
	for _, it := range items {
		a.Severity = max(a.Severity, int(it.Severity))
		a.Posts += it.Posts
		a.Reach += it.Reach
		a.Age = max(a.Age, seconds(now.Sub(it.OpenedAt)))
		a.Languages = appendNew(a.Languages, it.Language)
		a.Topics = appendNew(a.Topics, it.Topics...)
		a.Territories = appendNew(a.Territories, it.Territories...)
	}
	return a
}

func appendNew(to []string, more ...string) []string {
	for _, one := range more {
		if one != "" && !slices.Contains(to, one) {
			to = append(to, one)
		}
	}
	return to
}

func labelsOf(a about) Labels {
	return Labels{
		"kind": a.Kind, "queue": a.Queue, "severity": rules.Severity(a.Severity).String(), "language": first(a.Languages), "topic": first(a.Topics), "territory": first(a.Territories),
	}
}

// series are all items that repeat one claim of the catalogue, or one item that repeats none. Questions are series, too.
type series struct {
	id    string // of the item with the most posts
	items []*triage.Item
}

// fresh are the series that got posts in the last hour, and those of which something is known to hold, and how many posts each item
// got.
func (e *Evaluator) fresh(ctx context.Context) ([]series, map[string]int64, error) {
	posts, err := e.Ledger.FreshPosts(ctx, e.Now().Add(-time.Hour))
	if err != nil {
		return nil, nil, err
	}
	ids := maps.Clone(posts)
	holding, err := e.Ledger.Alerts(ctx, e.Now())
	if err != nil {
		return nil, nil, err
	}
	for _, a := range holding {
		if of, id, _ := strings.Cut(a.Subject, "/"); of == "claim" || of == "crossing" {
			item, _, _ := strings.Cut(id, "/")
			ids[item] = 0
		}
	}
	items, err := e.Ledger.ItemsByID(ctx, slices.Sorted(maps.Keys(ids)))
	if err != nil {
		return nil, nil, err
	}
	claims := map[string]bool{}
	var single []series
	for _, it := range items {
		if it.Claim == "" {
			single = append(single, series{it.ID, []*triage.Item{it}})
			continue
		}
		claims[it.Claim] = true
	}
	saying, err := e.Ledger.ItemsSaying(ctx, slices.Sorted(maps.Keys(claims)))
	if err != nil {
		return nil, nil, err
	}
	return append(single, byClaim(saying)...), posts, nil
}

func byClaim(items []*triage.Item) []series {
	slices.SortFunc(items, func(a, b *triage.Item) int {
		if by := strings.Compare(a.Claim, b.Claim); by != 0 {
			return by
		}
		if a.Posts != b.Posts {
			return int(b.Posts - a.Posts)
		}
		return strings.Compare(a.ID, b.ID)
	})
	var all []series
	for i, it := range items {
		if i == 0 || it.Claim != items[i-1].Claim {
			all = append(all, series{id: it.ID})
		}
		last := &all[len(all)-1]
		last.items = append(last.items, it)
	}
	return all
}

// claims are the series that spread just now, and the places that these came to.
func (e *Evaluator) claims(ctx context.Context) (claims, crossings []subject, err error) {
	now := e.Now()
	all, posts, err := e.fresh(ctx)
	if err != nil || len(all) == 0 {
		return nil, nil, err
	}
	var ids []string
	for _, s := range all {
		for _, it := range s.items {
			ids = append(ids, it.ID)
		}
	}
	hours, err := e.Ledger.Hourly(ctx, ids, now.Add(-historyTime))
	if err != nil {
		return nil, nil, err
	}
	places, err := e.Ledger.Places(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	network, err := e.Ledger.AllHourly(ctx, now.Add(-historyTime))
	if err != nil {
		return nil, nil, err
	}
	placesOf := map[string][]ledger.PlaceShare{}
	for _, p := range places {
		placesOf[p.Item] = append(placesOf[p.Item], p)
	}
	for _, s := range all {
		a := aboutOf(s.items, now)
		facts := claimFacts{scale: newScale(), about: a}
		own := ledger.Hours{}
		for _, it := range s.items {
			facts.LastHour += posts[it.ID]
			facts.Answered = facts.Answered || it.State == triage.Answered
			for hour, n := range hours[it.ID] {
				own[hour] += n
			}
		}
		expected := Expect(own, now, tide(network, own, now))
		facts.Expected, facts.AtMost, facts.History = expected.Expected, expected.High, expected.Hours
		claims = append(claims, subject{"claim", s.id, labelsOf(a), facts})
		crossings = append(crossings, s.crossings(a, placesOf, now)...)
	}
	return claims, crossings, nil
}

// tide is how much more of everything else there is just now than usual.
func tide(network, own ledger.Hours, now time.Time) float64 {
	const most = 3 // beyond it something happens, and is to be told
	others := ledger.Hours{}
	for hour, n := range network {
		others[hour] = n - own[hour]
	}
	at, share := ledger.HourOf(now), float64(now.Unix()%3600)/3600
	lately := float64(others[at]) + (1-share)*float64(others[at-1])
	usual := Expect(others, now, 1).Expected
	const little = 5 // too few posts to say
	if usual < little || lately < little {
		return 1
	}
	return min(max(lately/usual, 1), most)
}

// crossings are the places that a series has come to lately, after it had been elsewhere.
func (s series) crossings(a about, placesOf map[string][]ledger.PlaceShare, now time.Time) []subject {
	there, began := s.places(placesOf)
	var all []subject
	for at, one := range there {
		since := now.Sub(one.FirstAt)
		if one.FirstAt.IsZero() || began.IsZero() || since > crossingTime || one.Posts < leastCrossing || one.FirstAt.Equal(began) {
			continue
		}
		labels := labelsOf(a)
		labels[at.part], labels["part"] = at.name, at.part
		all = append(all, subject{"crossing", s.id + "/" + at.part + "/" + at.name, labels, crossingFacts{
			scale: newScale(), about: a, Part: at.part, Name: at.name, There: one.Posts, Since: seconds(since), Later: seconds(one.FirstAt.Sub(began)),
		}})
	}
	slices.SortFunc(all, func(x, y subject) int { return strings.Compare(x.id, y.id) })
	return all
}

// place is where posts were: a space, a language or a territory.
type place struct{ part, name string }

// places are those of all items of a series together, and when the first of its posts was collected.
func (s series) places(of map[string][]ledger.PlaceShare) (there map[place]ledger.PlaceShare, began time.Time) {
	there = map[place]ledger.PlaceShare{}
	for _, it := range s.items {
		for _, p := range of[it.ID] {
			if began.IsZero() || p.FirstAt.Before(began) {
				began = p.FirstAt
			}
			at := place{p.Part, p.Name}
			one, seen := there[at]
			if !seen || p.FirstAt.Before(one.FirstAt) {
				one.FirstAt = p.FirstAt
			}
			one.Posts += p.Posts
			there[at] = one
		}
	}
	return there, began
}

// queueSample begins the names of samples of queues.
const queueSample = "queue/"

// queues are all queues that hold something, or did. samples are told how much they hold now.
func (e *Evaluator) queues(ctx context.Context, history map[string]map[int64]float64, samples map[string]float64) ([]subject, error) {
	now := e.Now()
	states, err := e.Ledger.QueueStates(ctx)
	if err != nil {
		return nil, err
	}
	for name := range history { // one that is empty now
		if queue, isOne := strings.CutPrefix(name, queueSample); isOne {
			states[queue] = cmp.Or(states[queue], ledger.QueueState{})
		}
	}
	var all []subject
	for _, queue := range slices.Sorted(maps.Keys(states)) {
		state, name := states[queue], queueSample+queue
		samples[name] = float64(state.Waiting)
		counts := ledger.Hours{}
		for hour, value := range history[name] {
			counts[hour] = int64(value)
		}
		expected := Expect(counts, now, 1)
		hour := ledger.HourOf(now)
		all = append(all, subject{"queue", queue, Labels{"queue": queue}, queueFacts{
			scale: newScale(), Queue: queue, Waiting: state.Waiting, Held: state.Held, Overdue: state.Overdue, HourAgo: history[name][hour-1], DayAgo: history[name][hour-day],
			Expected: expected.Expected, AtMost: expected.High, History: expected.Hours,
		}})
	}
	return all, nil
}

// sources are all that are to be read.
func (e *Evaluator) sources(ctx context.Context) ([]subject, error) {
	reading, err := e.Sources(ctx)
	if err != nil {
		return nil, err
	}
	hours, err := e.Ledger.SourceHours(ctx)
	if err != nil {
		return nil, err
	}
	now := e.Now()
	blind, err := e.Ledger.Spells(ctx, now.Add(-time.Second), now)
	if err != nil {
		return nil, err
	}
	all := make([]subject, len(reading))
	for i, s := range reading {
		facts := sourceFacts{scale: newScale(), Source: s.Name, Stopped: s.Stopped}
		var last int64
		for hour := range hours[s.Name] {
			last = max(last, hour)
		}
		if last > 0 {
			facts.Since = seconds(now.Sub(time.Unix((last+1)*3600, 0)))
		}
		_, facts.Silent = wentQuiet(hours[s.Name], ledger.HourOf(now))
		for _, spell := range blind {
			if spell.Source == s.Name && spell.Lasts() {
				facts.Blind, facts.Why = seconds(now.Sub(spell.From)), spell.Reason.Says()
			}
		}
		all[i] = subject{"source", s.Name, Labels{"source": s.Name}, facts}
	}
	return all, nil
}

// replies are those that stand somewhere.
func (e *Evaluator) replies(ctx context.Context) ([]subject, error) {
	now := e.Now()
	standing, err := e.Ledger.RepliesIn(ctx, mostReplies, replies.Verified, replies.Published, replies.Recorded)
	if err != nil {
		return nil, err
	}
	items := make([]string, 0, len(standing))
	for _, r := range standing {
		items = appendNew(items, r.Item)
	}
	hours, err := e.Ledger.Hourly(ctx, items, now.Add(-historyTime))
	if err != nil {
		return nil, err
	}
	var all []subject
	for _, r := range standing {
		facts := replyFacts{scale: newScale(), Kind: string(r.Kind), Language: r.Language, Rating: r.Rating, Doubts: []string{}}
		for _, d := range r.Doubts {
			facts.Doubts = appendNew(facts.Doubts, d.Kind)
		}
		if effect := work.EffectOf([]*replies.Reply{r}, hours[r.Item].Buckets(), now); effect != nil {
			facts.Hours, facts.Before, facts.After = effect.Hours, effect.Before, effect.After
		}
		all = append(all, subject{"reply", r.ID, Labels{"kind": string(r.Kind), "language": r.Language}, facts})
	}
	return all, nil
}

package alerts

import (
	"context"
	"time"

	"hearsay/gaps"
	"hearsay/ledger"
)

// Gaps are remembered for as long as conditions ask how they were.
const (
	mostGaps   = 200 // the largest
	gapSample  = "gap/"
	gapHistory = day // hours
)

// gaps are the largest ones. samples are told how many posts ask now.
func (e *Evaluator) gaps(ctx context.Context, history map[string]map[int64]float64, samples map[string]float64) ([]subject, error) {
	questions, err := e.Ledger.Unanswered(ctx)
	if err != nil {
		return nil, err
	}
	open := gaps.Of(questions)
	all := make([]subject, min(len(open), mostGaps))
	for i, g := range open[:len(all)] {
		all[i] = gapSubject(g, history[gapSample+g.Query()], e.Now())
		samples[gapSample+g.Query()] = float64(g.Posts)
	}
	return all, nil
}

func gapSubject(g gaps.Gap, history map[int64]float64, now time.Time) subject {
	hour := ledger.HourOf(now)
	asked := func(ago int64) float64 { // then, or when it was first known since
		for ; ago > 0; ago-- {
			if posts, isKnown := history[hour-ago]; isKnown {
				return posts
			}
		}
		return float64(g.Posts)
	}
	return subject{"gap", g.Query(), Labels{"kind": "question", "language": g.Language, "topic": g.Topic, "territory": g.Territory, "authority": g.Authority}, gapFacts{
		scale: newScale(), Authority: g.Authority, Territory: g.Territory, Language: g.Language, Topic: g.Topic, Questions: g.Questions, Posts: g.Posts,
		Age: seconds(now.Sub(g.Oldest)), HourAgo: asked(1), DayAgo: asked(gapHistory),
	}}
}

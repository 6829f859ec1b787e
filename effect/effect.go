// Package effect says whether an answer slowed a false claim: how it spread before and after the answer, against claims of the same topic, size and
// speed that got none, over the same hours of their lives. It says "cannot tell" where that is so.
//
// A claim falls off by itself, and an answer comes when it is at its highest; before and after alone therefore flatter every answer. What is
// compared is the logarithm of after over before, and the interval is one in which a new claim without an answer would lie 95 times in
// 100 (a prediction interval: https://otexts.com/fpp3/prediction-intervals.html), so that chance alone says so five times in a hundred.
//
// The package is pure. Start at Judge.
package effect

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Claim is a claim and how many posts it got in each hour, by hours since 1970.
type Claim struct {
	ID       string
	Language string
	Topics   []string
	Opened   int64   // the hour
	Answered int64   // the hour in which its first answer stood; 0 for none
	Blind    []Hours // in which not all sources could see
	Posts    map[int64]int64
}

// Hours are some of them, from From up to but without To.
type Hours struct{ From, To int64 }

// Bounds of a comparison.
const (
	most       = 24 // hours on either side
	least      = 3
	leastPosts = 10 // of both sides together
	leastMatch = 5
	mostMatch  = 30
	factor     = 2.5 // by which size and speed may differ
)

// Verdict is what can be said.
type Verdict string

// The verdicts.
const (
	Slowed     Verdict = "slowed"      // it spread less than such claims do by themselves
	Sped       Verdict = "sped"        // it spread more
	CannotTell Verdict = "cannot_tell" // as Why says
)

// Reason is why nothing can be told.
type Reason string

// The reasons.
const (
	NoAnswer   Reason = "no_answer"
	TooEarly   Reason = "too_early"
	TooFew     Reason = "too_few_posts"
	WasBlind   Reason = "blind"
	NoMatches  Reason = "too_few_matches"
	WithinLuck Reason = "within_chance" // the difference is one that chance makes
)

// Reasons are all reasons.
func Reasons() []Reason {
	return []Reason{NoAnswer, TooEarly, TooFew, WasBlind, NoMatches, WithinLuck}
}

// Control is a claim that got no answer and was alike.
type Control struct {
	ID     string  `json:"id"`
	Before int64   `json:"before" doc:"posts in the hours before the same age"`
	After  int64   `json:"after" doc:"posts in as many hours after it"`
	Size   float64 `json:"size" doc:"its posts until then, over those of the claim that is judged"`
	Speed  float64 `json:"speed" doc:"its posts of the hours before, likewise"`
}

// Judgement is whether an answer slowed a claim.
type Judgement struct {
	Verdict Verdict   `json:"verdict" enum:"slowed,sped,cannot_tell"`
	Why     Reason    `json:"why,omitempty" doc:"why nothing can be told"`
	At      time.Time `json:"at,omitzero" doc:"when the first answer stood"`
	Hours   int64     `json:"hours" doc:"that are compared on either side"`
	Before  int64     `json:"before" doc:"posts in the hours before"`
	After   int64     `json:"after" doc:"posts in the hours after"`
	Ratio   float64   `json:"ratio" doc:"after over before, over what matched claims did: 0.5 is half of what was to be expected; 0 where there are too few of them"`
	Low     float64   `json:"low" doc:"where the ratio lies with 95 of 100"`
	High    float64   `json:"high"`
	Matches []Control `json:"matches" doc:"what it is compared with, the most alike first"`
}

// Judge compares a claim with others at an hour.
func Judge(c Claim, others []Claim, now int64) Judgement {
	j := Judgement{Verdict: CannotTell, Matches: []Control{}}
	if c.Answered == 0 {
		j.Why = NoAnswer
		return j
	}
	j.At = time.Unix(c.Answered*3600, 0).UTC()
	if j.Hours = min(now-c.Answered-1, c.Answered-c.Opened, most); j.Hours < least {
		j.Hours, j.Why = max(j.Hours, 0), TooEarly
		return j
	}
	j.Before, j.After = c.around(c.Answered, j.Hours)
	switch {
	case c.isBlind(c.Answered-j.Hours, c.Answered+j.Hours+1):
		j.Why = WasBlind
		return j
	case j.Before+j.After < leastPosts:
		j.Why = TooFew
		return j
	}
	if j.Matches = matches(c, others, j.Hours, now); len(j.Matches) < leastMatch {
		j.Why = NoMatches
		return j
	}
	j.compare()
	return j
}

// around are the posts of the hours before one, and of as many after it. What came in the hour itself is on neither side.
func (c Claim) around(hour, hours int64) (before, after int64) {
	for i := int64(1); i <= hours; i++ {
		before += c.Posts[hour-i]
		after += c.Posts[hour+i]
	}
	return before, after
}

func (c Claim) until(hour int64) (n int64) {
	for h, posts := range c.Posts {
		if h < hour {
			n += posts
		}
	}
	return n
}

func (c Claim) isBlind(from, to int64) bool {
	return slices.ContainsFunc(c.Blind, func(h Hours) bool { return h.From < to && from < h.To })
}

// matches are claims of the same topic that at the same age were as large and as fast, and got no answer until their hours were over.
func matches(c Claim, others []Claim, hours, now int64) []Control {
	age := c.Answered - c.Opened
	before, _ := c.around(c.Answered, hours)
	size, speed := float64(c.until(c.Answered)), float64(before)
	var all []Control
	far := map[string]float64{}
	for _, o := range others {
		at := o.Opened + age
		end := at + hours + 1
		if o.ID == c.ID || end > now || o.Answered != 0 && o.Answered < end || !overlap(c.Topics, o.Topics) || o.isBlind(at-hours, end) {
			continue
		}
		m := Control{ID: o.ID}
		m.Before, m.After = o.around(at, hours)
		m.Size, m.Speed = (float64(o.until(at))+0.5)/(size+0.5), (float64(m.Before)+0.5)/(speed+0.5)
		distance := math.Abs(math.Log(m.Size)) + math.Abs(math.Log(m.Speed))
		if math.Abs(math.Log(m.Size)) > math.Log(factor) || math.Abs(math.Log(m.Speed)) > math.Log(factor) {
			continue
		}
		if o.Language != c.Language {
			distance += 0.5
		}
		far[o.ID] = distance
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b Control) int { return cmp.Or(cmp.Compare(far[a.ID], far[b.ID]), cmp.Compare(a.ID, b.ID)) })
	return append([]Control{}, all[:min(len(all), mostMatch)]...)
}

func overlap(a, b []string) bool {
	return len(a) == 0 && len(b) == 0 || slices.ContainsFunc(a, func(one string) bool { return slices.Contains(b, one) })
}

// compare sets the change against those of the matches.
func (j *Judgement) compare() {
	n := float64(len(j.Matches))
	mean, spread := 0.0, 0.0
	for _, m := range j.Matches {
		mean += change(m.Before, m.After) / n
	}
	for _, m := range j.Matches {
		d := change(m.Before, m.After) - mean
		spread += d * d / (n - 1)
	}
	// What chance does to counts as small as the claim's own, if the matches happen to agree: Var(ln(a/b)) of two Poisson counts, by the delta method.
	own := 1/(float64(j.Before)+0.5) + 1/(float64(j.After)+0.5)
	half := student(len(j.Matches)-1) * math.Sqrt(max(spread, own)*(1+1/n))
	difference := change(j.Before, j.After) - mean
	j.Ratio, j.Low, j.High = rounded(difference), rounded(difference-half), rounded(difference+half)
	switch {
	case difference+half < 0:
		j.Verdict = Slowed
	case difference-half > 0:
		j.Verdict = Sped
	default:
		j.Why = WithinLuck
	}
}

func change(before, after int64) float64 {
	return math.Log((float64(after) + 0.5) / (float64(before) + 0.5))
}

func rounded(logarithm float64) float64 { return math.Round(1000*math.Exp(logarithm)) / 1000 }

// quantiles are those of Student's t at 97.5 of 100, for 1 to 30 degrees of freedom (NIST/SEMATECH e-Handbook, 1.3.6.7.2).
var quantiles = [...]float64{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042}

func student(freedom int) float64 { return quantiles[min(max(freedom, 1), len(quantiles))-1] }

package ledger

import (
	"context"
	"time"

	"hearsay/matching"
)

// States of a suggestion.
const (
	SuggestionOpen      = "open"
	SuggestionConfirmed = "confirmed"
	SuggestionRefused   = "refused"
)

// Suggestion is something that an item may be about, which is for people to say.
type Suggestion struct {
	Item   string // that it was suggested for
	Target string // another item, or a claim of the catalogue
	Match  matching.Match
	State  string
}

// Suggest stores a suggestion, if it is new.
func (t *Tx) Suggest(ctx context.Context, item, target string, m matching.Match) error {
	return t.exec(ctx, "storing a suggestion", "INSERT INTO suggestions (item_id, kind, target, score, state, at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (item_id, kind, target) DO NOTHING",
		item, string(m.Kind), target, m.Score, SuggestionOpen, micros(t.now()))
}

// SettleSuggestion stores what people say of one, whether it was made before or not.
func (t *Tx) SettleSuggestion(ctx context.Context, s Suggestion) error {
	return t.exec(ctx, "settling a suggestion", "INSERT INTO suggestions (item_id, kind, target, score, state, at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (item_id, kind, target) DO UPDATE SET state = excluded.state, at = excluded.at",
		s.Item, string(s.Match.Kind), s.Target, s.Match.Score, s.State, micros(t.now()))
}

// SuggestionsOf are those for an item and those of it, the likeliest first.
func (q *queries) SuggestionsOf(ctx context.Context, item string) ([]Suggestion, error) {
	all := []Suggestion{}
	err := q.each(ctx, "reading what an item may be about", "SELECT item_id, kind, target, score, state FROM suggestions WHERE item_id = ? OR target = ? ORDER BY score DESC, item_id, target", []any{item, item}, func(scan func(...any) error) error {
		var s Suggestion
		err := scan(&s.Item, &s.Match.Kind, &s.Target, &s.Match.Score, &s.State)
		all = append(all, s)
		return err
	})
	return all, err
}

// Judge stores what a person said of a match.
func (t *Tx) Judge(ctx context.Context, m matching.Match, isRight bool, by string) error {
	return t.exec(ctx, "storing what somebody said of a match", "INSERT INTO judgements (at, kind, score, is_right, by_user) VALUES (?, ?, ?, ?, ?)", micros(t.now()), string(m.Kind), m.Score, flag(isRight), by)
}

// mostJudgements bounds what thresholds are learned from: the latest.
const mostJudgements = 5000

// Judgements are what people said of matches, the latest first.
func (q *queries) Judgements(ctx context.Context) ([]matching.Judgement, error) {
	var all []matching.Judgement
	err := q.each(ctx, "reading what people said of matches", "SELECT at, kind, score, is_right FROM judgements ORDER BY at DESC LIMIT ?", []any{mostJudgements}, func(scan func(...any) error) error {
		var j matching.Judgement
		var at, right int64
		err := scan(&at, &j.Kind, &j.Score, &right)
		j.At, j.IsRight = fromMicros(at), right != 0
		all = append(all, j)
		return err
	})
	return all, err
}

// LastJudgement is when somebody last said something of a match; the zero time before.
func (q *queries) LastJudgement(ctx context.Context) (time.Time, error) {
	var at int64
	err := q.get(ctx, "looking for what people said of matches", "SELECT COALESCE(MAX(at), 0) FROM judgements", nil, &at)
	return fromMicros(at), err
}

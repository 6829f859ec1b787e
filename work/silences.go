package work

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"hearsay/alerts/labels"
	"hearsay/ledger"
)

// ErrMatcher is returned for a silence whose matchers cannot be read.
var ErrMatcher = errors.New("a silence is not written well")

// Bounds of silences.
const (
	maxSilence  = 30 * 24 * time.Hour
	maxMatchers = 10
	maxComment  = 500 // bytes
)

// Silence keeps alerts that fit all matchers from being told for a while, from now on.
func (w *Work) Silence(ctx context.Context, actor Actor, matchers []string, lasts time.Duration, comment string) (ledger.Silence, error) {
	if err := actor.must(toRespond); err != nil {
		return ledger.Silence{}, err
	}
	all, _, err := labels.ParseAll(matchers)
	if err != nil {
		return ledger.Silence{}, fmt.Errorf("%w: %w", ErrMatcher, err)
	}
	comment = strings.TrimSpace(comment)
	switch {
	case len(all) == 0 || len(all) > maxMatchers:
		return ledger.Silence{}, fmt.Errorf("%w: name one label at least, and ten at most", ErrMatcher)
	case lasts <= 0 || lasts > maxSilence:
		return ledger.Silence{}, fmt.Errorf("%w: a silence lasts for 30 days at most", ErrBounds)
	case comment == "" || len(comment) > maxComment:
		return ledger.Silence{}, fmt.Errorf("%w: say why, in %d bytes at most", ErrBounds, maxComment)
	}
	now := w.Now().Truncate(time.Millisecond)
	s := ledger.Silence{ID: newID(), StartsAt: now, EndsAt: now.Add(lasts), By: actor.Name, Comment: comment}
	for _, m := range all {
		s.Matchers = append(s.Matchers, m.String())
	}
	return s, w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		if err := tx.SaveSilence(ctx, s); err != nil {
			return err
		}
		return tx.Audit(ctx, actor.Name, "silenced", "silence/"+s.ID, strings.Join(s.Matchers, ", ")+": "+comment)
	})
}

// EndSilence ends a silence before its time. One that has ended stays as it is.
func (w *Work) EndSilence(ctx context.Context, actor Actor, id string) (ledger.Silence, error) {
	if err := actor.must(toRespond); err != nil {
		return ledger.Silence{}, err
	}
	var s ledger.Silence
	err := w.Ledger.Write(ctx, func(tx *ledger.Tx) (err error) {
		if s, err = tx.Silence(ctx, id); err != nil || !s.EndsAt.After(w.Now()) {
			return err
		}
		s.EndsAt = w.Now().Truncate(time.Millisecond)
		if err := tx.SaveSilence(ctx, s); err != nil {
			return err
		}
		return tx.Audit(ctx, actor.Name, "silence ended", "silence/"+s.ID, "")
	})
	return s, err
}

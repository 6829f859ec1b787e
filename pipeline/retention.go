package pipeline

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"hearsay/collector/tips"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/triage"
)

// Keep is how long what people wrote is kept, since it was collected; 0 is for ever. Counts, replies and the audit log stay.
type Keep struct {
	Other time.Duration // posts that are nobody's business; in PostgreSQL until the end of their month and then as long
	Posts time.Duration // the text of posts of items that are closed, since the item's last post
	Tips  time.Duration // the text of what was handed in, once its item is closed
	Views time.Duration // who looked at what
}

// due is what is to be done with a post.
type due int

const (
	stays due = iota
	goes      // nothing of it stays
	fades     // its text goes
)

// of decides on one post.
func (k Keep) of(a ledger.Aged, now time.Time) due {
	isPast := func(since time.Time, keep time.Duration) bool { return keep > 0 && now.Sub(since) > keep }
	switch state := triage.State(a.State); {
	case a.Item == "":
		if isPast(a.CollectedAt, k.Other) {
			return goes
		}
	case state != triage.Answered && state != triage.Dismissed && state != triage.Merged:
	case a.Ref.Platform == tips.Platform:
		if isPast(a.CollectedAt, k.Tips) {
			return fades
		}
	case isPast(a.CollectedAt, k.Posts) && isPast(a.LastPost, k.Posts):
		return fades
	}
	return stays
}

// Retention ends the time of what people wrote, once a day. Its fields are set before use. Of several processes one does it.
type Retention struct {
	Ledger *ledger.Ledger
	Keep   Keep
	Now    func() time.Time
	Log    *slog.Logger
}

// Times of the job.
const (
	retentionLook  = 10 * time.Minute // between two looks whether it is due
	retentionEvery = 24 * time.Hour
	retentionPage  = 2000 // posts that are looked at at once
)

// Run does it once a day until ctx ends.
func (r *Retention) Run(ctx context.Context) {
	again := time.NewTicker(retentionLook)
	defer again.Stop()
	for {
		if err := r.Turn(ctx); err != nil && ctx.Err() == nil {
			r.Log.Error("ending the time of posts", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

// Turn does it if a day has passed since it was last done. A turn that breaks off is made up for the next day.
// Months are dropped whenever their time has come.
func (r *Retention) Turn(ctx context.Context) error {
	return errors.Join(r.dropMonths(ctx), r.daily(ctx))
}

func (r *Retention) daily(ctx context.Context) error {
	isDue := false
	err := r.Ledger.Write(ctx, func(tx *ledger.Tx) (err error) {
		isDue, err = tx.TakeTurn(ctx, "retention", retentionEvery)
		return err
	})
	if err != nil || !isDue {
		return err
	}
	began := r.Now()
	var gone, faded int64
	for after := (post.Ref{}); ; {
		aged, err := r.Ledger.AgedPosts(ctx, after, retentionPage)
		if err != nil {
			return err
		}
		if len(aged) == 0 {
			break
		}
		after = aged[len(aged)-1].Ref
		g, f, err := r.page(ctx, aged)
		if gone, faded = gone+g, faded+f; err != nil {
			return err
		}
	}
	return r.finish(ctx, began, gone, faded)
}

// dropMonths forgets posts that are nobody's business by whole months, where the ledger keeps them so.
func (r *Retention) dropMonths(ctx context.Context) error {
	if r.Keep.Other == 0 {
		return nil
	}
	old, err := r.Ledger.OldMonths(ctx, r.Now().Add(-r.Keep.Other))
	if err != nil {
		return err
	}
	for _, month := range old {
		if err := r.Ledger.ForgetAliases(ctx, month); err != nil {
			return err
		}
		err := r.Ledger.Write(ctx, func(tx *ledger.Tx) error {
			if dropped, err := tx.DropMonth(ctx, month); err != nil || !dropped {
				return err
			}
			return tx.Audit(ctx, ledger.Program, "retention", "privacy/retention", "all of "+month+" forgotten")
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// page ends the time of some posts, in one transaction.
func (r *Retention) page(ctx context.Context, aged []ledger.Aged) (gone, faded int64, err error) {
	var going, fading []post.Ref
	for _, a := range aged {
		switch r.Keep.of(a, r.Now()) {
		case goes:
			going = append(going, a.Ref)
		case fades:
			fading = append(fading, a.Ref)
		}
	}
	if len(going)+len(fading) == 0 {
		return 0, 0, nil
	}
	err = r.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		if gone, err = tx.ForgetPosts(ctx, going); err != nil {
			return err
		}
		_, err := erase(ctx, tx, tx.FadePost, fading, ledger.Program, "retention", r.Now())
		return err
	})
	return gone, int64(len(fading)), err
}

// finish forgets what goes with posts. By now all that were due when the turn began are forgotten.
func (r *Retention) finish(ctx context.Context, began time.Time, gone, faded int64) error {
	return r.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		if r.Keep.Other > 0 {
			if err := tx.ForgetCrowds(ctx, began.Add(-r.Keep.Other)); err != nil {
				return err
			}
		}
		var views int64
		if r.Keep.Views > 0 {
			var err error
			if views, err = tx.ForgetViews(ctx, r.Now().Add(-r.Keep.Views)); err != nil {
				return err
			}
		}
		if err := tx.DropMedia(ctx); err != nil {
			return err
		}
		if gone+faded+views == 0 {
			return nil
		}
		return tx.Audit(ctx, ledger.Program, "retention", "privacy/retention", fmt.Sprintf("%d posts forgotten, the text of %d erased, %d views forgotten", gone, faded, views))
	})
}

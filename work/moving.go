package work

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hearsay/lanes"
	"hearsay/ledger"
	"hearsay/replies/publish"
)

// Times of moving dispatches on.
const (
	moveEvery = time.Second
	sendTime  = 30 * time.Second // for one part
	fileTime  = 10 * time.Minute // for one with a file, until the platform has looked through it
	claimTime = 90 * time.Second // for which other processes leave a dispatch alone after the time for its part
	movesOnce = 500
)

// MoveDispatches sends and withdraws what is due until ctx ends. Several processes may do it: each part is sent by one. What is
// about to be sent is stored before, so that a part that nobody knows the fate of is never sent twice.
func (w *Work) MoveDispatches(ctx context.Context) {
	again := time.NewTicker(moveEvery)
	defer again.Stop()
	var accounts lanes.Lanes
	defer accounts.Wait()
	for {
		if err := w.beginMoves(ctx, &accounts); err != nil && ctx.Err() == nil {
			w.Log.Error("moving dispatches on", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

// beginMoves begins to move on what is due, that of every account for itself.
func (w *Work) beginMoves(ctx context.Context, accounts *lanes.Lanes) error {
	due, err := w.Ledger.DueDispatches(ctx, movesOnce)
	if err != nil {
		return err
	}
	by := map[string][]string{}
	for _, d := range due {
		by[d.Account] = append(by[d.Account], d.ID)
	}
	for account, ids := range by {
		accounts.Go(account, func() {
			for _, id := range ids {
				if err := w.moveDispatch(ctx, id); err != nil && ctx.Err() == nil {
					w.Log.Error("moving a dispatch on", "dispatch", id, "error", err)
				}
			}
		})
	}
	return nil
}

// moveDispatch does the next thing with a dispatch: sends a part, or deletes one.
func (w *Work) moveDispatch(ctx context.Context, id string) error {
	d, isOurs, err := w.claim(ctx, id)
	if err != nil || !isOurs {
		return err
	}
	a, err := w.account(d.Account)
	if err != nil { // claim has looked; the configuration is read once
		return err
	}
	doing, cancel := context.WithTimeout(ctx, timeFor(d))
	defer cancel()
	if d.State == publish.Withdrawing {
		last := d.Last()
		err := a.Publisher.Withdraw(doing, d.Parts[last].Place)
		return w.settle(ctx, id, func(d *publish.Dispatch) {
			if err == nil {
				d.Gone(last, w.Now())
				return
			}
			d.NotGone(err, w.Now())
		})
	}
	at, err := w.sendNext(doing, a, d)
	return w.settle(ctx, id, func(d *publish.Dispatch) {
		if err == nil {
			d.Sent(at, w.Now())
			return
		}
		d.NotSent(err, a.Repeat, w.Now())
	})
}

// timeFor is how long the next step of a dispatch may take.
func timeFor(d *publish.Dispatch) time.Duration {
	if d.Medium != nil && d.State == publish.Sending && d.Next() == 0 {
		return fileTime
	}
	return sendTime
}

// claim takes a dispatch and stores what is about to be done with it. isOurs is false if there is nothing to do: another process
// was first, or it turns out that nothing may be sent.
func (w *Work) claim(ctx context.Context, id string) (d *publish.Dispatch, isOurs bool, err error) {
	d, err = w.changeDispatch(ctx, id, func(tx *ledger.Tx, d *publish.Dispatch) error {
		now := w.Now()
		if !ledger.IsDue(d.NextAt, now) {
			return nil
		}
		a, unknown := w.account(d.Account)
		switch {
		case d.State == publish.Sending && unknown != nil:
			d.Fail(unknown.Error())
		case d.State == publish.Sending:
			isOurs, err = w.begin(ctx, tx, d, a)
			return err
		case d.State == publish.Withdrawing && d.Last() < 0:
			d.EndWithdrawal()
		case d.State == publish.Withdrawing && unknown != nil:
			d.NotGone(fmt.Errorf("%w: %w", publish.ErrRefused, unknown), now)
		case d.State == publish.Withdrawing:
			d.NextAt, isOurs = now.Add(timeFor(d)+claimTime), true
		}
		return nil
	})
	return d, isOurs && err == nil, err
}

// begin notes that the next part is about to be sent, unless its reply is not to stand any more.
func (w *Work) begin(ctx context.Context, tx *ledger.Tx, d *publish.Dispatch, a publish.Account) (bool, error) {
	r, err := tx.Reply(ctx, d.Reply)
	if err != nil {
		return false, err
	}
	if !r.IsSound() {
		d.Fail("something casts doubt on the reply; verify it again, then send again")
		return false, nil
	}
	now := w.Now()
	return d.Begin(a.Repeat, now.Add(timeFor(d)+claimTime), now), nil
}

// sendNext sends the next part: the first as an answer to the target, each other as one to the part before.
func (w *Work) sendNext(ctx context.Context, a publish.Account, d *publish.Dispatch) (publish.Place, error) {
	next := d.Next()
	if next > 0 {
		return w.sendPart(ctx, a, d, d.Parts[next-1].Place)
	}
	answers, err := w.find(ctx, a, d.Item, d.Target)
	switch {
	case errors.Is(err, ledger.ErrNotFound):
		return publish.Place{}, fmt.Errorf("%w: %w", publish.ErrRefused, err)
	case err != nil && !errors.Is(err, publish.ErrRefused) && !errors.Is(err, publish.ErrLater): // of the ledger: nothing was sent
		return publish.Place{}, &publish.Later{Reason: err.Error()}
	case err != nil:
		return publish.Place{}, err
	}
	return w.sendPart(ctx, a, d, answers)
}

// sendPart sends the next part after a place, with its file.
func (w *Work) sendPart(ctx context.Context, a publish.Account, d *publish.Dispatch, answers publish.Place) (publish.Place, error) {
	o := d.Outgoing(d.Next(), answers)
	if o.File != nil {
		open, err := w.Ledger.Medium(ctx, o.File.SHA256)
		if err != nil {
			return publish.Place{}, &publish.Later{Reason: err.Error()}
		}
		o.File.Data = open
	}
	return a.Publisher.Send(ctx, o)
}

// settle stores what became of a step, even while the program stops. The dispatch may have been withdrawn meanwhile.
func (w *Work) settle(ctx context.Context, id string, note func(*publish.Dispatch)) error {
	settling, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_, err := w.changeDispatch(settling, id, func(_ *ledger.Tx, d *publish.Dispatch) error {
		note(d)
		return nil
	})
	return err
}

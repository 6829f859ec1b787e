package work

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"hearsay/ledger"
	"hearsay/replies"
)

// opened is what was found at a source, and what is read there; or why nothing is.
type opened struct {
	replies.Check
	text string
	err  error
}

// openEach opens links side by side.
func (w *Work) openEach(ctx context.Context, links []string) []opened {
	found := make([]opened, len(links))
	var opening sync.WaitGroup
	for i, link := range links {
		opening.Go(func() { found[i].Check, found[i].text, found[i].err = w.Sources.Open(ctx, link) })
	}
	opening.Wait()
	return found
}

// open opens every source; the error joins what is wrong with each.
func (w *Work) open(ctx context.Context, links []string) ([]opened, error) {
	found := w.openEach(ctx, links)
	var failed []error
	for _, one := range found {
		failed = append(failed, one.err)
	}
	return found, errors.Join(failed...)
}

func checksOf(found []opened) []replies.Check {
	checks := make([]replies.Check, len(found))
	for i, one := range found {
		checks[i] = one.Check
	}
	return checks
}

// keepCopies keeps what was read at sources, so that it can be told later what they said.
func keepCopies(ctx context.Context, tx *ledger.Tx, found []opened) error {
	for _, one := range found {
		if err := tx.KeepCopy(ctx, ledger.Copy{SHA256: one.SHA256, URL: one.URL, Text: one.text, At: one.CheckedAt}); err != nil {
			return err
		}
	}
	return nil
}

// Looked is what is found at a link at this moment, or why nothing is.
type Looked struct {
	replies.Check
	Err error
}

// Look opens links for somebody who writes, a few at most, and keeps nothing.
func (w *Work) Look(ctx context.Context, links []string) []Looked {
	const most = 20
	links = links[:min(len(links), most)]
	found := make([]Looked, len(links))
	for i, one := range w.openEach(ctx, links) {
		found[i] = Looked{one.Check, one.err}
		found[i].URL = links[i]
	}
	return found
}

// Times of looking at sources again.
const (
	lookEvery   = time.Minute    // between two turns
	lookAfter   = 24 * time.Hour // since a reply's sources were opened
	lookSooner  = time.Hour      // after a source did not answer
	mostFailure = 3              // looks in a row at which a source does not answer until it counts as gone
	looksAtOnce = 10
)

// LookAgain casts doubt on replies that have expired, and opens the sources of standing replies again once a day, until ctx
// ends. Several processes may do it: each reply is looked at by one.
func (w *Work) LookAgain(ctx context.Context) {
	again := time.NewTicker(lookEvery)
	defer again.Stop()
	for {
		if err := errors.Join(w.expire(ctx), w.look(ctx)); err != nil && ctx.Err() == nil {
			w.Log.Error("looking at replies again", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

// expire casts doubt on the replies whose date has come.
func (w *Work) expire(ctx context.Context) error {
	due, err := w.Ledger.Expired(ctx, 100)
	for _, r := range due {
		err = errors.Join(err, w.doubt(ctx, r.ID, []replies.Doubt{{Kind: replies.Expired, At: w.Now()}}))
	}
	return err
}

// look opens the sources of the replies whose turn it is.
func (w *Work) look(ctx context.Context) error {
	for {
		var due []ledger.Look
		err := w.Ledger.Write(ctx, func(tx *ledger.Tx) (err error) {
			due, err = tx.TakeLooks(ctx, w.Now().Add(-lookAfter), looksAtOnce)
			return err
		})
		if err != nil || len(due) == 0 {
			return err
		}
		for _, one := range due {
			if err := w.lookAt(ctx, one); err != nil {
				return err
			}
		}
	}
}

// lookAt opens a reply's sources, and casts doubt on it if one is gone or says something else.
func (w *Work) lookAt(ctx context.Context, one ledger.Look) error {
	var doubts []replies.Doubt
	doubt := func(kind, url string) { doubts = append(doubts, replies.Doubt{Kind: kind, URL: url, At: w.Now()}) }
	isSilent := false
	for _, before := range one.Checks {
		now, text, err := w.Sources.Open(ctx, before.URL)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, replies.ErrGone):
			doubt(replies.SourceGone, before.URL)
		case err != nil:
			isSilent = true
			if one.Failures+1 >= mostFailure {
				doubt(replies.SourceGone, before.URL)
			}
		default:
			isOther, err := w.saysElse(ctx, before, now, text)
			if err != nil {
				return err
			}
			if isOther {
				doubt(replies.SourceChanged, before.URL)
			}
		}
	}
	if len(doubts) > 0 {
		if err := w.doubt(ctx, one.ID, doubts); err != nil {
			return err
		}
	}
	failures, at := int64(0), w.Now()
	if isSilent && one.Failures+1 < mostFailure {
		failures, at = one.Failures+1, at.Add(lookSooner-lookAfter)
	}
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error { return tx.NoteLook(ctx, one.ID, failures, at) })
}

// saysElse tells whether a source says something else than when it was checked. What is no page is compared by its bytes.
func (w *Work) saysElse(ctx context.Context, before, now replies.Check, text string) (bool, error) {
	if before.SHA256 == now.SHA256 {
		return false, nil
	}
	was, err := w.Ledger.Copy(ctx, before.SHA256)
	if err != nil && !errors.Is(err, ledger.ErrNotFound) {
		return false, err
	}
	if was.Text == "" || text == "" {
		return true, nil
	}
	return replies.Differ(was.Text, text), nil
}

// doubt casts doubts on a reply that still stands.
func (w *Work) doubt(ctx context.Context, id string, doubts []replies.Doubt) error {
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		r, err := tx.Reply(ctx, id)
		if err != nil || !r.IsVerified() || !r.Question(doubts) {
			return err
		}
		if slices.ContainsFunc(doubts, func(d replies.Doubt) bool { return d.Kind == replies.Expired }) {
			if err := w.followExpired(ctx, tx, r); err != nil {
				return err
			}
		}
		return saveReply(ctx, tx, r, Actor{Name: ledger.Program}, "in doubt", doubts[len(doubts)-1].Kind)
	})
}

// Package pipeline carries posts from collectors to the ledger, and items from the ledger to queues.
//
// It decides nothing itself: classifier says what a post is, triage where it belongs, and the ledger keeps it. Start at
// Pipeline.Commit (posts in), Relay (items out) and Upkeep (what time alone changes).
package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/attribute"

	"hearsay/classifier"
	"hearsay/collector"
	"hearsay/ledger"
	"hearsay/matching"
	"hearsay/post"
	"hearsay/sight"
	"hearsay/traces"
	"hearsay/triage"
)

// Observer is told what passes. Its methods return at once and are safe for several goroutines.
type Observer interface {
	Collected(source string, posts int)
	Classified(v classifier.Verdict, took time.Duration)
	Spread(platform, space string)
}

// Pipeline makes batches durable. Its fields are set before use; its methods are safe for several goroutines.
type Pipeline struct {
	Ledger     *ledger.Ledger
	Classifier func() *classifier.Classifier // the current packs
	Routes     *triage.Routes
	Levels     func() matching.Set // how sure matches have to be; nil for as measured
	Observer   Observer
	Key        []byte // of authors' pseudonyms
	Now        func() time.Time
}

// classified is a post with what was made of it before the transaction.
type classified struct {
	post    post.Post
	verdict classifier.Verdict
	sign    triage.Signature // of a post that is somebody's business
}

// Commit classifies a batch of a source that needs no lease and stores, in one transaction, its posts, the items they open or
// grow, its deletions and the source's new cursor. When it returns nil, all of that is durable; after an error, none of it is.
func (p *Pipeline) Commit(ctx context.Context, source string, from collector.Cursor, batch collector.Batch) error {
	return p.commit(ctx, source, from, batch, func(*ledger.Tx) error { return nil })
}

// CommitLeased is Commit for a source that is read under a lease: collector.ErrTaken, and nothing is stored, if fence is not
// that of its last one.
func (p *Pipeline) CommitLeased(ctx context.Context, source string, fence int64, from collector.Cursor, batch collector.Batch) error {
	err := p.commit(ctx, source, from, batch, func(tx *ledger.Tx) error { return tx.HoldsSource(ctx, source, fence) })
	if errors.Is(err, ledger.ErrSourceTaken) {
		return fmt.Errorf("%w: source %q", collector.ErrTaken, source)
	}
	return err
}

func (p *Pipeline) commit(ctx context.Context, source string, from collector.Cursor, batch collector.Batch, check func(*ledger.Tx) error) (err error) {
	ctx, span := traces.BeginRoot(ctx, "batch", attribute.String("source", source), attribute.Int("posts", len(batch.Posts)))
	defer func() { span.End(err) }()
	_, classifying := traces.Begin(ctx, "classify")
	posts := p.classify(batch.Posts)
	classifying.End(nil)
	fresh := 0
	ctx, writing := traces.Begin(ctx, "store")
	err = p.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		if err := check(tx); err != nil {
			return err
		}
		s := &storing{Tx: tx, pipeline: p, source: source, now: p.Now()}
		if err := s.store(ctx, posts); err != nil {
			return err
		}
		if err := s.delete(ctx, batch.Deleted); err != nil {
			return err
		}
		if err := s.erase(ctx, batch.Erased); err != nil {
			return err
		}
		if lost := batch.Lost; lost != nil {
			if err := tx.BeginSpell(ctx, sight.Spell{Source: source, From: lost.From, To: lost.To, Reason: lost.Reason, Detail: lost.Detail, IsLost: true}); err != nil {
				return err
			}
		}
		fresh = s.fresh
		return tx.MoveCursor(ctx, source, string(from), string(batch.Cursor), s.fresh)
	})
	writing.End(err)
	if err != nil {
		return err
	}
	span.Note(attribute.Int("posts.new", fresh))
	p.Observer.Collected(source, fresh)
	return nil
}

// classify makes a verdict of each post that can be kept; of posts that stand in the batch twice, the last one counts.
func (p *Pipeline) classify(posts []post.Post) []classified {
	c := p.Classifier()
	out := make([]classified, 0, len(posts))
	at := map[post.Ref]int{}
	for _, one := range posts {
		one.Tidy()
		if !one.Ref().IsUsable() {
			continue
		}
		one.Author = post.Pseudonym(p.Key, one.Platform, one.Author)
		start := time.Now()
		done := classified{post: one, verdict: c.Classify(one)}
		p.Observer.Classified(done.verdict, time.Since(start))
		if done.verdict.Kind != classifier.KindNone {
			done.sign = triage.Sign(one.Text, done.verdict.Language)
		}
		if i, twice := at[one.Ref()]; twice {
			out[i] = done
			continue
		}
		at[one.Ref()] = len(out)
		out = append(out, done)
	}
	return out
}

package pipeline_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/collector"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/metrics"
	"hearsay/pipeline"
	"hearsay/post"
	"hearsay/triage"
)

// batchSize is how many posts are committed at once.
const batchSize = 500

// BenchmarkCommit carries posts from batches into the ledger, one in a hundred of them somebody's business.
func BenchmarkCommit(b *testing.B) {
	onBoth(b, func(b *testing.B, r *reader) {
		b.ReportAllocs()
		for b.Loop() {
			r.commit(b)
		}
		b.ReportMetric(float64(r.read)/b.Elapsed().Seconds(), "posts/s")
	})
}

// onBoth measures with a reader on a ledger of each kind.
func onBoth(b *testing.B, measure func(b *testing.B, r *reader)) {
	b.Run("SQLite", func(b *testing.B) { measure(b, newReader(b, "s", filepath.Join(b.TempDir(), "l.db"))) })
	b.Run("PostgreSQL", func(b *testing.B) { measure(b, newReader(b, "s", servertest.PostgresURL(b))) })
}

// BenchmarkProcesses does the same from one to eight sources at once, each over a ledger of its own as in a process of its own.
func BenchmarkProcesses(b *testing.B) {
	for n := 1; n <= 8; n *= 2 {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			address := servertest.PostgresURL(b)
			var readers []*reader
			for i := range n {
				readers = append(readers, newReader(b, fmt.Sprint("s", i), address))
			}
			for b.Loop() {
				var all sync.WaitGroup
				for _, r := range readers {
					all.Go(func() { r.commit(b) })
				}
				all.Wait()
			}
			b.ReportMetric(float64(n*readers[0].read)/b.Elapsed().Seconds(), "posts/s")
		})
	}
}

// BenchmarkMonths does the same in PostgreSQL with as many months of posts as are kept: each post is looked for in all of them.
func BenchmarkMonths(b *testing.B) {
	for _, n := range []int{1, 3, 12} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := newReader(b, "s", servertest.PostgresURL(b))
			var others []ledger.StoredPost
			for i := 1; i < n; i++ {
				others = append(others, ledger.StoredPost{Post: post.Post{Platform: "month", ID: fmt.Sprint(i)}, CollectedAt: time.Now().AddDate(0, 0, 31*i)})
			}
			if err := r.Ledger.Write(b.Context(), func(tx *ledger.Tx) error { return tx.InsertPosts(b.Context(), others) }); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				r.commit(b)
			}
			b.ReportMetric(float64(r.read)/b.Elapsed().Seconds(), "posts/s")
		})
	}
}

// BenchmarkAgain reads what is known already, as after a break in a stream.
func BenchmarkAgain(b *testing.B) {
	onBoth(b, func(b *testing.B, r *reader) {
		for range 40 {
			r.commit(b)
		}
		posts := r.read
		r.read = 0
		for b.Loop() {
			if r.commit(b); r.read == posts {
				r.read = 0
			}
		}
		b.ReportMetric(float64(b.N*batchSize)/b.Elapsed().Seconds(), "posts/s")
	})
}

// reader reads a source of made-up posts.
type reader struct {
	*pipeline.Pipeline
	source string
	cursor collector.Cursor
	read   int
}

func newReader(b *testing.B, source, address string) *reader {
	b.Helper()
	l, err := ledger.Open(b.Context(), address, time.Now)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { l.Close() })
	set, err := rules.Load("../configs/rules")
	if err != nil {
		b.Fatal(err)
	}
	c := classifier.New(set, nil)
	return &reader{source: source, Pipeline: &pipeline.Pipeline{Ledger: l, Classifier: func() *classifier.Classifier { return c }, Routes: triage.DefaultRoutes(), Observer: metrics.New(), Now: time.Now}}
}

// commit carries one batch, of posts by so many authors and with ids as long and as scattered as Bluesky's.
func (r *reader) commit(b *testing.B) {
	batch := collector.Batch{Cursor: collector.Cursor(fmt.Sprint(r.read + 1))}
	for range batchSize {
		text := fmt.Sprintf("Lovely walk by the river number %d today, the ducks are back and so are the swans", r.read)
		if r.read%100 == 0 {
			text = fmt.Sprintf("Is the vaccine number %d safe for people of %d years who live in street %d", r.read, r.read*7919, r.read*104729)
		}
		author := fmt.Sprintf("did:plc:%024d", r.read*2654435761%300007*104729)
		batch.Posts = append(batch.Posts, post.Post{Platform: r.source, ID: fmt.Sprintf("at://%s/app.bsky.feed.post/%013d", author, r.read), Text: text, Author: author})
		r.read++
	}
	if err := r.Commit(b.Context(), r.source, r.cursor, batch); err != nil {
		b.Error(err)
	}
	r.cursor = batch.Cursor
}

package pipeline_test

import (
	"fmt"
	"path/filepath"
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

// BenchmarkCommit carries posts from a batch of 500 into the ledger, one in a hundred of them somebody's business.
func BenchmarkCommit(b *testing.B) {
	for name, address := range map[string]func() string{
		"SQLite":     func() string { return filepath.Join(b.TempDir(), "l.db") },
		"PostgreSQL": func() string { return servertest.PostgresURL(b) },
	} {
		b.Run(name, func(b *testing.B) {
			l, err := ledger.Open(b.Context(), address(), time.Now)
			if err != nil {
				b.Fatal(err)
			}
			defer l.Close()
			set, err := rules.Load("../configs/rules")
			if err != nil {
				b.Fatal(err)
			}
			c := classifier.New(set, nil)
			p := &pipeline.Pipeline{Ledger: l, Classifier: func() *classifier.Classifier { return c }, Routes: triage.DefaultRoutes(), Observer: metrics.New(), Now: time.Now}
			const size = 500
			n := 0
			cursor := collector.Cursor("")
			b.ReportAllocs()
			for b.Loop() {
				batch := collector.Batch{Cursor: collector.Cursor(fmt.Sprint(n + 1))}
				for range size {
					text := fmt.Sprintf("Lovely walk by the river number %d today, the ducks are back and so are the swans", n)
					if n%100 == 0 {
						text = fmt.Sprintf("Is the vaccine number %d safe for people of %d years who live in street %d", n, n*7919, n*104729)
					}
					batch.Posts = append(batch.Posts, post.Post{Platform: "sample", ID: fmt.Sprint(n), Text: text, Author: "someone"})
					n++
				}
				if err := p.Commit(b.Context(), "s", cursor, batch); err != nil {
					b.Fatal(err)
				}
				cursor = batch.Cursor
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "posts/s")
		})
	}
}

package x

import (
	"encoding/json"
	"log/slog"
	"testing"

	"hearsay/collector"
)

// FuzzStreams reads a line as one of the stream of posts and as one of the compliance stream.
func FuzzStreams(f *testing.F) {
	f.Add([]byte(`{"data":{"id":"1","text":"a","author_id":"2","edit_history_tweet_ids":["0","1"],"referenced_tweets":[{"type":"quoted","id":"3"}]},"includes":{"users":[{"id":"2","username":"u"}]}}`))
	f.Add([]byte(`{"data":{"delete":{"tweet":{"id":"1","author_id":"2"}},"user_suspend":{"user":{"id":"3"}}}}`))
	f.Add([]byte(`{"errors":[{"title":"ConnectionException","detail":"too many"}]}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		s := &source{env: collector.Env{Log: slog.New(slog.DiscardHandler)}}
		for _, r := range []reader{&filtered{source: s}, complying{s}} {
			var batch collector.Batch
			_ = r.take(&batch, line)
			for _, p := range batch.Posts {
				p.Tidy()
				if _, err := json.Marshal(p); err != nil {
					t.Errorf("%+v: %v", p, err)
				}
			}
			for _, ref := range batch.Deleted {
				if ref.ID == "" {
					t.Errorf("a deletion of nothing: %+v", batch)
				}
			}
		}
	})
}

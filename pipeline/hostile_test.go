package pipeline_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hearsay/collector"
	"hearsay/internal/servertest"
	"hearsay/post"
)

// TestAHostilePostStopsNothing wants nobody to be able to stop the posts of others from being read, whatever they write in theirs: the
// batch it comes with is stored. A ledger that refused it would be offered it again for ever.
func TestAHostilePostStopsNothing(t *testing.T) {
	for name, address := range map[string]func() string{
		"SQLite":     func() string { return filepath.Join(t.TempDir(), "l.db") },
		"PostgreSQL": func() string { return servertest.PostgresURL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorldAt(t, address())
			for what, bad := range map[string]string{
				"a NUL": "a\x00b", "nothing but a NUL": "\x00", "broken UTF-8": "a\xff\xfe",
				"longer than any index takes": strings.Repeat("\U0001F30A made up ", 100_000),
			} {
				before, err := w.Ledger.CountPosts(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				w.commit(collector.Batch{Posts: hostile(what, bad), Deleted: []post.Ref{{Platform: "sample", ID: bad}}, Erased: []post.Author{{Platform: "sample", Name: bad}}})
				after, err := w.Ledger.CountPosts(t.Context())
				if err != nil || after != before+3 {
					t.Errorf("%s: %d of the 3 posts that have an id are stored, %v", what, after-before, err)
				}
			}
		})
	}
}

// hostile are posts with what is bad wherever they may have it. The id of the last one is bad as well.
func hostile(what, bad string) []post.Post {
	one := post.Post{
		Platform: "sample", ID: what, Text: "The water is poisoned " + bad, URL: bad, Author: bad, Language: bad, Space: bad, Links: []string{bad, "https://example.org/"}, ReplyTo: bad,
		RepostOf: bad, QuoteOf: bad, Territory: bad, Alias: bad, Reach: -1 << 63, Shares: 1<<63 - 1, CreatedAt: time.Unix(1<<60, 0),
	}
	quoting, without := one, one
	quoting.ID, quoting.RepostOf = what+" again", ""
	without.ID = bad
	return []post.Post{one, quoting, made(what+" good", "The water is poisoned, they say"), without}
}

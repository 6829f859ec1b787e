package pipeline

import (
	"context"
	"database/sql"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"hearsay/classifier"
	"hearsay/collector/tips"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/triage"
)

func TestWhatIsKeptForHowLong(t *testing.T) {
	const day = 24 * time.Hour
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	keep := Keep{Other: 30 * day, Posts: 365 * day, Tips: 180 * day}
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	for _, test := range []struct {
		name string
		aged ledger.Aged
		want due
	}{
		{"nobody's, young", ledger.Aged{CollectedAt: ago(29 * day)}, stays},
		{"nobody's, old", ledger.Aged{CollectedAt: ago(31 * day)}, goes},
		{"of an item that waits", ledger.Aged{CollectedAt: ago(900 * day), LastPost: ago(900 * day), Item: "i", State: "open"}, stays},
		{"of an item that is being answered", ledger.Aged{CollectedAt: ago(900 * day), LastPost: ago(900 * day), Item: "i", State: "answering"}, stays},
		{"of an item that still spreads", ledger.Aged{CollectedAt: ago(900 * day), LastPost: ago(day), Item: "i", State: "answered"}, stays},
		{"of an item that is done", ledger.Aged{CollectedAt: ago(400 * day), LastPost: ago(366 * day), Item: "i", State: "answered"}, fades},
		{"of an item that was merged", ledger.Aged{CollectedAt: ago(400 * day), LastPost: ago(366 * day), Item: "i", State: "merged"}, fades},
		{"a tip that waits", ledger.Aged{Ref: post.Ref{Platform: tips.Platform}, CollectedAt: ago(200 * day), Item: "i", State: "open"}, stays},
		{"a tip that is done", ledger.Aged{Ref: post.Ref{Platform: tips.Platform}, CollectedAt: ago(181 * day), LastPost: now, Item: "i", State: "dismissed"}, fades},
	} {
		if got := keep.of(test.aged, now); got != test.want {
			t.Errorf("%s: got %d, want %d", test.name, got, test.want)
		}
		if got := (Keep{}).of(test.aged, now); got != stays {
			t.Errorf("%s, kept for ever: got %d", test.name, got)
		}
	}
}

// step is what the texts are after another while.
type step struct {
	after time.Duration
	want  string
}

func TestRetentionRunsOnceADay(t *testing.T) {
	endsRetention(t, filepath.Join(t.TempDir(), "l.db"), []step{
		{0, "other=text of other open=text of open answered=text of answered "},
		{12 * time.Hour, "other=text of other open=text of open answered=text of answered "},
		{49 * time.Hour, "open=text of open answered= "},
		{time.Hour, "open=text of open answered= "},
	}, "1 posts forgotten, the text of 1 erased, 0 views forgotten")
}

// TestWhoWroteWhatIsForgottenGoesAlong looks into SQLite for the notes of who wrote posts.
func TestWhoWroteWhatIsForgottenGoesAlong(t *testing.T) {
	const keep = 48 * time.Hour
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	address := filepath.Join(t.TempDir(), "l.db")
	l, err := ledger.Open(t.Context(), address, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	r := &Retention{Ledger: l, Keep: Keep{Other: keep}, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)}
	for _, id := range []string{"old", "young"} {
		err := l.Write(t.Context(), func(tx *ledger.Tx) error {
			return tx.InsertPosts(t.Context(), []ledger.StoredPost{{Post: post.Post{Platform: "x", ID: id, Author: "somebody"}, CollectedAt: now}})
		})
		if err != nil {
			t.Fatal(err)
		}
		now = now.Add(30 * time.Hour)
	}
	if err := r.Turn(t.Context()); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	crowds := 0
	if err := db.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM crowds").Scan(&crowds); err != nil || crowds != 1 {
		t.Errorf("%d crowds are left, %v, want 1", crowds, err)
	}
	if found, err := l.PostsOfAuthor(t.Context(), "x", "somebody"); err != nil || len(found) != 1 || found[0].ID != "young" {
		t.Errorf("of the author: %v, %v", found, err)
	}
}

func TestPostgreSQLForgetsByMonths(t *testing.T) {
	first := time.Now().UTC().Format("posts_other_2006_01")
	endsRetention(t, servertest.PostgresURL(t), []step{
		{0, "other=text of other open=text of open answered=text of answered "},
		{49 * time.Hour, "other=text of other open=text of open answered= "},
		{10 * 366 * 24 * time.Hour, "open=text of open answered= "},
		{time.Hour, "open=text of open answered= "},
	}, "0 posts forgotten, the text of 1 erased, 0 views forgotten", "all of "+first+" forgotten")
}

// endsRetention lives through some steps with a post of every kind, and wants the audit log to say what was done.
func endsRetention(t *testing.T, address string, steps []step, audited ...string) {
	t.Helper()
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	l, err := ledger.Open(t.Context(), address, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	add := func(id, item string, state triage.State) {
		t.Helper()
		p := ledger.StoredPost{Post: post.Post{Platform: "x", ID: id, Text: "text of " + id, Author: "a"}, Item: item, CollectedAt: now}
		err := l.Write(t.Context(), func(tx *ledger.Tx) error {
			if item != "" {
				it := &triage.Item{ID: item, Kind: classifier.KindClaim, State: state, Lead: p.Ref(), LastPost: now, Queue: "q"}
				if err := tx.SaveItem(t.Context(), it); err != nil {
					return err
				}
			}
			return tx.InsertPosts(t.Context(), []ledger.StoredPost{p})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	add("other", "", "")
	add("open", "i1", triage.Open)
	add("answered", "i2", triage.Answered)
	r := &Retention{Ledger: l, Keep: Keep{Other: 48 * time.Hour, Posts: 48 * time.Hour}, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)}
	texts := func() (all string) {
		for _, id := range []string{"other", "open", "answered"} {
			p, err := l.Post(context.WithoutCancel(t.Context()), post.Ref{Platform: "x", ID: id})
			if err == nil {
				all += id + "=" + p.Text + " "
			}
		}
		return all
	}
	for _, step := range steps {
		now = now.Add(step.after)
		if err := r.Turn(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := texts(); got != step.want {
			t.Errorf("after %v: %s, want %s", step.after, got, step.want)
		}
	}
	history, err := l.History(t.Context(), "privacy/retention")
	var said []string
	for _, e := range history {
		said = append(said, e.Detail)
	}
	if err != nil || !slices.Equal(said, audited) {
		t.Errorf("in the audit log: %q, %v", said, err)
	}
}

func TestARepostOfAnItemThatWaitsOutlivesWhatItRepeats(t *testing.T) {
	const keep = 48 * time.Hour
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	l, err := ledger.Open(t.Context(), filepath.Join(t.TempDir(), "l.db"), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	original := post.Post{Platform: "x", ID: "1", Text: "the water is bad"}
	repost := post.Post{Platform: "x", ID: "2", Text: original.Text, RepostOf: original.ID}
	items := []*triage.Item{
		{ID: "answered", Kind: classifier.KindClaim, State: triage.Answered, Lead: original.Ref(), LastPost: now, Queue: "q"},
		{ID: "split off", Kind: classifier.KindClaim, State: triage.Open, Lead: repost.Ref(), LastPost: now, Queue: "q"},
	}
	err = l.Write(t.Context(), func(tx *ledger.Tx) error {
		var posts []ledger.StoredPost
		for i, p := range []post.Post{original, repost} {
			if err := tx.SaveItem(t.Context(), items[i]); err != nil {
				return err
			}
			posts = append(posts, ledger.StoredPost{Post: p, Item: items[i].ID, CollectedAt: now})
		}
		return tx.InsertPosts(t.Context(), posts)
	})
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(keep + time.Hour)
	r := &Retention{Ledger: l, Keep: Keep{Posts: keep}, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)}
	if err := r.Turn(t.Context()); err != nil {
		t.Fatal(err)
	}
	for ref, want := range map[post.Ref]string{original.Ref(): "", repost.Ref(): repost.Text} {
		if p, err := l.Post(t.Context(), ref); err != nil || p.Text != want {
			t.Errorf("%s: %q, %v, want %q", ref, p.Text, err, want)
		}
	}
	if it, err := l.Item(t.Context(), "split off"); err != nil || it.State != triage.Open {
		t.Errorf("the item of the repost: %+v, %v", it, err)
	}
}

package collector

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"hearsay/post"
)

// Down reads listings that run from new to old, page by page, down to where the last complete sweep began.
type Down struct {
	// Page gives the page that token names, "" for the newest.
	Page func(ctx context.Context, token string) (DownPage, error)
	// Overlap is read again at every sweep: listings are not quite in order. What is known is not stored twice.
	Overlap time.Duration
	// MostPages bounds a sweep; 0 means 50. What is older is given up, as listings of platforms end, too.
	MostPages int
}

// DownPage is one page of a listing.
type DownPage struct {
	Posts   []post.Post
	Deleted []post.Ref
	Next    string // token of the page below, "" if there is none
	Pause   error  // a *Wait if the platform wants patience before the next page, else nil
}

// downCursor is the time of the newest post of the last complete sweep.
type downCursor struct {
	Since time.Time `json:"since"`
}

// Collect is Source's. The cursor moves when the sweep is through: one that breaks begins again at the newest page.
func (d Down) Collect(ctx context.Context, from Cursor, deliver Deliver) error {
	var at downCursor
	if from != "" {
		if err := json.Unmarshal([]byte(from), &at); err != nil {
			return fmt.Errorf("the stored cursor %q is not one of this source: %w", from, err)
		}
	}
	newest, token := at.Since, ""
	for left := d.mostPages(); ; left-- {
		page, err := d.Page(ctx, token)
		if err != nil {
			return err
		}
		for i := range page.Posts {
			created := page.Posts[i].CreatedAt
			if created.After(newest) && created.Before(time.Now().Add(time.Minute)) {
				newest = created
			}
		}
		batch := Batch{Posts: page.Posts, Deleted: page.Deleted, Cursor: from}
		through := page.reaches(at.Since.Add(-d.Overlap)) || page.Next == "" || page.Next == token || left <= 1
		if through {
			encoded, err := json.Marshal(downCursor{newest})
			if err != nil {
				return fmt.Errorf("writing the cursor: %w", err)
			}
			batch.Cursor = Cursor(encoded)
		}
		if err := deliver(ctx, batch); err != nil || through {
			return err
		}
		if page.Pause != nil {
			return page.Pause
		}
		token = page.Next
	}
}

// reaches tells whether the page goes down to a time.
func (p *DownPage) reaches(t time.Time) bool {
	n := len(p.Posts)
	return n > 0 && !p.Posts[n-1].CreatedAt.After(t)
}

func (d Down) mostPages() int {
	if d.MostPages == 0 {
		return 50
	}
	return d.MostPages
}

package collector

import (
	"context"
	"errors"
	"slices"
	"time"

	"hearsay/post"
	"hearsay/sight"
)

// Down reads listings that run from new to old, page by page, down to where the last complete sweep began.
type Down struct {
	// Page gives the page that token names, "" for the newest. since is the time of the newest post of the last complete
	// sweep, zero before the first.
	Page func(ctx context.Context, token string, since time.Time) (DownPage, error)
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

	// Unordered is true of a listing whose order is not known: it is read until a page has something older than since and
	// nothing newer.
	Unordered bool
}

// downCursor is how far a listing was read: Since is the time of the newest post of the last complete sweep; within a
// sweep, Next is the page to go on with, and Newest what Since will be when it is through.
type downCursor struct {
	Since  time.Time `json:"since"`
	Newest time.Time `json:"newest,omitzero"`
	Next   string    `json:"next,omitempty"`
}

// Collect is Source's. A sweep that breaks goes on at the page where it stood, or, if the platform does not know that any
// more, at the newest.
func (d Down) Collect(ctx context.Context, from Cursor, deliver Deliver) error {
	var at downCursor
	if err := from.Decode(&at); err != nil {
		return err
	}
	for left := d.mostPages(); ; left-- {
		page, err := d.Page(ctx, at.Next, at.Since)
		if at.Next != "" && isStale(err) {
			at.Next = ""
			continue
		}
		if err != nil {
			return err
		}
		for i := range page.Posts {
			if created := page.Posts[i].CreatedAt; created.After(at.Newest) && created.Before(time.Now().Add(time.Minute)) {
				at.Newest = created
			}
		}
		through := page.reaches(at.Since.Add(-d.Overlap)) || page.Next == "" || page.Next == at.Next || left <= 1
		var lost *Lost
		if at.Next = page.Next; through {
			if left <= 1 && page.Next != "" && !page.reaches(at.Since) {
				lost = page.lostBelow(at.Since)
			}
			since := at.Since
			if at.Newest.After(since) {
				since = at.Newest
			}
			at = downCursor{Since: since}
		}
		encoded, err := EncodeCursor(at)
		if err != nil {
			return err
		}
		if err := deliver(ctx, Batch{Posts: page.Posts, Deleted: page.Deleted, Lost: lost, Cursor: encoded}); err != nil || through {
			return err
		}
		if page.Pause != nil {
			return page.Pause
		}
	}
}

// isStale tells whether an error may be because a page's token has ended.
func isStale(err error) bool {
	var status *StatusError
	return errors.As(err, &status) && status.Status >= 400 && status.Status < 500
}

// reaches tells whether the page goes down to a time.
func (p *DownPage) reaches(t time.Time) bool {
	if p.Unordered {
		return slices.ContainsFunc(p.Posts, func(one post.Post) bool { return one.CreatedAt.Before(t) }) &&
			!slices.ContainsFunc(p.Posts, func(one post.Post) bool { return one.CreatedAt.After(t) })
	}
	n := len(p.Posts)
	return n > 0 && !p.Posts[n-1].CreatedAt.After(t)
}

// lostBelow is what is given up between the page and the last complete sweep; nil for the first sweep, which has no such end.
func (p *DownPage) lostBelow(since time.Time) *Lost {
	if since.IsZero() || len(p.Posts) == 0 {
		return nil
	}
	oldest := slices.MinFunc(p.Posts, func(a, b post.Post) int { return a.CreatedAt.Compare(b.CreatedAt) }).CreatedAt
	if !oldest.After(since) {
		return nil
	}
	return &Lost{sight.Span{From: since, To: oldest}, sight.TooOld, "more was posted than is read in one go"}
}

func (d Down) mostPages() int {
	if d.MostPages == 0 {
		return 50
	}
	return d.MostPages
}

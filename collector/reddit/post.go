package reddit

import (
	"html"
	"strings"
	"time"

	"hearsay/post"
)

// Platform is the name in refs; ids are full names, as in t3_15bfi0.
const Platform = "reddit"

// isGone tells whether the thing was deleted by its author or removed by moderators.
func (t *thing) isGone() bool {
	for _, text := range []string{t.SelfText, t.Body} {
		if text == "[removed]" || text == "[deleted]" {
			return true
		}
	}
	return t.Removed != ""
}

func (t *thing) ref() post.Ref { return post.Ref{Platform: Platform, ID: t.Name} }

func (t *thing) post() post.Post {
	p := post.Post{
		Platform: Platform, ID: t.Name, Author: t.Author, Space: "r/" + strings.ToLower(t.Subreddit), Shares: t.Crossposts, ReplyTo: t.ParentID,
		Text:      post.Clean(html.UnescapeString(strings.TrimSpace(t.Title + "\n" + t.SelfText + t.Body))),
		CreatedAt: time.Unix(int64(t.Created), 0).UTC(),
	}
	if t.AuthorID != "" {
		p.Author = t.AuthorID
	}
	if t.Permalink != "" {
		p.URL = "https://www.reddit.com" + t.Permalink
	}
	if t.URL != "" && !t.IsSelf {
		p.Links = []string{t.URL}
	}
	if at, ok := t.Edited.(float64); ok && at > 0 {
		p.Edited = true
	}
	return p
}

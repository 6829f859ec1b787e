package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"

	"hearsay/post"
)

// Platform is the name in refs of posts from feeds.
const Platform = "feed"

// toPosts turns a feed's entries into posts; entries without words are left out. base is the feed's own address,
// now stands in for a missing or future date.
func toPosts(f *gofeed.Feed, base *url.URL, settings Settings, now time.Time) []post.Post {
	language := post.LanguageOf(f.Language)
	if language == "" {
		language = settings.Language
	}
	posts := make([]post.Post, 0, len(f.Items))
	for _, item := range f.Items {
		p := toPost(item, base, now)
		p.Language, p.Territory, p.Space = language, settings.Territory, base.Host
		if p.Validate() == nil {
			posts = append(posts, p)
		}
	}
	return posts
}

func toPost(item *gofeed.Item, base *url.URL, now time.Time) post.Post {
	title, _ := post.FromHTML(item.Title)
	body := item.Description
	if body == "" {
		body = item.Content
	}
	text, links := post.FromHTML(body)
	if !strings.HasPrefix(text, title) {
		text = strings.TrimSpace(title + "\n" + text)
	}
	p := post.Post{
		Platform:  Platform,
		URL:       absolute(base, item.Link),
		Text:      post.Clean(text),
		CreatedAt: created(item, now),
		Links:     links,
	}
	if len(item.Authors) > 0 {
		p.Author = item.Authors[0].Name
	}
	p.ID = identity(base, item, p)
	return p
}

// identity is the entry's own id within its feed, else its link, else a hash of its words.
func identity(base *url.URL, item *gofeed.Item, p post.Post) string {
	switch {
	case item.GUID != "" && (strings.Contains(item.GUID, ":") || strings.Contains(item.GUID, "/")):
		return item.GUID
	case item.GUID != "":
		return base.Host + base.Path + "#" + item.GUID // a bare number is unique in its feed only
	case p.URL != "":
		return p.URL
	}
	sum := sha256.Sum256([]byte(p.Text))
	return base.Host + base.Path + "#" + hex.EncodeToString(sum[:12])
}

func created(item *gofeed.Item, now time.Time) time.Time {
	for _, t := range []*time.Time{item.PublishedParsed, item.UpdatedParsed} {
		if t != nil && !t.IsZero() && t.Before(now) {
			return t.UTC()
		}
	}
	return now
}

func absolute(base *url.URL, link string) string {
	if link == "" {
		return ""
	}
	u, err := base.Parse(strings.TrimSpace(link))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

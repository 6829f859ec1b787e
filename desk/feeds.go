package desk

import (
	"net/http"

	"github.com/gorilla/feeds"
)

// atom serves every public reply as an Atom feed (RFC 4287), the newest first.
func (d *Desk) atom(w http.ResponseWriter, r *http.Request) {
	public, err := d.public(r.Context())
	if err != nil {
		d.fail(w, r, err)
		return
	}
	feed := &feeds.Feed{Title: "Verified replies", Id: d.BaseURL + "/feeds/replies.atom", Link: &feeds.Link{Href: d.BaseURL + "/feeds/replies.atom"}, Author: &feeds.Author{Name: d.Publisher}}
	for _, reply := range public {
		item := &feeds.Item{Id: "urn:hearsay:reply:" + reply.ID, Title: reply.Fact, Description: reply.Plain(), Created: reply.PublishedAt, Updated: reply.PublishedAt, Link: &feeds.Link{}}
		item.Link.Href = d.BaseURL + "/answers/" + reply.ID
		if reply.PublishedAt.After(feed.Updated) {
			feed.Updated = reply.PublishedAt
		}
		feed.Items = append(feed.Items, item)
	}
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	if err := feed.WriteAtom(w); err != nil {
		d.Log.Warn("writing the feed", "error", err)
	}
}

package article

import (
	"context"
	"log/slog"
	"strings"

	"hearsay/collector"
	"hearsay/post"
)

// Known tells which posts are stored already: their articles are not read again.
type Known func(ctx context.Context, refs []post.Ref) (map[post.Ref]string, error)

// Carry makes a source whose posts carry the text of the article that they link.
func Carry(source collector.Source, reader *Reader, known Known, log *slog.Logger) collector.Source {
	return &carrier{source, reader, known, log}
}

type carrier struct {
	source collector.Source
	reader *Reader
	known  Known
	log    *slog.Logger
}

// mostArticles bounds how many are read for one batch; it waits for them.
const mostArticles = 20

// Collect implements collector.Source.
func (c *carrier) Collect(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
	return c.source.Collect(ctx, from, func(ctx context.Context, batch collector.Batch) error {
		if err := c.fill(ctx, batch.Posts); err != nil {
			return err
		}
		return deliver(ctx, batch)
	})
}

// fill adds articles to the posts that are new.
func (c *carrier) fill(ctx context.Context, posts []post.Post) error {
	refs := make([]post.Ref, len(posts))
	for i := range posts {
		refs[i] = posts[i].Ref()
	}
	known, err := c.known(ctx, refs)
	if err != nil {
		return err
	}
	left := mostArticles
	for i := range posts {
		p := &posts[i]
		address := linked(p)
		if _, isKnown := known[p.Ref()]; isKnown && !p.Edited || address == "" || left == 0 {
			continue
		}
		left--
		text, err := c.reader.Read(ctx, address)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			c.log.Info("an article cannot be read; the post goes without", "post", p.Ref().String(), "error", err)
			continue
		}
		p.Text = with(p.Text, text)
	}
	return nil
}

// linked is the article of a post: its own page, of an entry of a feed, else the first link.
func linked(p *post.Post) string {
	if p.Platform == "feed" && p.URL != "" {
		return p.URL
	}
	if len(p.Links) > 0 {
		return p.Links[0]
	}
	return ""
}

// with is a post's text and the article, without what the post says of it already.
func with(text, article string) string {
	if strings.Contains(article, text) {
		return article
	}
	return post.Clean(text + "\n\n" + article)
}

package youtube

import (
	"html"
	"strings"

	"hearsay/post"
)

// Platform is the name in refs; ids are those of videos and comments.
const Platform = "youtube"

// posts are what an item says: a video's title and description, or comments.
func (i *item) posts() []post.Post {
	if i.Snippet.TopLevelComment == nil {
		return []post.Post{i.video()}
	}
	all := []post.Post{i.Snippet.TopLevelComment.post()}
	for r := range i.Replies.Comments {
		all = append(all, i.Replies.Comments[r].post())
	}
	return all
}

func (i *item) video() post.Post {
	id := i.Snippet.ResourceID.VideoID
	if found, ok := i.ID.(map[string]any); ok && id == "" {
		id, _ = found["videoId"].(string)
	}
	s := &i.Snippet
	return post.Post{
		Platform: Platform, ID: id, URL: watch + id, Author: s.ChannelID, Space: s.ChannelTitle, CreatedAt: s.PublishedAt,
		Text: post.Clean(html.UnescapeString(strings.TrimSpace(s.Title + "\n" + s.Description))),
	}
}

const watch = "https://www.youtube.com/watch?v="

func (c *comment) post() post.Post {
	s := &c.Snippet
	return post.Post{
		Platform: Platform, ID: c.ID, URL: watch + s.VideoID + "&lc=" + c.ID, Author: s.AuthorChannel.Value, Space: s.ChannelID,
		Text: post.Clean(s.TextDisplay), CreatedAt: s.Published, ReplyTo: orElse(s.ParentID, s.VideoID), Edited: s.Updated.After(s.Published),
	}
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

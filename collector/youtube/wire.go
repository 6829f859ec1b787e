package youtube

import (
	"time"

	"hearsay/post/wire"
)

// page is what the lists of the Data API have in common: https://developers.google.com/youtube/v3/docs
type page struct {
	NextPageToken string          `json:"nextPageToken"`
	Items         wire.List[item] `json:"items"`
}

// item is a search's result, an entry of a playlist or a comment thread, whose parts stand at different places.
type item struct {
	ID      any     `json:"id"` // a string, or an object in results of searches
	Snippet snippet `json:"snippet"`
	Replies struct {
		Comments []comment `json:"comments"`
	} `json:"replies"`
}

type snippet struct {
	Title        string    `json:"title"`
	Description  string    `json:"description"`
	ChannelID    string    `json:"channelId"`
	ChannelTitle string    `json:"channelTitle"`
	PublishedAt  time.Time `json:"publishedAt"`
	ResourceID   struct {
		VideoID string `json:"videoId"`
	} `json:"resourceId"`
	TopLevelComment *comment `json:"topLevelComment"`
}

type comment struct {
	ID      string `json:"id"`
	Snippet struct {
		TextDisplay   string `json:"textDisplay"`
		AuthorChannel struct {
			Value string `json:"value"`
		} `json:"authorChannelId"`
		ChannelID string    `json:"channelId"`
		VideoID   string    `json:"videoId"`
		ParentID  string    `json:"parentId"`
		Published time.Time `json:"publishedAt"`
		Updated   time.Time `json:"updatedAt"`
	} `json:"snippet"`
}

// refusal is the body of an error: https://developers.google.com/youtube/v3/docs/errors
type refusal struct {
	Error struct {
		Errors []struct {
			Reason string `json:"reason"`
		} `json:"errors"`
	} `json:"error"`
}

package reddit

import "hearsay/post/wire"

// listing is a page of things: https://www.reddit.com/dev/api/#listings
type listing struct {
	Data struct {
		After    string           `json:"after"`
		Children wire.List[child] `json:"children"`
	} `json:"data"`
}

type child struct {
	Kind string `json:"kind"` // t1 for a comment, t3 for a post
	Data thing  `json:"data"`
}

// thing is a post or a comment.
type thing struct {
	Name       string  `json:"name"` // its id with its kind, as in t3_15bfi0
	Author     string  `json:"author"`
	AuthorID   string  `json:"author_fullname"`
	Subreddit  string  `json:"subreddit"`
	Title      string  `json:"title"`
	SelfText   string  `json:"selftext"`
	Body       string  `json:"body"`
	URL        string  `json:"url"`
	Permalink  string  `json:"permalink"`
	ParentID   string  `json:"parent_id"`
	IsSelf     bool    `json:"is_self"`
	Crossposts int64   `json:"num_crossposts"`
	Created    float64 `json:"created_utc"` // Unix seconds
	Edited     any     `json:"edited"`      // false, or Unix seconds
	Removed    string  `json:"removed_by_category"`
}

package x

import "hearsay/post/wire"

// page is an answer of recent search: https://docs.x.com/x-api/posts/search-recent-posts
type page struct {
	wire.TweetsV2
	Meta struct {
		NewestID  string `json:"newest_id"`
		OldestID  string `json:"oldest_id"`
		NextToken string `json:"next_token"`
		Count     int64  `json:"result_count"`
	} `json:"meta"`
}

// rule is a rule of the filtered stream: https://docs.x.com/x-api/posts/filtered-stream/introduction
type rule struct {
	ID    string `json:"id,omitempty"`
	Value string `json:"value,omitempty"`
	Tag   string `json:"tag,omitempty"`
}

type ruleList struct {
	Data []rule `json:"data"`
}

// ruleChange adds or deletes rules.
type ruleChange struct {
	Add    []rule     `json:"add,omitempty"`
	Delete *ruleByIDs `json:"delete,omitempty"`
}

type ruleByIDs struct {
	IDs []string `json:"ids"`
}

// ruleAnswer says what became of a change.
type ruleAnswer struct {
	Errors []problem `json:"errors"`
}

// message is a line of the filtered stream: a post, or why the stream ends.
type message struct {
	wire.TweetsV2
	Errors []problem `json:"errors"`
}

type problem struct {
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Value  string `json:"value"`
}

// compliance is a line of the compliance stream: https://docs.x.com/x-api/compliance/streams/introduction
type compliance struct {
	Data struct {
		Delete      *tweetEvent `json:"delete"`
		Drop        *tweetEvent `json:"drop"`
		UserDelete  *userEvent  `json:"user_delete"`
		UserProtect *userEvent  `json:"user_protect"`
		UserSuspend *userEvent  `json:"user_suspend"`
	} `json:"data"`
}

type tweetEvent struct {
	Tweet struct {
		ID string `json:"id"`
	} `json:"tweet"`
}

type userEvent struct {
	User struct {
		ID string `json:"id"`
	} `json:"user"`
}

package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"github.com/dghubble/go-twitter/twitter"

	"hearsay/post"
)

// Twitter is the platform's name in refs, for X as well: ids did not change with the name.
const Twitter = "twitter"

func decodeTweet(line []byte) (Event, error) {
	var tweet twitter.Tweet
	if err := json.Unmarshal(line, &tweet); err != nil {
		return Event{}, fmt.Errorf("a post of X v1.1: %w", err)
	}
	p := FromTweet(&tweet)
	return Event{Post: &p}, nil
}

func decodeTweetDelete(raw json.RawMessage) (Event, error) {
	var d struct {
		Status struct {
			IDStr string `json:"id_str"`
		} `json:"status"`
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		return Event{}, fmt.Errorf("a deletion of X v1.1: %w", err)
	}
	if d.Status.IDStr == "" {
		return Event{}, fmt.Errorf("a deletion of X v1.1: %w", post.ErrNoID)
	}
	return Event{Deleted: &post.Ref{Platform: Twitter, ID: d.Status.IDStr}}, nil
}

// FromTweet normalises a v1.1 status. A retweet carries the text of what it repeats, whole; the platform's own
// "RT @…:" form is cut short. Space is the first hashtag, the nearest thing the platform has.
func FromTweet(t *twitter.Tweet) post.Post {
	p := post.Post{
		Platform: Twitter,
		ID:       tweetID(t),
		Text:     tweetText(t),
		Language: tweetLanguage(t.Lang),
		Shares:   int64(t.RetweetCount) + int64(t.QuoteCount),
		ReplyTo:  t.InReplyToStatusIDStr,
		QuoteOf:  t.QuotedStatusIDStr,
		Links:    tweetLinks(t),
		Space:    tweetSpace(t),
	}
	if created, err := t.CreatedAtTime(); err == nil {
		p.CreatedAt = created.UTC()
	}
	if t.User != nil {
		p.Author = author(t.User.IDStr, t.User.ScreenName)
		p.Reach = int64(t.User.FollowersCount)
		p.URL = "https://twitter.com/" + t.User.ScreenName + "/status/" + p.ID
	}
	if t.Place != nil {
		p.Territory = t.Place.CountryCode
	}
	if original := t.RetweetedStatus; original != nil {
		p.RepostOf, p.QuoteOf = tweetID(original), ""
		p.Text, p.Language = tweetText(original), tweetLanguage(original.Lang)
		p.Links, p.Space = tweetLinks(original), tweetSpace(original)
	}
	p.Text = post.Clean(p.Text)
	return p
}

// author is known by number, which stays when the name changes, else by name.
func author(id, name string) string {
	if id != "" {
		return id
	}
	return name
}

func tweetID(t *twitter.Tweet) string {
	if t.IDStr == "" && t.ID != 0 {
		return fmt.Sprint(t.ID)
	}
	return t.IDStr
}

func tweetText(t *twitter.Tweet) string {
	text := t.FullText
	if text == "" {
		text = t.Text
	}
	if t.ExtendedTweet != nil && t.ExtendedTweet.FullText != "" {
		text = t.ExtendedTweet.FullText
	}
	return html.UnescapeString(text) // the API escapes &, < and >
}

// tweetLanguage maps the platform's marks for "undetermined" and its old codes.
func tweetLanguage(lang string) string {
	switch lang {
	case "und", "qam", "qct", "qht", "qme", "qst", "zxx", "art":
		return ""
	case "in":
		return "id"
	case "iw":
		return "he"
	}
	return lang
}

func tweetEntities(t *twitter.Tweet) *twitter.Entities {
	if t.ExtendedTweet != nil && t.ExtendedTweet.Entities != nil {
		return t.ExtendedTweet.Entities
	}
	return t.Entities
}

func tweetLinks(t *twitter.Tweet) []string {
	var links []string
	if e := tweetEntities(t); e != nil {
		for _, u := range e.Urls {
			if u.ExpandedURL != "" {
				links = append(links, u.ExpandedURL)
			}
		}
	}
	return links
}

func tweetSpace(t *twitter.Tweet) string {
	if e := tweetEntities(t); e != nil && len(e.Hashtags) > 0 {
		return "#" + strings.ToLower(e.Hashtags[0].Text)
	}
	return ""
}

// tweetV2 is the part of a v2 post that is read.
// https://docs.x.com/x-api/fundamentals/data-dictionary
type tweetV2 struct {
	ID            string        `json:"id"`
	Text          string        `json:"text"`
	AuthorID      string        `json:"author_id"`
	CreatedAt     time.Time     `json:"created_at"`
	Lang          string        `json:"lang"`
	NoteTweet     *noteTweetV2  `json:"note_tweet"`
	PublicMetrics metricsV2     `json:"public_metrics"`
	Entities      entitiesV2    `json:"entities"`
	Referenced    []referenceV2 `json:"referenced_tweets"`
	History       []string      `json:"edit_history_tweet_ids"` // ids of all versions, this one the last
}

type noteTweetV2 struct {
	Text string `json:"text"`
}

type metricsV2 struct {
	Retweets int64 `json:"retweet_count"`
	Quotes   int64 `json:"quote_count"`
}

type entitiesV2 struct {
	Hashtags []struct {
		Tag string `json:"tag"`
	} `json:"hashtags"`
	URLs []struct {
		ExpandedURL string `json:"expanded_url"`
		UnwoundURL  string `json:"unwound_url"`
	} `json:"urls"`
}

type referenceV2 struct {
	Type string `json:"type"` // "retweeted", "quoted" or "replied_to"
	ID   string `json:"id"`
}

type includesV2 struct {
	Users  List[userV2]  `json:"users"`
	Tweets List[tweetV2] `json:"tweets"`
}

type userV2 struct {
	ID            string    `json:"id"`
	Username      string    `json:"username"`
	PublicMetrics followers `json:"public_metrics"`
}

type followers struct {
	Followers int64 `json:"followers_count"`
}

// TweetsV2 is an answer of X v2: posts, or one, and what they refer to.
type TweetsV2 struct {
	Data     *tweetsV2  `json:"data"` // nil where the answer has none
	Includes includesV2 `json:"includes"`
}

// tweetsV2 are the posts of an answer: a list of them, or the only one.
type tweetsV2 struct{ List[tweetV2] }

// UnmarshalJSON implements json.Unmarshaler.
func (t *tweetsV2) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte("{")) {
		data = slices.Concat([]byte("["), data, []byte("]"))
	}
	return t.List.UnmarshalJSON(data)
}

// Posts are the posts of an answer, and the earlier versions that edited ones replace. The error tells of those that cannot
// be read, beside which the others stand.
func (a *TweetsV2) Posts() (posts []post.Post, replaced []post.Ref, err error) {
	if a.Data == nil {
		return nil, nil, nil
	}
	for _, t := range a.Data.All {
		p := fromTweetV2(t, a.Includes)
		p.Text = post.Clean(p.Text)
		if p.Validate() != nil {
			continue
		}
		posts = append(posts, p)
		for _, id := range t.History {
			if id != t.ID && id != "" {
				replaced = append(replaced, post.Ref{Platform: Twitter, ID: id})
			}
		}
	}
	return posts, replaced, errors.Join(a.Data.Unread...)
}

// decodeTweetV2 reads a bare v2 post, or one wrapped in "data" with "includes" beside it.
func decodeTweetV2(line []byte, data json.RawMessage) (Event, error) {
	var t tweetV2
	var wrapped struct {
		Includes includesV2 `json:"includes"`
	}
	body := line
	if data != nil {
		body = data
		if err := json.Unmarshal(line, &wrapped); err != nil {
			return Event{}, fmt.Errorf("the expansions of a post of X v2: %w", err)
		}
	}
	if err := json.Unmarshal(body, &t); err != nil {
		return Event{}, fmt.Errorf("a post of X v2: %w", err)
	}
	p := fromTweetV2(t, wrapped.Includes)
	return Event{Post: &p}, nil
}

func fromTweetV2(t tweetV2, includes includesV2) post.Post {
	p := post.Post{
		Platform:  Twitter,
		ID:        t.ID,
		URL:       "https://twitter.com/i/web/status/" + t.ID,
		Author:    t.AuthorID,
		Text:      textV2(t),
		Language:  tweetLanguage(t.Lang),
		CreatedAt: t.CreatedAt,
		Shares:    t.PublicMetrics.Retweets + t.PublicMetrics.Quotes,
	}
	for _, u := range t.Entities.URLs {
		switch {
		case u.UnwoundURL != "":
			p.Links = append(p.Links, u.UnwoundURL)
		case u.ExpandedURL != "":
			p.Links = append(p.Links, u.ExpandedURL)
		}
	}
	if len(t.Entities.Hashtags) > 0 {
		p.Space = "#" + strings.ToLower(t.Entities.Hashtags[0].Tag)
	}
	for _, u := range includes.Users.All {
		if u.ID == t.AuthorID {
			p.Reach = u.PublicMetrics.Followers
			p.URL = "https://twitter.com/" + u.Username + "/status/" + t.ID
		}
	}
	for _, ref := range t.Referenced {
		switch ref.Type {
		case "retweeted":
			p.RepostOf = ref.ID
			for _, original := range includes.Tweets.All {
				if original.ID == ref.ID {
					p.Text = textV2(original)
				}
			}
		case "quoted":
			p.QuoteOf = ref.ID
		case "replied_to":
			p.ReplyTo = ref.ID
		}
	}
	return p
}

func textV2(t tweetV2) string {
	if t.NoteTweet != nil && t.NoteTweet.Text != "" {
		return html.UnescapeString(t.NoteTweet.Text)
	}
	return html.UnescapeString(t.Text)
}

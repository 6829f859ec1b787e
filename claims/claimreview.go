package claims

import (
	"time"

	"hearsay/classifier"
	"hearsay/replies"
)

// Review is a fact-check in schema.org's ClaimReview form, as search engines and fact-checkers read it.
// https://schema.org/ClaimReview
type Review struct {
	Context       string       `json:"@context,omitempty"`
	Type          string       `json:"@type"`
	URL           string       `json:"url,omitempty"`
	ClaimReviewed string       `json:"claimReviewed"`
	ReviewBody    string       `json:"reviewBody"`
	DatePublished string       `json:"datePublished"`
	InLanguage    string       `json:"inLanguage"`
	Author        organization `json:"author"`
	ReviewRating  rating       `json:"reviewRating"`
	ItemReviewed  reviewed     `json:"itemReviewed"`
	Citation      []string     `json:"citation"`
}

type organization struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

type rating struct {
	Type          string `json:"@type"`
	RatingValue   int    `json:"ratingValue"` // 1 false, 2 misleading, 3 unproven, 4 true
	BestRating    int    `json:"bestRating"`
	WorstRating   int    `json:"worstRating"`
	AlternateName string `json:"alternateName"`
}

type reviewed struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

var ratingValues = map[string]int{"false": 1, "misleading": 2, "unproven": 3, "true": 4}

// FromReply is the fact-check that a public reply to a false claim amounts to; false for any other reply. publisher
// names who stands behind it, page is where everybody may read it.
func FromReply(r *replies.Reply, publisher, page string) (Review, bool) {
	if !r.IsPublic() || r.Kind != classifier.KindClaim {
		return Review{}, false
	}
	review := Review{
		Context: "https://schema.org", Type: "ClaimReview",
		ClaimReviewed: r.Myth, ReviewBody: r.Fact + "\n\n" + r.Why, DatePublished: r.PublishedAt.UTC().Format(time.RFC3339), InLanguage: r.Language,
		Author:       organization{"Organization", publisher},
		ReviewRating: rating{Type: "Rating", RatingValue: ratingValues[r.Rating], BestRating: 4, WorstRating: 1, AlternateName: r.Rating},
		ItemReviewed: reviewed{"Claim", r.Myth},
		Citation:     r.Sources,
		URL:          page,
	}
	return review, true
}

// Feed is a list of fact-checks as a schema.org DataFeed.
type Feed struct {
	Context         string   `json:"@context"`
	Type            string   `json:"@type"`
	DataFeedElement []Review `json:"dataFeedElement"`
}

// NewFeed makes the feed of all public replies to false claims; pageOf is where everybody may read one.
func NewFeed(all []*replies.Reply, publisher string, pageOf func(id string) string) Feed {
	feed := Feed{Context: "https://schema.org", Type: "DataFeed", DataFeedElement: []Review{}}
	for _, r := range all {
		if review, ok := FromReply(r, publisher, pageOf(r.ID)); ok {
			review.Context = ""
			feed.DataFeedElement = append(feed.DataFeedElement, review)
		}
	}
	return feed
}

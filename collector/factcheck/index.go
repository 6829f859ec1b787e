package factcheck

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"hearsay/claims"
	"hearsay/collector"
	"hearsay/post/wire"
)

// parse reads a file of fact-checks, and leaves out those that say too little.
func parse(name string, body []byte) ([]claims.Claim, error) {
	all, err := claims.Read(name, bytes.NewReader(body))
	usable := all[:0]
	for _, c := range all {
		if c.Validate() == nil {
			usable = append(usable, c)
		}
	}
	return usable, err
}

// index searches Google's index of ClaimReviews, all of it at first and then what is new:
// https://developers.google.com/fact-check/tools/api/reference/rest/v1alpha1/claims/search
type index struct {
	settings Settings
	client   *http.Client
	now      func() time.Time
	readAt   time.Time // when it was last read to its end
}

const defaultBase = "https://factchecktools.googleapis.com"

// found is a page of the index.
type found struct {
	Claims        wire.List[reviewed] `json:"claims"`
	NextPageToken string              `json:"nextPageToken"`
}

// reviewed is a claim with those who reviewed it.
type reviewed struct {
	Text    string `json:"text"`
	Reviews []struct {
		Publisher struct {
			Name string `json:"name"`
			Site string `json:"site"`
		} `json:"publisher"`
		URL           string `json:"url"`
		Title         string `json:"title"`
		TextualRating string `json:"textualRating"`
		LanguageCode  string `json:"languageCode"`
	} `json:"claimReview"`
}

// A reading ends after so many pages of so many claims.
const (
	mostPages = 500
	pageSize  = 100
)

// Forget implements Reader.
func (x *index) Forget() { x.readAt = time.Time{} }

// Read implements Reader.
func (x *index) Read(ctx context.Context) ([]claims.Claim, error) {
	began := x.now()
	var all []claims.Claim
	var unread []error
	token := ""
	for range mostPages {
		page, err := x.page(ctx, token)
		if err != nil {
			return claims.Apart(all), errors.Join(append(unread, err)...)
		}
		all, unread = append(all, page.claims()...), append(unread, page.Claims.Unread...)
		if token = page.NextPageToken; token == "" {
			break
		}
	}
	if token != "" {
		unread = append(unread, fmt.Errorf("the search finds more than the %d claims that are read; narrow it by query, publisher or language", mostPages*pageSize))
	}
	x.readAt = began
	return claims.Apart(all), errors.Join(unread...)
}

func (x *index) page(ctx context.Context, token string) (*found, error) {
	query := url.Values{"key": {x.settings.Key}, "pageSize": {fmt.Sprint(pageSize)}}
	for name, value := range map[string]string{"query": x.settings.Query, "reviewPublisherSiteFilter": x.settings.Publisher, "languageCode": x.settings.Language, "pageToken": token} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if !x.readAt.IsZero() {
		query.Set("maxAgeDays", fmt.Sprint(2+int(x.now().Sub(x.readAt).Hours()/24))) // a review is indexed some time after its date
	}
	base := x.settings.BaseURL
	if base == "" {
		base = defaultBase
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/v1alpha1/claims:search?"+query.Encode(), http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("searching for fact-checks: %w", err)
	}
	var page found
	if _, err := collector.AskJSON(x.client, request, &page); err != nil {
		return nil, err
	}
	return &page, nil
}

// claims are the reviews of a page, one claim for each: two publishers may rate it otherwise.
func (f *found) claims() []claims.Claim {
	var all []claims.Claim
	for _, one := range f.Claims.All {
		for _, review := range one.Reviews {
			c := claims.Claim{ID: review.URL, Text: one.Text, Title: review.Title, Rating: review.TextualRating, URL: review.URL, Publisher: review.Publisher.Name}
			if c.Publisher == "" {
				c.Publisher = review.Publisher.Site
			}
			c.Language, _, _ = strings.Cut(strings.ToLower(review.LanguageCode), "-")
			if c.Validate() == nil {
				all = append(all, c)
			}
		}
	}
	return all
}

// Package youtube collects videos and comments of YouTube over its Data API, within a daily quota:
// https://developers.google.com/youtube/v3/docs
package youtube

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"hearsay/collector"
)

// Settings of a YouTube source: a search, a channel's videos, or the comments on a channel or a video.
type Settings struct {
	Key      string `yaml:"key" doc:"an API key"`
	Query    string `yaml:"query" doc:"a search of videos; costs 100 units a page"`
	Channel  string `yaml:"channel" doc:"a channel's id, UC…"`
	Video    string `yaml:"video" doc:"a video's id, whose comments are read"`
	Comments bool   `yaml:"comments" doc:"read the comments on the channel's videos instead of the videos"`
	Daily    int64  `yaml:"daily" doc:"units that all sources with this key may use a day; 10,000 if left out"`
	BaseURL  string `yaml:"base_url" doc:"https://www.googleapis.com if left out"`
}

const (
	defaultBase  = "https://www.googleapis.com"
	defaultDaily = 10_000
)

// What requests cost: https://developers.google.com/youtube/v3/determine_quota_cost
const (
	searchCost = 100
	listCost   = 1
)

// Check implements collector.Settings.
func (s *Settings) Check(report func(field, what, remedy string)) {
	if s.Key == "" {
		report("key", "the API needs a key", "set key, as in ${YOUTUBE_KEY}, or read a channel's feed without one: kind: feed, url: https://www.youtube.com/feeds/videos.xml?channel_id=CHANNEL")
	}
	chosen := 0
	for _, value := range []string{s.Query, s.Channel, s.Video} {
		if value != "" {
			chosen++
		}
	}
	if chosen != 1 {
		report("channel", "a source reads a search, a channel or a video", "set one of query, channel and video")
	}
	if s.Channel != "" && !strings.HasPrefix(s.Channel, "UC") {
		report("channel", fmt.Sprintf("%q is not a channel's id", s.Channel), "write the id that begins with UC; the page of the channel has it under About, Share")
	}
	if s.Comments && s.Channel == "" {
		report("comments", "comments are read of a channel or a video", "set channel, or video alone")
	}
	if s.Daily < 0 {
		report("daily", "a quota cannot be negative", "write the units that Google gives you, or leave it out")
	}
	if u, err := url.Parse(s.BaseURL); s.BaseURL != "" && (err != nil || u.Host == "") {
		report("base_url", fmt.Sprintf("%q is not an address", s.BaseURL), "write it up to /youtube, with https://")
	}
}

// Open implements collector.Settings.
func (s *Settings) Open(env collector.Env) (collector.Source, error) {
	opened := &source{settings: *s, env: env, day: pacific(), now: time.Now}
	if s.BaseURL == "" {
		opened.settings.BaseURL = defaultBase
	}
	if s.Daily == 0 {
		opened.settings.Daily = defaultDaily
	}
	return opened, nil
}

// pacific is where a day of the quota ends at midnight; on a machine that does not know the zone, an hour late in summer.
func pacific() *time.Location {
	if zone, err := time.LoadLocation("America/Los_Angeles"); err == nil {
		return zone
	}
	return time.FixedZone("Pacific", -8*60*60)
}

type source struct {
	settings Settings
	env      collector.Env
	day      *time.Location
	now      func() time.Time
}

// Collect implements collector.Source.
func (s *source) Collect(ctx context.Context, from collector.Cursor, deliver collector.Deliver) error {
	return collector.Down{Page: s.page, Overlap: time.Hour, MostPages: 20}.Collect(ctx, from, deliver)
}

func (s *source) page(ctx context.Context, token string, _ time.Time) (collector.DownPage, error) {
	path, query, cost := s.request()
	query.Set("part", "snippet")
	query.Set("key", s.settings.Key)
	if token != "" {
		query.Set("pageToken", token)
	}
	if err := s.spend(ctx, cost); err != nil {
		return collector.DownPage{}, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.settings.BaseURL+path+"?"+query.Encode(), http.NoBody)
	if err != nil {
		return collector.DownPage{}, fmt.Errorf("asking YouTube: %w", err)
	}
	var found page
	if _, err := collector.AskJSON(s.env.Client, request, &found); err != nil {
		return collector.DownPage{}, s.refused(err)
	}
	result := collector.DownPage{Next: found.NextPageToken}
	for _, err := range found.Items.Unread {
		s.env.Log.Warn("an entry of YouTube cannot be read", "error", err)
	}
	for i := range found.Items.All {
		for _, p := range found.Items.All[i].posts() {
			if p.Validate() == nil {
				result.Posts = append(result.Posts, p)
			}
		}
	}
	return result, nil
}

// request is what to ask for, and its cost.
func (s *source) request() (path string, query url.Values, cost int64) {
	switch c := &s.settings; {
	case c.Query != "":
		return "/youtube/v3/search", url.Values{"q": {c.Query}, "type": {"video"}, "order": {"date"}, "maxResults": {"50"}}, searchCost
	case c.Video != "":
		return "/youtube/v3/commentThreads", url.Values{"videoId": {c.Video}, "order": {"time"}, "textFormat": {"plainText"}, "maxResults": {"100"}}, listCost
	case c.Comments:
		return "/youtube/v3/commentThreads", url.Values{"allThreadsRelatedToChannelId": {c.Channel}, "order": {"time"}, "textFormat": {"plainText"}, "maxResults": {"100"}}, listCost
	}
	uploads := "UU" + strings.TrimPrefix(s.settings.Channel, "UC") // a channel's list of its videos
	return "/youtube/v3/playlistItems", url.Values{"playlistId": {uploads}, "maxResults": {"50"}}, listCost
}

// spend takes units from the day's quota.
func (s *source) spend(ctx context.Context, units int64) error {
	if s.env.Budget == nil {
		return nil
	}
	allowance, today, limit := s.Allowance()
	taken, err := s.env.Budget.Take(ctx, allowance, today, units, limit)
	if err != nil || taken {
		return err
	}
	return s.untilTomorrow(fmt.Sprintf("the day's %d units of YouTube are used up", s.settings.Daily))
}

// Allowance implements collector.Budgeted.
func (s *source) Allowance() (allowance, period string, limit int64) {
	return collector.Allowance("youtube", s.settings.Key), s.now().In(s.day).Format(time.DateOnly), s.settings.Daily
}

func (s *source) untilTomorrow(reason string) error {
	year, month, day := s.now().In(s.day).Date()
	return &collector.Wait{Until: time.Date(year, month, day+1, 0, 0, 0, 0, s.day), Reason: reason, IsSpent: true}
}

// refused tells apart why YouTube answers 403.
func (s *source) refused(err error) error {
	var status *collector.RefusedError
	if !errors.As(err, &status) {
		return err
	}
	var said refusal
	if json.Unmarshal([]byte(status.Body), &said) != nil || len(said.Error.Errors) == 0 {
		return err
	}
	switch reason := said.Error.Errors[0].Reason; reason {
	case "quotaExceeded", "dailyLimitExceeded":
		return s.untilTomorrow("YouTube says that the day's quota is used up")
	case "rateLimitExceeded", "userRateLimitExceeded":
		return &collector.Wait{Until: s.now().Add(time.Minute), Reason: "YouTube asks to be slower"}
	case "commentsDisabled":
		return fmt.Errorf("%w: the comments are switched off", collector.ErrGone)
	}
	return err
}

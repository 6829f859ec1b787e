package travel_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hearsay/travel"
)

var noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

func at(hours float64) time.Time { return noon.Add(-time.Duration(hours * float64(time.Hour))) }

var (
	channel  = travel.Where{Platform: "telegram", Space: "@alarm"}
	hashtag  = travel.Where{Platform: "mastodon", Space: "#water"}
	subforum = travel.Where{Platform: "reddit", Space: "r/turin"}
	page     = travel.Where{Platform: "feed", Space: "news.example"}
)

func groups() []travel.Group {
	return []travel.Group{
		{Where: hashtag, Language: "it", Territory: "turin", First: at(20), Posts: 30, Reach: 9000, Lately: 30, Meets: 9000},
		{Where: channel, Language: "en", First: at(40), Posts: 10, Reach: 500, Lately: 2, Meets: 100},
		{Where: subforum, Language: "it", First: at(2), Posts: 4, Reach: 40, Lately: 4, Meets: 40},
		{Where: subforum, Language: "ro", First: at(3), Posts: 1, Reach: 10, Lately: 1, Meets: 10},
		{Where: page, Language: "fi", First: at(1), Posts: 1, Reach: 0, Lately: 1, Meets: 0},
	}
}

func TestAClaimTravels(t *testing.T) {
	links := []travel.Link{{From: channel, To: subforum, At: at(1)}, {From: hashtag, To: subforum, At: at(2)}, {From: subforum, To: channel, At: at(1)}, {From: channel, To: travel.Where{Platform: "x"}, At: at(9)}}
	standing := []travel.Standing{{URL: "https://t.example/alarm/9", At: at(1), Under: &channel, Reach: 400}, {URL: "https://forum.example/r/turin/12/c", At: at(1)}, {URL: "https://elsewhere.example/1", At: at(1)}}
	known := []travel.Known{{Where: subforum, URL: "https://forum.example/r/turin/12"}, {Where: hashtag, URL: "https://forum.example/r/other/3"}}
	m := travel.Of(groups(), links, standing, known, noon)
	var got []string
	for _, s := range m.Stops {
		line := s.String()
		if s.From != nil {
			line += " from " + s.From.String()
			if !s.Shown {
				line += "?"
			}
		}
		got = append(got, line)
	}
	if want := "telegram @alarm, mastodon #water from telegram @alarm?, reddit r/turin from mastodon #water, feed news.example from reddit r/turin?"; strings.Join(got, ", ") != want {
		t.Errorf("stops: %v\nwant:  %s", got, want)
	}
	if s := m.Stops[0]; s.Heard != 400 || len(s.Replies) != 1 {
		t.Errorf("a reply stands under a post of the channel: %+v", s)
	}
	if s := m.Stops[2]; len(s.Replies) != 1 || !slices.Equal(s.Languages, []string{"it", "ro"}) || !s.First.Equal(at(3)) {
		t.Errorf("a reply stands in the thread of the forum: %+v", s)
	}
	if !slices.Equal(m.Elsewhere, []string{"https://elsewhere.example/1"}) {
		t.Errorf("elsewhere: %v", m.Elsewhere)
	}
	if len(m.Unreached) != 2 || m.Unreached[0].Where != hashtag || m.Unreached[1].Where != page {
		t.Errorf("unreached: %+v", m.Unreached)
	}
	if s := m.Unreached[0]; s.Expected != 36 || s.Meets != 10800 { // thirty posts in twenty hours
		t.Errorf("expected %v posts of %v followers", s.Expected, s.Meets)
	}
	if names := []string{m.Languages[0].Name, m.Languages[1].Name, m.Platforms[0].Name, m.Territories[0].Name}; !slices.Equal(names, []string{"en", "it", "telegram", "turin"}) {
		t.Errorf("turns: %v", names)
	}
}

func TestNothingTravelsNowhere(t *testing.T) {
	if m := travel.Of(nil, nil, []travel.Standing{{URL: "::"}}, nil, noon); len(m.Stops) != 0 || len(m.Unreached) != 0 || len(m.Elsewhere) != 1 {
		t.Errorf("%+v", m)
	}
}

// TestMapLaws holds for any groups and links: each place is once in the map, in order; only the first comes from nowhere, and each comes from a place
// before it; whatever comes from a place and was shown to, a link says so.
func TestMapLaws(t *testing.T) {
	places := []travel.Where{channel, hashtag, subforum, page}
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.SampledFrom(places)
		moment := rapid.Custom(func(t *rapid.T) time.Time { return at(float64(rapid.IntRange(0, 90).Draw(t, "hours"))) })
		all := rapid.SliceOf(rapid.Custom(func(t *rapid.T) travel.Group {
			return travel.Group{Where: place.Draw(t, "place"), Language: rapid.SampledFrom([]string{"", "fi", "en"}).Draw(t, "language"), First: moment.Draw(t, "first"), Posts: 1, Lately: int64(rapid.IntRange(0, 1).Draw(t, "lately"))}
		})).Draw(t, "groups")
		links := rapid.SliceOf(rapid.Custom(func(t *rapid.T) travel.Link {
			return travel.Link{From: place.Draw(t, "from"), To: place.Draw(t, "to"), At: moment.Draw(t, "at")}
		})).Draw(t, "links")
		m := travel.Of(all, links, nil, nil, noon)
		var posts int64
		seen := map[travel.Where]bool{}
		for i, s := range m.Stops {
			if seen[s.Where] || i > 0 && s.First.Before(m.Stops[i-1].First) || (s.From == nil) != (i == 0) || s.From != nil && !seen[*s.From] {
				t.Fatalf("stop %d of %+v", i, m.Stops)
			}
			if s.Shown && !slices.ContainsFunc(links, func(l travel.Link) bool { return l.From == *s.From && l.To == s.Where }) {
				t.Fatalf("nothing shows where %v had it from", s)
			}
			seen[s.Where] = true
			posts += s.Posts
		}
		if posts != int64(len(all)) || len(m.Unreached) != len(m.Stops) {
			t.Fatalf("%d posts of %d, %d unreached of %d", posts, len(all), len(m.Unreached), len(m.Stops))
		}
	})
}

// Package travel says in which order spaces, platforms, languages and territories took a claim up, where each had it from as far as posts tell, and in
// which spaces no reply stands yet, with what a reply there would meet.
//
// The package is pure: the ledger counts posts by place, and pages draw. Start at Of.
package travel

import (
	"cmp"
	"math"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Where is a space on a platform.
type Where struct {
	Platform string `json:"platform"`
	Space    string `json:"space,omitempty"`
}

// String is "platform space".
func (p Where) String() string { return strings.TrimSpace(p.Platform + " " + p.Space) }

// Group is what came of a claim in one place, language and territory.
type Group struct {
	Where
	Language  string
	Territory string
	First     time.Time
	Posts     int64
	Reach     int64 // of the authors of these posts
	Lately    int64 // posts of the last Window
	Meets     int64 // reach of these
}

// Places are the places of groups, each once.
func Places(groups []Group) []Where {
	seen := map[Where]bool{}
	var all []Where
	for _, g := range groups {
		if !seen[g.Where] {
			seen[g.Where] = true
			all = append(all, g.Where)
		}
	}
	return all
}

// Window is how far back a place is looked at for what is to come.
const Window = 24 * time.Hour

// Link is a post that shows or cites one in another place.
type Link struct {
	From, To Where
	At       time.Time
}

// Standing is a reply that stands somewhere.
type Standing struct {
	URL   string
	At    time.Time
	Under *Where // where the post stands that it answers; nil if that is not known
	Reach int64  // of who wrote that post
}

// Known is an address of a post in a place.
type Known struct {
	Where
	URL string
}

// Stop is a place that a claim came to.
type Stop struct {
	Where
	First     time.Time   `json:"first" doc:"when the first of its posts there was made"`
	From      *Where      `json:"from,omitempty" doc:"where it came from; left out for where it was first"`
	Shown     bool        `json:"shown" doc:"a post there shows or cites one of from; false if from is only the place before it in time"`
	Posts     int64       `json:"posts"`
	Reach     int64       `json:"reach" doc:"followers of who posted it there, summed"`
	Languages []string    `json:"languages" doc:"of the posts, the most used first"`
	Replies   []time.Time `json:"replies" doc:"since when replies stand there"`
	Heard     int64       `json:"heard" doc:"followers of those whose posts the replies answer; 0 if that is not known"`
	Expected  float64     `json:"expected" doc:"posts that are to come there in the next day, if it goes on as in the last one"`
	Meets     float64     `json:"meets" doc:"followers of who will post them: what a reply there would meet"`
}

// Turn is when a platform, a language or a territory took a claim up.
type Turn struct {
	Name  string    `json:"name"`
	First time.Time `json:"first"`
	Posts int64     `json:"posts"`
}

// Journey is how a claim travels.
type Journey struct {
	Stops       []Stop   `json:"stops" doc:"in the order in which the claim came there"`
	Platforms   []Turn   `json:"platforms"`
	Languages   []Turn   `json:"languages"`
	Territories []Turn   `json:"territories"`
	Unreached   []Stop   `json:"unreached" doc:"where no reply stands, the place first in which one would meet most"`
	Elsewhere   []string `json:"elsewhere" doc:"where replies stand that are in none of these places"`
}

// Of draws the map of a claim at now.
func Of(groups []Group, links []Link, standing []Standing, known []Known, now time.Time) Journey {
	m := Journey{Stops: stops(groups, now), Platforms: turns(groups, func(g Group) string { return g.Platform }), Languages: turns(groups, func(g Group) string { return g.Language }),
		Territories: turns(groups, func(g Group) string { return g.Territory }), Unreached: []Stop{}, Elsewhere: []string{}}
	m.connect(links)
	for _, s := range standing {
		if stop := m.stopOf(s, known); stop != nil {
			stop.Replies = append(stop.Replies, s.At)
			stop.Heard += s.Reach
			continue
		}
		m.Elsewhere = append(m.Elsewhere, s.URL)
	}
	for _, stop := range m.Stops {
		if len(stop.Replies) == 0 {
			m.Unreached = append(m.Unreached, stop)
		}
	}
	slices.SortStableFunc(m.Unreached, func(a, b Stop) int {
		return cmp.Or(cmp.Compare(b.Meets, a.Meets), cmp.Compare(b.Expected, a.Expected), cmp.Compare(b.Reach, a.Reach))
	})
	return m
}

func stops(groups []Group, now time.Time) []Stop {
	at := map[Where]*Stop{}
	languages := map[Where]map[string]int64{}
	var order []Where
	for _, g := range groups {
		s := at[g.Where]
		if s == nil {
			s = &Stop{Where: g.Where, First: g.First, Languages: []string{}, Replies: []time.Time{}}
			at[g.Where], languages[g.Where] = s, map[string]int64{}
			order = append(order, g.Where)
		}
		if g.First.Before(s.First) {
			s.First = g.First
		}
		s.Posts += g.Posts
		s.Reach += g.Reach
		s.Expected += float64(g.Lately)
		s.Meets += float64(g.Meets)
		if g.Language != "" {
			languages[g.Where][g.Language] += g.Posts
		}
	}
	all := make([]Stop, 0, len(order))
	for _, place := range order {
		s := at[place]
		share := shareOfWindow(s.First, now)
		s.Expected, s.Meets = math.Round(10*s.Expected/share)/10, math.Round(s.Meets/share)
		for language := range languages[place] {
			s.Languages = append(s.Languages, language)
		}
		slices.SortFunc(s.Languages, func(a, b string) int {
			return cmp.Or(cmp.Compare(languages[place][b], languages[place][a]), cmp.Compare(a, b))
		})
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b Stop) int {
		return cmp.Or(a.First.Compare(b.First), cmp.Compare(a.Platform, b.Platform), cmp.Compare(a.Space, b.Space))
	})
	return all
}

// shareOfWindow is how much of the window a place has had the claim for, an hour at least: what came in two hours goes on for a day.
func shareOfWindow(first, now time.Time) float64 {
	return float64(min(max(now.Sub(first), time.Hour), Window)) / float64(Window)
}

func turns(groups []Group, name func(Group) string) []Turn {
	at := map[string]Turn{}
	for _, g := range groups {
		n := name(g)
		if n == "" {
			continue
		}
		t, isThere := at[n]
		if !isThere || g.First.Before(t.First) {
			t.Name, t.First = n, g.First
		}
		t.Posts += g.Posts
		at[n] = t
	}
	all := make([]Turn, 0, len(at))
	for _, t := range at {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b Turn) int { return cmp.Or(a.First.Compare(b.First), cmp.Compare(a.Name, b.Name)) })
	return all
}

// connect says where each place had the claim from: from the place whose post one there showed first, if the claim was there before; else the
// place before it in time stands in.
func (m *Journey) connect(links []Link) {
	index := map[Where]int{}
	for i, s := range m.Stops {
		index[s.Where] = i
	}
	slices.SortStableFunc(links, func(a, b Link) int { return a.At.Compare(b.At) })
	for _, l := range links {
		from, isFrom := index[l.From]
		to, isTo := index[l.To]
		if isFrom && isTo && from < to && !m.Stops[to].Shown {
			m.Stops[to].From, m.Stops[to].Shown = &m.Stops[from].Where, true
		}
	}
	for i := 1; i < len(m.Stops); i++ {
		if m.Stops[i].From == nil {
			m.Stops[i].From = &m.Stops[i-1].Where
		}
	}
}

// stopOf is the place that a reply stands in: that of the post it answers, or the one whose posts have the nearest address; nil if there is none.
func (m *Journey) stopOf(s Standing, known []Known) *Stop {
	place := s.Under
	if place == nil {
		most := 0
		for i, k := range known {
			if n := alike(s.URL, k.URL); n > most {
				place, most = &known[i].Where, n
			}
		}
	}
	if place == nil {
		return nil
	}
	for i := range m.Stops {
		if m.Stops[i].Where == *place {
			return &m.Stops[i]
		}
	}
	return nil
}

// alike is how many parts two addresses have in common from their beginning, the host counting as the first.
func alike(a, b string) int {
	x, err := url.Parse(a)
	if err != nil {
		return 0
	}
	y, err := url.Parse(b)
	if err != nil || x.Host == "" || !strings.EqualFold(x.Host, y.Host) {
		return 0
	}
	n := 1
	p, q := strings.Split(strings.Trim(x.Path, "/"), "/"), strings.Split(strings.Trim(y.Path, "/"), "/")
	for i := 0; i < min(len(p), len(q)) && p[i] == q[i] && p[i] != ""; i++ {
		n++
	}
	return n
}

// Package gaps says which questions nobody has answered yet: of whom they are asked, where, in which language and about what, how many ask, and since
// when. Where nobody answers, falsehood moves in (https://datasociety.net/library/data-voids/).
//
// The package is pure. Start at Of.
package gaps

import (
	"cmp"
	"slices"
	"time"
)

// Question is an item that asks something and has no answer yet.
type Question struct {
	Item        string
	Authorities []string // that its posts name, the most named first
	Territories []string
	Language    string
	Topics      []string // the first is what it is counted by
	Posts       int64    // that ask it
	OpenedAt    time.Time
}

// Gap is what one authority is asked in one territory and language about one topic. An empty name is that of questions which name none. A
// question to two authorities, or of two territories, is in the gap of each.
type Gap struct {
	Authority string    `json:"authority,omitempty"`
	Territory string    `json:"territory,omitempty"`
	Language  string    `json:"language,omitempty"`
	Topic     string    `json:"topic,omitempty"`
	Questions int       `json:"questions"`
	Posts     int64     `json:"posts" doc:"that ask them"`
	Oldest    time.Time `json:"oldest" doc:"since when the first of them waits"`
	Items     []string  `json:"items" doc:"those that most ask, three at most"`

	asked []int64 // of Items
}

// mostItems is how many items a gap names.
const mostItems = 3

// Of are the gaps that questions leave, those that most ask first.
func Of(questions []Question) []Gap {
	type place struct{ authority, territory, language, topic string }
	found := map[place]*Gap{}
	for _, q := range questions {
		for _, authority := range orNone(q.Authorities) {
			for _, territory := range orNone(q.Territories) {
				at := place{authority, territory, q.Language, orNone(q.Topics)[0]}
				g := found[at]
				if g == nil {
					g = &Gap{Authority: at.authority, Territory: at.territory, Language: at.language, Topic: at.topic, Oldest: q.OpenedAt}
					found[at] = g
				}
				g.add(q)
			}
		}
	}
	all := make([]Gap, 0, len(found))
	for _, g := range found {
		all = append(all, *g)
	}
	slices.SortFunc(all, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(b.Posts, a.Posts), a.Oldest.Compare(b.Oldest), cmp.Compare(a.Authority, b.Authority), cmp.Compare(a.Territory, b.Territory), cmp.Compare(a.Language, b.Language), cmp.Compare(a.Topic, b.Topic))
	})
	return all
}

// orNone is a list, or that of the empty name.
func orNone(names []string) []string {
	if len(names) == 0 {
		return []string{""}
	}
	return names
}

func (g *Gap) add(q Question) {
	g.Questions++
	g.Posts += q.Posts
	if q.OpenedAt.Before(g.Oldest) {
		g.Oldest = q.OpenedAt
	}
	at := len(g.asked)
	for at > 0 && q.Posts > g.asked[at-1] {
		at--
	}
	g.Items, g.asked = slices.Insert(g.Items, at, q.Item), slices.Insert(g.asked, at, q.Posts)
	if len(g.Items) > mostItems {
		g.Items, g.asked = g.Items[:mostItems], g.asked[:mostItems]
	}
}

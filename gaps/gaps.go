// Package gaps says which questions nobody has answered yet: of whom they are asked, where, in which language and about what, how many ask, and since
// when. Where nobody answers, falsehood moves in (https://datasociety.net/library/data-voids/).
//
// The package is pure. Start at Of.
package gaps

import (
	"cmp"
	"net/url"
	"slices"
	"time"
)

// Asked are questions without an answer that name the same authority, territories, language and topics.
type Asked struct {
	Authority   string // "" for those that name none
	Territories []string
	Language    string
	Topics      []string // the first is what they are counted by
	Questions   int64
	Posts       int64     // that ask them
	Oldest      time.Time // since when the first of them waits
}

// Gap is what one authority is asked in one territory and language about one topic. An empty name is that of questions which name none. A
// question to two authorities, or of two territories, is in the gap of each.
type Gap struct {
	Authority string    `json:"authority,omitempty"`
	Territory string    `json:"territory,omitempty"`
	Language  string    `json:"language,omitempty"`
	Topic     string    `json:"topic,omitempty"`
	Questions int64     `json:"questions"`
	Posts     int64     `json:"posts" doc:"that ask them"`
	Oldest    time.Time `json:"oldest" doc:"since when the first of them waits"`
}

// Query names the gap in an address, as in language=fi&topic=vaccines; empty names are left out.
func (g Gap) Query() string {
	named := url.Values{}
	for name, value := range map[string]string{"authority": g.Authority, "territory": g.Territory, "language": g.Language, "topic": g.Topic} {
		if value != "" {
			named.Set(name, value)
		}
	}
	return named.Encode()
}

// Of are the gaps that questions leave, those that most ask first.
func Of(questions []Asked) []Gap {
	type place struct{ authority, territory, language, topic string }
	found := map[place]Gap{}
	for _, a := range questions {
		for _, territory := range orNone(a.Territories) {
			at := place{a.Authority, territory, a.Language, orNone(a.Topics)[0]}
			g, isThere := found[at]
			if !isThere {
				g = Gap{Authority: at.authority, Territory: at.territory, Language: at.language, Topic: at.topic, Oldest: a.Oldest}
			}
			g.Questions, g.Posts = g.Questions+a.Questions, g.Posts+a.Posts
			if a.Oldest.Before(g.Oldest) {
				g.Oldest = a.Oldest
			}
			found[at] = g
		}
	}
	all := make([]Gap, 0, len(found))
	for _, g := range found {
		all = append(all, g)
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

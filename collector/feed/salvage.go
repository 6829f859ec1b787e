package feed

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"

	"github.com/mmcdole/gofeed"
)

// parse reads a feed, text in UTF-8. Of one that is not well-formed it reads the entries that are, also where the library
// gives up in the middle without a word; it is an error if there is none.
func parse(text []byte) (*gofeed.Feed, error) {
	parsed, err := gofeed.NewParser().Parse(bytes.NewReader(text))
	if err == nil && len(parsed.Items) >= len(begins(text)) {
		return parsed, nil
	}
	if saved := salvage(text); saved != nil && (err != nil || len(saved.Items) > len(parsed.Items)) {
		return saved, nil
	}
	return parsed, err
}

var (
	root     = regexp.MustCompile(`(?i)<(rss|rdf:rdf|(?:\w+:)?feed)\b[^>]*>`)
	entry    = regexp.MustCompile(`(?is)<((?:\w+:)?(?:item|entry))(?:\s[^>]*)?>`)
	language = regexp.MustCompile(`(?is)<(?:dc:)?language>\s*([A-Za-z-]{2,12})\s*</`)
	closing  = regexp.MustCompile(`</[\w:]+\s*>`)
	control  = regexp.MustCompile(`[\x00-\x08\x0B\x0C\x0E-\x1F]`) // no character of XML 1.0 (2.2)
	quoted   = regexp.MustCompile(`(?s)<!\[CDATA\[.*?(?:\]\]>|$)`)
	bare     = regexp.MustCompile(`&(#?\w{1,31};)?`)
)

// salvage reads each entry of a broken feed by itself. It is nil if none can be read.
func salvage(text []byte) *gofeed.Feed {
	text = bare.ReplaceAllFunc(control.ReplaceAll(text, nil), func(found []byte) []byte {
		if len(found) > 1 {
			return found
		}
		return []byte("&amp;")
	})
	top := root.FindSubmatchIndex(text)
	if top == nil {
		return nil
	}
	open, name := text[top[0]:top[1]], string(text[top[2]:top[3]])
	var saved *gofeed.Feed
	for _, one := range entriesOf(text[top[1]:]) {
		parsed, err := gofeed.NewParser().Parse(bytes.NewReader(alone(open, name, one)))
		if err != nil || len(parsed.Items) == 0 {
			continue
		}
		if saved == nil {
			saved = parsed
		} else {
			saved.Items = append(saved.Items, parsed.Items...)
		}
	}
	if said := language.FindSubmatch(text); saved != nil && saved.Language == "" && said != nil {
		saved.Language = string(said[1])
	}
	return saved
}

// entriesOf cuts a feed where its entries begin. One that does not end is closed behind its last complete element.
func entriesOf(text []byte) [][]byte {
	var all [][]byte
	starts := begins(text)
	for i, at := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		one, end1 := text[at[0]:end], fmt.Appendf(nil, "</%s>", text[at[2]:at[3]])
		if stop := bytes.Index(one, end1); stop >= 0 {
			all = append(all, one[:stop+len(end1)])
		} else if last := closing.FindAllIndex(one, -1); len(last) > 0 {
			all = append(all, append(bytes.Clone(one[:last[len(last)-1][1]]), end1...))
		}
	}
	return all
}

// mostEntries bounds what is read of a broken feed.
const mostEntries = 5000

// begins are where entries begin, each with where its name stands; those within a CDATA section are text.
func begins(text []byte) [][]int {
	inText := quoted.FindAllIndex(text, -1)
	return slices.DeleteFunc(entry.FindAllSubmatchIndex(text, mostEntries), func(at []int) bool {
		for len(inText) > 0 && inText[0][1] <= at[0] {
			inText = inText[1:]
		}
		return len(inText) > 0 && inText[0][0] < at[0]
	})
}

// alone is a feed of one entry.
func alone(open []byte, name string, one []byte) []byte {
	before, after := "", ""
	if bytes.EqualFold([]byte(name), []byte("rss")) {
		before, after = "<channel>", "</channel>"
	}
	return fmt.Appendf(nil, "%s%s%s%s</%s>", open, before, one, after, name)
}

package bluesky

import (
	"hash/fnv"
	"regexp"
	"strings"
	"time"
)

// facet marks a part of a text, in bytes: app.bsky.richtext.facet. Without one a link is plain text.
type facet struct {
	Index struct {
		Start int `json:"byteStart"`
		End   int `json:"byteEnd"`
	} `json:"index"`
	Features []feature `json:"features"`
}

type feature struct {
	Type string `json:"$type"`
	URI  string `json:"uri"`
}

var link = regexp.MustCompile(`https?://[^\s<>"]+`)

// links are the facets of a text's links.
func links(text string) []facet {
	var all []facet
	for _, at := range link.FindAllStringIndex(text, -1) {
		uri := withoutEnd(text[at[0]:at[1]])
		f := facet{Features: []feature{{"app.bsky.richtext.facet#link", uri}}}
		f.Index.Start, f.Index.End = at[0], at[0]+len(uri)
		all = append(all, f)
	}
	return all
}

// withoutEnd is a link without what ends a sentence behind it. A bracket is a part of a link that opens it, as of
// https://en.wikipedia.org/wiki/Flood_(disambiguation).
func withoutEnd(link string) string {
	for {
		short := strings.TrimRight(link, `.,;:!?”»"'`)
		if strings.HasSuffix(short, ")") && strings.Count(short, ")") > strings.Count(short, "(") {
			short = short[:len(short)-1]
		}
		if short == link {
			return link
		}
		link = short
	}
}

// sortable is the alphabet of record keys.
const sortable = "234567abcdefghijklmnopqrstuvwxyz"

// tid is a record key: the time in microseconds and ten bits that tell apart who wrote in the same one, here made from the
// part's key, so that a part has the same at every try. https://atproto.com/specs/tid
func tid(key string, at time.Time) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(key)) // a hash takes everything
	n := uint64(at.UnixMicro())<<10&(1<<63-1) | uint64(h.Sum32()&0x3ff)
	var b [13]byte
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = sortable[n&31]
		n >>= 5
	}
	return string(b[:])
}

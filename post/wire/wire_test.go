package wire_test

import (
	"bufio"
	"errors"
	"os"
	"strings"
	"testing"

	"hearsay/post"
	"hearsay/post/wire"
)

func TestDecodeTellsShapesApart(t *testing.T) {
	tests := map[string]struct {
		line string
		want post.Post
	}{
		"X v1.1": {
			`{"id_str":"7","full_text":"Tests &amp; masks?","created_at":"Tue Mar 03 22:11:32 +0000 2020","lang":"und","retweet_count":3,"quote_count":1,"user":{"screen_name":"sample","followers_count":12},"entities":{"hashtags":[{"text":"Flood"}],"urls":[{"expanded_url":"https://example.org/a"}]}}`,
			post.Post{Platform: "twitter", ID: "7", Text: "Tests & masks?", Shares: 4, Reach: 12, Author: "sample", Space: "#flood"},
		},
		"X v1.1 retweet carries the whole text": {
			`{"id_str":"8","full_text":"RT @sample: Water is poi…","user":{"screen_name":"b"},"retweeted_status":{"id_str":"7","full_text":"Water is poisoned in the whole town","lang":"en"}}`,
			post.Post{Platform: "twitter", ID: "8", Text: "Water is poisoned in the whole town", Language: "en", RepostOf: "7", Author: "b"},
		},
		"X v2 with expansions": {
			`{"data":{"id":"9","text":"short","note_tweet":{"text":"the long text"},"author_id":"1","referenced_tweets":[{"type":"quoted","id":"3"}]},"includes":{"users":[{"id":"1","username":"sample","public_metrics":{"followers_count":5}}]}}`,
			post.Post{Platform: "twitter", ID: "9", Text: "the long text", Author: "1", Reach: 5, QuoteOf: "3"},
		},
		"Jetstream v1": {
			`{"did":"did:plc:x","time_us":1795511774678920,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"k","record":{"text":"Vesi on myrkyllistä","langs":["fi-FI"],"createdAt":"2020-01-01T00:00:00Z","embed":{"$type":"app.bsky.embed.record","record":{"uri":"at://q"}}}}}`,
			post.Post{Platform: "bluesky", ID: "at://did:plc:x/app.bsky.feed.post/k", Text: "Vesi on myrkyllistä", Language: "fi", Author: "did:plc:x", QuoteOf: "at://q"},
		},
		"Mastodon": {
			`{"uri":"https://a.example/s/1","url":"https://a.example/@x/1","content":"<p>One<br>two <a href=\"https://x.example/\">link</a></p>","account":{"acct":"x","url":"https://a.example/@x","followers_count":2},"language":"en"}`,
			post.Post{Platform: "mastodon", ID: "https://a.example/s/1", Text: "One\ntwo link", Language: "en", Author: "https://a.example/@x", Reach: 2, Space: "a.example"},
		},
		"Mastodon's stream": {
			`{"stream":["public"],"event":"update","payload":"{\"id\":\"5\",\"uri\":\"https://a.example/s/1\",\"content\":\"<p>One</p>\",\"spoiler_text\":\"Water\",\"account\":{\"acct\":\"x\",\"url\":\"https://a.example/@x\"}}"}`,
			post.Post{Platform: "mastodon", ID: "https://a.example/s/1", Text: "Water\nOne", Author: "https://a.example/@x", Space: "a.example"},
		},
		"own form with a number for an id": {
			`{"id":12,"text":"hello","space":"tips","platform":"tips"}`,
			post.Post{Platform: "tips", ID: "12", Text: "hello", Space: "tips"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			event, err := wire.Decode([]byte(test.line))
			if err != nil || event.Post == nil {
				t.Fatalf("got %v, %v; want a post", event, err)
			}
			got := *event.Post
			got.URL, got.Links = "", nil
			got.CreatedAt = test.want.CreatedAt
			if got.Ref() != test.want.Ref() || got.Text != test.want.Text || got.Language != test.want.Language ||
				got.Shares != test.want.Shares || got.Reach != test.want.Reach || got.Author != test.want.Author ||
				got.Space != test.want.Space || got.RepostOf != test.want.RepostOf || got.QuoteOf != test.want.QuoteOf {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

func TestDecodeReadsDeletions(t *testing.T) {
	for _, line := range []string{
		`{"delete":{"status":{"id_str":"7"}}}`,
		`{"did":"did:plc:x","kind":"commit","commit":{"operation":"delete","collection":"app.bsky.feed.post","rkey":"k"}}`,
	} {
		event, err := wire.Decode([]byte(line))
		if err != nil || event.Deleted == nil || event.Deleted.ID == "" {
			t.Errorf("%s: got %+v, %v; want a deletion", line, event, err)
		}
	}
}

// TestDecodeReadsMastodonsStream: an edit is one, a deletion names an id that nobody else knows, and what is neither says nothing.
func TestDecodeReadsMastodonsStream(t *testing.T) {
	const edit = `{"event":"status.update","payload":"{\"uri\":\"https://a.example/s/1\",\"content\":\"<p>Two</p>\",\"account\":{\"acct\":\"x\"}}"}`
	if event, err := wire.Decode([]byte(edit)); err != nil || event.Post == nil || !event.Post.Edited || event.Post.Text != "Two" {
		t.Errorf("an edit: %+v, %v", event, err)
	}
	for _, line := range []string{`{"event":"delete","payload":"5"}`, `{"event":"filters_changed","payload":""}`, `{"event":"update","payload":"{\"uri\":\"https://a.example/s/1\",\"content\":\"\",\"account\":{}}"}`} {
		if event, err := wire.Decode([]byte(line)); err != nil || event.Post != nil || event.Deleted != nil {
			t.Errorf("%s: %+v, %v", line, event, err)
		}
	}
	for _, line := range []string{`{"event":"update","payload":{}}`, `{"event":"update","payload":"{"}`} {
		if event, err := wire.Decode([]byte(line)); err == nil {
			t.Errorf("%s is read as %+v", line, event)
		}
	}
}

func TestDecodeSaysWhatIsWrong(t *testing.T) {
	tests := map[string]struct {
		line string
		want error
	}{
		"another object": {`{"a":1}`, wire.ErrShape},
		"no id":          {`{"text":"x"}`, post.ErrNoID},
		"no text":        {`{"id":"1","text":" "}`, post.ErrNoText},
		"a list":         {`[1]`, nil},
		"cut off":        {`{"id":"1","te`, nil},
		"empty":          {``, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := wire.Decode([]byte(test.line))
			if err == nil || test.want != nil && !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

func TestDecodeReadsRecordedJetstream(t *testing.T) {
	file, err := os.Open("testdata/jetstream.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var posts, deleted, neither int
	for lines := bufio.NewScanner(file); lines.Scan(); {
		event, err := wire.Decode(lines.Bytes())
		switch {
		case err != nil:
			t.Errorf("%s: %v", lines.Text(), err)
		case event.Post != nil:
			posts++
		case event.Deleted != nil:
			deleted++
		default:
			neither++
		}
	}
	if posts != 3 || deleted != 1 || neither != 3 {
		t.Errorf("got %d posts, %d deletions, %d others; want 3, 1, 3", posts, deleted, neither)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"id":"1","text":"x"}`))
	f.Add([]byte(`{"id_str":"8","full_text":"RT","user":{},"retweeted_status":{}}`))
	f.Add([]byte(`{"did":"d","kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","record":{"text":"a","embed":{"record":3}}}}`))
	f.Add([]byte(`{"uri":"u","content":"<p class=invisible>","account":{}}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		event, err := wire.Decode(line)
		if err != nil || event.Post == nil {
			return
		}
		if event.Post.ID == "" || len(event.Post.Text) > post.MaxText || strings.ContainsRune(event.Post.Text, 0) {
			t.Errorf("an unusable post passed: %+v", event.Post)
		}
	})
}

package feed_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"hearsay/collector/feed"
)

func TestAListOfFeedsIsReadAndWritten(t *testing.T) {
	found, err := feed.ReadOPML(strings.NewReader(`<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.0"><head><title>x</title></head><body>
<outline text="Health"><outline text="Ministry" title=" Ministry of Health " type="rss" xmlUrl="https://health.example/feed"/>
<outline text="again" xmlUrl="https://health.example/feed"/></outline>
<outline text="A &amp; B" xmlUrl=" https://b.example/atom "/><outline text="a folder without feeds"/></body></opml>`))
	want := []feed.Subscription{{Title: "Ministry of Health", URL: "https://health.example/feed"}, {Title: "A & B", URL: "https://b.example/atom"}}
	if err != nil || !slices.Equal(found, want) {
		t.Fatalf("got %+v, %v", found, err)
	}
	var b bytes.Buffer
	if err := feed.WriteOPML(&b, "hearsay", found); err != nil {
		t.Fatal(err)
	}
	if again, err := feed.ReadOPML(&b); err != nil || !slices.Equal(again, want) {
		t.Errorf("after writing: %+v, %v", again, err)
	}
}

func TestWhatIsNoListOfFeeds(t *testing.T) {
	if _, err := feed.ReadOPML(strings.NewReader(`<opml><body/></opml>`)); !errors.Is(err, feed.ErrNoFeeds) {
		t.Errorf("an empty list: %v", err)
	}
	for _, text := range []string{"", "no XML", "<rss/>", strings.Repeat("<opml><body><outline>", 20_000)} {
		if _, err := feed.ReadOPML(strings.NewReader(text)); err == nil {
			t.Errorf("%.20q was taken", text)
		}
	}
}

func FuzzReadOPML(f *testing.F) {
	f.Add(`<opml><body><outline text="a" xmlUrl="https://a.example"/></body></opml>`)
	f.Fuzz(func(t *testing.T, text string) {
		found, err := feed.ReadOPML(strings.NewReader(text))
		if (err == nil) != (len(found) > 0) {
			t.Errorf("%q: %v, %v", text, found, err)
		}
	})
}

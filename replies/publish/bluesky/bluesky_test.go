package bluesky

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hearsay/internal/servertest"
	"hearsay/post"
	"hearsay/replies/publish"
	"hearsay/replies/publish/publishtest"
)

// TestPublisher posts to a real Bluesky server.
func TestPublisher(t *testing.T) {
	server := servertest.BlueskyServer(t)
	them := servertest.NewBlueskyAccount(t, server)
	theirs := them.Post("made up")
	publishtest.Run(t, func(t *testing.T) publishtest.Platform {
		us := servertest.NewBlueskyAccount(t, server)
		line := publishtest.NewLine(t, server)
		texts := map[string]string{theirs: "made up"}
		return publishtest.Platform{
			Account: (&Settings{Host: line.URL, Handle: us.Handle, Password: servertest.BlueskyPassword}).Open(publishtest.Client(line)),
			Target:  publish.Target{Ref: post.Ref{Platform: "bluesky", ID: theirs}}, Says: "made up",
			Missing: publish.Target{Ref: post.Ref{Platform: "bluesky", ID: "at://" + them.DID + "/" + collection + "/3zzzzzzzzzzzz"}},
			Line:    line,
			Posts: func() (all []publishtest.Post) {
				for _, p := range us.Posts() {
					texts[p.URI] = p.Record.Text
					if root := p.Record.Reply.Root.URI; root != "" && texts[root] == "" {
						t.Errorf("the thread begins at %s", root)
					}
					one := publishtest.Post{Text: p.Record.Text, Answers: texts[p.Record.Reply.Parent.URI]}
					blob, alt := p.Record.Embed.Video, p.Record.Embed.Alt
					if images := p.Record.Embed.Images; len(images) == 1 {
						blob, alt = images[0].Image, images[0].Alt
					}
					if blob.Ref.Link != "" {
						one.File, one.Alt = publishtest.Hash(us.Blob(blob)), alt
					}
					all = append(all, one)
				}
				return all
			},
		}
	})
}

func TestAWornTokenIsReplaced(t *testing.T) {
	server := servertest.BlueskyServer(t)
	us := servertest.NewBlueskyAccount(t, server)
	p := (&Settings{Host: server, Handle: us.Handle, Password: servertest.BlueskyPassword}).Open(http.DefaultClient).Publisher.(*publisher)
	p.session.access = "worn"
	if _, err := p.Send(t.Context(), publish.Outgoing{Key: "a-0", At: time.Now(), Text: "Back again, at https://example.org/é.", Language: "en"}); err != nil {
		t.Fatal(err)
	}
	got := us.Posts()
	if len(got) != 1 || len(got[0].Record.Facets) != 1 || got[0].Record.Facets[0].Features[0].URI != "https://example.org/é" || !slices.Equal(got[0].Record.Langs, []string{"en"}) {
		t.Errorf("got %+v", got)
	}
}

func TestFacetsMarkLinksInBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := rapid.StringMatching(`[a-zéßا漢😀 ]{0,20} `).Draw(t, "before"), rapid.SampledFrom([]string{"", ".", ", and more", ")", "\nnext"}).Draw(t, "after")
		uri := "https://example.org/" + rapid.StringMatching(`[a-z0-9é/]{1,10}(_\(b\))?`).Draw(t, "path")
		text := before + uri + after
		found := links(text)
		if len(found) != 1 || text[found[0].Index.Start:found[0].Index.End] != uri || found[0].Features[0].URI != uri {
			t.Fatalf("%q: %+v", text, found)
		}
	})
}

func TestRecordKeysAreOfTheirTime(t *testing.T) {
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	one, same, other, later := tid("d-0", now), tid("d-0", now), tid("e-0", now), tid("d-1", now.Add(time.Millisecond))
	if one != same || one == other || one >= later || len(one) != 13 {
		t.Errorf("got %s %s %s %s", one, same, other, later)
	}
}

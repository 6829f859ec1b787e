package x

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"hearsay/post"
	"hearsay/replies/publish"
	"hearsay/replies/publish/publishtest"
	"hearsay/replies/publish/x/xsim"
)

const theirs = "1234567890123456789"

func TestPublisher(t *testing.T) {
	publishtest.Run(t, func(t *testing.T) publishtest.Platform {
		sim := &xsim.Server{TextOf: func(id string) (string, bool) { return "made up", id == theirs }}
		server := httptest.NewServer(sim)
		t.Cleanup(server.Close)
		line := publishtest.NewLine(t, server.URL)
		sim.Address = line.URL
		settings := Settings{ConsumerKey: xsim.ConsumerKey, ConsumerSecret: xsim.ConsumerSecret, AccessToken: xsim.AccessToken, AccessSecret: xsim.AccessSecret, BaseURL: line.URL}
		return publishtest.Platform{
			Account: settings.Open(publishtest.Client(line)),
			Target:  publish.Target{Ref: post.Ref{Platform: "twitter", ID: theirs}}, Says: "made up",
			Missing: publish.Target{Ref: post.Ref{Platform: "twitter", ID: "99"}},
			Line:    line,
			Posts: func() (all []publishtest.Post) {
				for _, p := range sim.Posts() {
					one := publishtest.Post{Text: p.Text, Answers: p.Answers}
					if p.Medium != nil {
						one.File, one.Alt = publishtest.Hash(p.Medium.Data), p.Medium.Alt
					}
					all = append(all, one)
				}
				return all
			},
		}
	})
}

func TestAPostIsKnownByItsAddress(t *testing.T) {
	p := (&Settings{}).Open(http.DefaultClient).Publisher
	for address, want := range map[string]string{
		"https://x.com/town/status/12":           `{"id":"12"}`,
		"https://twitter.com/i/web/status/12?s=": `{"id":"12"}`,
		"https://x.com/town":                     "",
	} {
		place, err := p.Find(t.Context(), publish.Target{URL: address})
		if string(place.Handle) != want || (err == nil) != (want != "") {
			t.Errorf("%s: got %s, %v; want %s", address, place.Handle, err, want)
		}
	}
}

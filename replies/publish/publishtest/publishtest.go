// Package publishtest holds what every publisher does, whatever its platform, and the faults between it and the platform.
package publishtest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hearsay/replies/publish"
)

// Post is what stands on a platform by our account.
type Post struct {
	Text    string
	Answers string // the text of the post that it answers; "" for none
	File    string // the hash of the file that goes with it, in hex; "" for none
	Alt     string // what the file is said to show
}

// Platform is a publisher with a server behind it.
type Platform struct {
	Account publish.Account
	Target  publish.Target // a post of somebody else's
	Says    string         // its text
	Missing publish.Target // no post
	Posts   func() []Post  // that stand by our account, the oldest first
	Line    *Line
	NoAlt   bool // the platform has no place for what a file shows
}

// Line is what lies between a publisher and its platform: it may fail.
type Line struct {
	*httptest.Server

	mu    sync.Mutex
	fault fault
	away  string // where moved leads
}

// fault is what happens to the next request that would change something.
type fault string

const (
	none    fault = ""
	limit   fault = "the platform asks for patience"
	refusal fault = "the platform refuses"
	lost    fault = "the platform does it, and its answer is lost"
	broken  fault = "the platform breaks before it does anything"
	unnamed fault = "the platform does it, and does not say what it is called"
	moved   fault = "the platform leads elsewhere"
)

// NewLine is a line to a server until the test ends.
func NewLine(t testing.TB, to string) *Line {
	t.Helper()
	address, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	l := &Line{}
	proxy := httputil.NewSingleHostReverseProxy(address)
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch l.take(r) {
		case limit:
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
		case refusal:
			http.Error(w, `{"error":"not you"}`, http.StatusForbidden)
		case broken:
			http.Error(w, "sorry", http.StatusBadGateway)
		case unnamed:
			proxy.ServeHTTP(httptest.NewRecorder(), r)
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{}`)
		case moved:
			http.Redirect(w, r, l.away, http.StatusTemporaryRedirect)
		case lost:
			proxy.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		default:
			proxy.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(l.Close)
	return l
}

// take is the fault of a request. Reading and signing in go well.
func (l *Line) take(r *http.Request) fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.Method == http.MethodGet || strings.Contains(r.URL.Path, "createSession") {
		return none
	}
	now := l.fault
	l.fault = none
	return now
}

// next lets something happen to the next request that changes something.
func (l *Line) next(f fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fault = f
}

// Run runs the suite; connect makes a platform with nothing of ours on it.
func Run(t *testing.T, connect func(t *testing.T) Platform) {
	for name, test := range map[string]func(*testing.T, Platform){
		"AThreadAnswersThePostAndItself": threadAnswers,
		"AThreadOfItsOwnAnswersNobody":   ownThread,
		"WhatIsMissingIsNotAnswered":     missing,
		"WhatIsPostedIsFoundByItsLink":   foundByLink,
		"ALimitIsToldWithItsEnd":         limited,
		"ARefusalIsNamed":                refused,
		"ALostAnswerPostsNothingTwice":   lostAnswer,
		"AFailureIsNeitherOfThese":       failure,
		"WhatIsNotNamedIsNotKnownOf":     withoutName,
		"NothingIsPostedElsewhere":       ledAway,
		"TakingDownTwiceIsNoError":       takenDown,
		"APictureGoesAlong":              pictureGoesAlong,
		"AVideoGoesAlong":                videoGoesAlong,
		"AFileThatIsRefusedPostsNothing": fileRefused,
	} {
		t.Run(name, func(t *testing.T) { test(t, connect(t)) })
	}
}

var at = time.Date(2026, 3, 3, 12, 0, 0, 123_000_000, time.UTC)

func outgoing(key, text string, answers publish.Place) publish.Outgoing {
	at := at
	if key == "d-1" {
		at = at.Add(time.Millisecond)
	}
	return publish.Outgoing{Key: key, At: at, Text: text, Language: "en", Answers: answers}
}

func find(t *testing.T, p Platform, at publish.Target) publish.Place {
	t.Helper()
	place, err := p.Account.Publisher.Find(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	return place
}

func send(t *testing.T, p Platform, o publish.Outgoing) publish.Place {
	t.Helper()
	place, err := p.Account.Publisher.Send(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return place
}

func wantPosts(t *testing.T, p Platform, want ...Post) {
	t.Helper()
	got := p.Posts()
	if len(got) != len(want) {
		t.Fatalf("stands: %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("post %d is %v, want %v", i, got[i], want[i])
		}
	}
}

const (
	first  = "The water is safe, says https://water.example.org/values. (1/2)"
	second = "Ask the laboratory – for your street. (2/2)"
)

func threadAnswers(t *testing.T, p Platform) {
	one := send(t, p, outgoing("d-0", first, find(t, p, p.Target)))
	send(t, p, outgoing("d-1", second, one))
	wantPosts(t, p, Post{Text: first, Answers: p.Says}, Post{Text: second, Answers: first})
}

func ownThread(t *testing.T, p Platform) {
	nowhere := find(t, p, publish.Target{})
	if !nowhere.IsZero() {
		t.Errorf("no post stands at %+v", nowhere)
	}
	at := send(t, p, outgoing("d-0", first, nowhere))
	wantPosts(t, p, Post{Text: first})
	if u, err := url.Parse(at.URL); err != nil || u.Scheme != "https" {
		t.Errorf("people find it at %q", at.URL)
	}
}

func missing(t *testing.T, p Platform) {
	place, err := p.Account.Publisher.Find(t.Context(), p.Missing)
	if err == nil { // some platforms tell only when it is answered
		_, err = p.Account.Publisher.Send(t.Context(), outgoing("d-0", first, place))
	}
	if !errors.Is(err, publish.ErrRefused) {
		t.Errorf("got %v", err)
	}
	wantPosts(t, p)
}

func foundByLink(t *testing.T, p Platform) {
	one := send(t, p, outgoing("d-0", first, publish.Place{}))
	send(t, p, outgoing("d-1", second, find(t, p, publish.Target{URL: one.URL})))
	wantPosts(t, p, Post{Text: first}, Post{Text: second, Answers: first})
}

func limited(t *testing.T, p Platform) {
	p.Line.next(limit)
	_, err := p.Account.Publisher.Send(t.Context(), outgoing("d-0", first, publish.Place{}))
	var later *publish.Later
	if !errors.As(err, &later) || time.Until(later.Until) < time.Second || time.Until(later.Until) > 10*time.Second {
		t.Errorf("got %v (%v), want to be told to wait 7 seconds", err, later)
	}
	wantPosts(t, p)
}

func refused(t *testing.T, p Platform) {
	p.Line.next(refusal)
	if _, err := p.Account.Publisher.Send(t.Context(), outgoing("d-0", first, publish.Place{})); !errors.Is(err, publish.ErrRefused) || !strings.Contains(err.Error(), "not you") {
		t.Errorf("got %v, want what the platform says", err)
	}
	wantPosts(t, p)
}

// lostAnswer sends a part again as a dispatch does: at once if that is safe, never if it is not.
func lostAnswer(t *testing.T, p Platform) {
	p.Line.next(lost)
	_, err := p.Account.Publisher.Send(t.Context(), outgoing("d-0", first, publish.Place{}))
	var later *publish.Later
	if err == nil || errors.Is(err, publish.ErrRefused) || errors.As(err, &later) {
		t.Fatalf("got %v, want an error that says nothing of what became of it", err)
	}
	if p.Account.Repeat > 0 {
		if _, err := p.Account.Publisher.Send(t.Context(), outgoing("d-0", first, publish.Place{})); err != nil && !errors.Is(err, publish.ErrUnclear) {
			t.Error(err)
		}
	}
	wantPosts(t, p, Post{Text: first})
}

func failure(t *testing.T, p Platform) {
	p.Line.next(broken)
	_, err := p.Account.Publisher.Send(t.Context(), outgoing("d-0", first, publish.Place{}))
	if err == nil || errors.Is(err, publish.ErrRefused) {
		t.Errorf("got %v", err)
	}
	wantPosts(t, p)
}

func withoutName(t *testing.T, p Platform) {
	p.Line.next(unnamed)
	place, err := p.Account.Publisher.Send(t.Context(), outgoing("d-0", first, publish.Place{}))
	if err == nil || errors.Is(err, publish.ErrRefused) || errors.Is(err, publish.ErrLater) {
		t.Errorf("got %+v, %v, want an error that says nothing of what became of it", place, err)
	}
	wantPosts(t, p, Post{Text: first})
}

func ledAway(t *testing.T, p Platform) {
	var asked atomic.Int64
	away := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer away.Close()
	p.Line.away = away.URL
	p.Line.next(moved)
	if _, err := p.Account.Publisher.Send(t.Context(), outgoing("d-0", first, publish.Place{})); !errors.Is(err, publish.ErrRefused) || asked.Load() > 0 {
		t.Errorf("got %v, after %d requests elsewhere", err, asked.Load())
	}
	wantPosts(t, p)
}

func takenDown(t *testing.T, p Platform) {
	one := send(t, p, outgoing("d-0", first, publish.Place{}))
	for range 2 {
		if err := p.Account.Publisher.Withdraw(context.WithoutCancel(t.Context()), one); err != nil {
			t.Error(err)
		}
	}
	wantPosts(t, p)
}

// Client asks loopback, without pauses.
func Client(l *Line) *http.Client {
	return &http.Client{Transport: l.Client().Transport, Timeout: 10 * time.Second}
}

// Package browsertest puts people before real browsers: what they open, press, type and read, and what their browsers complain of.
package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hearsay/internal/servertest"
)

// Seat is a person at a browser of their own.
type Seat struct {
	t    testing.TB
	ctx  context.Context
	url  string
	name string

	mu     sync.Mutex
	faults []string // what the browser complained about
}

// Sit gives somebody a browser. What its console complains of, dialogs, and requests to elsewhere are faults.
func Sit(t testing.TB, url, name string) *Seat {
	t.Helper()
	s := &Seat{t: t, ctx: servertest.Browser(t), url: url, name: name}
	complain := func(format string, args ...any) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.faults = append(s.faults, fmt.Sprintf(format, args...))
	}
	if err := chromedp.Listen(s.ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			complain("an exception: %s", e.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelError && !strings.Contains(e.Entry.Text, "409") && !strings.Contains(e.Entry.Text, "422") && !strings.Contains(e.Entry.Text, "404") && !strings.Contains(e.Entry.Text, "403") {
				complain("the console: %s %s", e.Entry.Text, e.Entry.URL)
			}
		case *page.EventJavascriptDialogOpening:
			complain("a dialog: %s", e.Message)
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, url) && !strings.HasPrefix(e.Request.URL, "data:") && !strings.HasPrefix(e.Request.URL, "about:") && !strings.HasPrefix(e.Request.URL, "chrome") {
				complain("a request to %s", e.Request.URL)
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	call(s, log.Enable, cdp.Empty{})
	call(s, network.Enable, network.EnableParams{})
	t.Cleanup(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, fault := range s.faults {
			t.Errorf("%s's browser: %s", s.name, fault)
		}
	})
	return s
}

// call makes a call of the browser's protocol.
func call[P, R any](s *Seat, command cdp.Command[P, R], params P) {
	s.t.Helper()
	if _, err := chromedp.Call(s.ctx, command, params); err != nil {
		s.t.Fatalf("%s: %v", s.name, err)
	}
}

// Read runs one action in a browser and returns what it reads.
func Read[T any](s *Seat, action chromedp.Action[T]) T {
	s.t.Helper()
	ctx, stop := context.WithTimeout(s.ctx, 20*time.Second)
	defer stop()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		s.t.Fatalf("%s, at %s: %v", s.name, s.at(), err)
	}
	return value
}

// at is where the browser is, for messages.
func (s *Seat) at() string {
	location, err := chromedp.Run(s.ctx, chromedp.Location())
	if err != nil {
		return "?"
	}
	text, err := chromedp.Run(s.ctx, chromedp.Evaluate[string](`document.body.innerText.slice(0, 1500)`))
	if err != nil {
		return location
	}
	return location + ", which shows:\n" + text + "\n"
}

// Do runs actions, one after another.
func (s *Seat) Do(steps ...chromedp.Action[chromedp.Void]) {
	s.t.Helper()
	for _, step := range steps {
		Read(s, step)
	}
}

// Open leads the browser to a path of the desk.
func (s *Seat) Open(path string) {
	s.t.Helper()
	s.Do(chromedp.Navigate(s.url + path))
}

// Path is where the browser is.
func (s *Seat) Path() string {
	s.t.Helper()
	return strings.TrimPrefix(Read(s, chromedp.Location()), s.url)
}

// Click clicks the first element that a selector finds.
func (s *Seat) Click(selector string) { s.t.Helper(); s.Do(chromedp.Click(selector)) }

// Sees waits until an element is visible.
func (s *Seat) Sees(selector string) { s.t.Helper(); s.Do(chromedp.WaitVisible(selector)) }

// Write puts text in the place of what a field has.
func (s *Seat) Write(selector, text string) {
	s.t.Helper()
	s.Sees(selector)
	quoted, err := json.Marshal(selector)
	if err != nil {
		s.t.Fatal(err)
	}
	Read(s, chromedp.Evaluate[any](`document.querySelector(`+string(quoted)+`).value = ""; null`))
	s.Do(chromedp.SendKeys(selector, text))
}

// Key presses keys, once the page is there with its scripts.
func (s *Seat) Key(keys string) {
	s.t.Helper()
	s.Until("the page to be there", `document.readyState === "complete"`)
	s.Do(chromedp.KeyEvent(keys))
}

// Until waits until a condition holds in the page. While one page goes and the next comes it cannot be asked, which is no fault.
func (s *Seat) Until(what, condition string) {
	s.t.Helper()
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		if ok, err := chromedp.Run(s.ctx, chromedp.Evaluate[bool](condition)); err == nil && ok {
			return
		}
	}
	s.t.Fatalf("%s waits for %s at %s", s.name, what, s.at())
}

// Reads waits until the page shows words.
func (s *Seat) Reads(words string) {
	s.t.Helper()
	quoted, err := json.Marshal(words)
	if err != nil {
		s.t.Fatal(err)
	}
	s.Until("the words "+words, `document.readyState === "complete" && document.body.innerText.includes(`+string(quoted)+`)`)
}

// SignIn signs in by the page for it, by keys alone.
func (s *Seat) SignIn(password string) {
	s.t.Helper()
	s.TypePassword(password)
	s.Sees(`table.queues`)
}

// TypePassword is SignIn of somebody who is not let in by that alone.
func (s *Seat) TypePassword(password string) {
	s.t.Helper()
	s.Open("/")
	s.Sees(`input[name=name]`)
	s.Write(`input[name=name]`, s.name)
	s.Write(`input[name=password]`, password)
	s.Key(kb.Enter)
}

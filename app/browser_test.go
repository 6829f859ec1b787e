package app_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hearsay/app"
	"hearsay/internal/servertest"
	"hearsay/work"
)

var update = flag.Bool("update", false, "write the screenshots under docs/screenshots anew")

// announced are the lines that a program announces.
type announced struct {
	mu    sync.Mutex
	lines []string
}

func (w *announced) say(line string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lines = append(w.lines, line)
}

// after is what stands behind a word in the announcements, "" if it was not said.
func (w *announced) after(word string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, line := range w.lines {
		if _, rest, ok := strings.Cut(line, word); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}

// demo runs the demo until the test ends, and returns its address and what it announced.
func demo(t *testing.T) (url string, said *announced) {
	t.Helper()
	said = &announced{}
	ctx, stop := context.WithCancel(context.Background())
	d, err := app.NewDemo(ctx, "127.0.0.1:0", app.Options{Log: slog.New(slog.DiscardHandler), Announce: said.say})
	if err != nil {
		t.Fatal(err)
	}
	for name, role := range map[string]work.Role{"admin2": work.Admin, "viewer": work.Viewer} {
		if err := d.AddUser(ctx, name, role, "a long password"); err != nil {
			t.Fatal(err)
		}
	}
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the demo ended with: %v", err)
		}
	})
	servertest.Eventually(t, "the address", func() bool { return said.after("the desk is at ") != "" })
	return said.after("the desk is at "), said
}

// seat is a person at a browser of their own.
type seat struct {
	t    *testing.T
	ctx  context.Context
	url  string
	name string

	mu     sync.Mutex
	faults []string // what the browser complained about
}

// sit gives somebody a browser. What its console complains of, dialogs, and requests to elsewhere are faults.
func sit(t *testing.T, url, name string) *seat {
	t.Helper()
	s := &seat{t: t, ctx: servertest.Browser(t), url: url, name: name}
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
func call[P, R any](s *seat, command cdp.Command[P, R], params P) {
	s.t.Helper()
	if _, err := chromedp.Call(s.ctx, command, params); err != nil {
		s.t.Fatalf("%s: %v", s.name, err)
	}
}

// read runs one action in a browser and returns what it reads.
func read[T any](s *seat, action chromedp.Action[T]) T {
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
func (s *seat) at() string {
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

func (s *seat) do(steps ...chromedp.Action[chromedp.Void]) {
	s.t.Helper()
	for _, step := range steps {
		read(s, step)
	}
}

func (s *seat) open(path string) {
	s.t.Helper()
	s.do(chromedp.Navigate(s.url + path))
}

func (s *seat) path() string {
	s.t.Helper()
	return strings.TrimPrefix(read(s, chromedp.Location()), s.url)
}

func (s *seat) click(selector string) { s.t.Helper(); s.do(chromedp.Click(selector)) }

func (s *seat) sees(selector string) { s.t.Helper(); s.do(chromedp.WaitVisible(selector)) }

func (s *seat) write(selector, text string) {
	s.t.Helper()
	s.sees(selector)
	quoted, err := json.Marshal(selector)
	if err != nil {
		s.t.Fatal(err)
	}
	read(s, chromedp.Evaluate[any](`document.querySelector(`+string(quoted)+`).value = ""; null`))
	s.do(chromedp.SendKeys(selector, text))
}

// key presses keys, once the page is there with its scripts.
func (s *seat) key(keys string) {
	s.t.Helper()
	s.until("the page to be there", `document.readyState === "complete"`)
	s.do(chromedp.KeyEvent(keys))
}

// until waits until a condition holds in the page. While one page goes and the next comes it cannot be asked, which is no fault.
func (s *seat) until(what, condition string) {
	s.t.Helper()
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		if ok, err := chromedp.Run(s.ctx, chromedp.Evaluate[bool](condition)); err == nil && ok {
			return
		}
	}
	s.t.Fatalf("%s waits for %s at %s", s.name, what, s.at())
}

// reads waits until the page shows words.
func (s *seat) reads(words string) {
	s.t.Helper()
	quoted, err := json.Marshal(words)
	if err != nil {
		s.t.Fatal(err)
	}
	s.until("the words "+words, `document.readyState === "complete" && document.body.innerText.includes(`+string(quoted)+`)`)
}

func (s *seat) signIn(password string) {
	s.t.Helper()
	s.open("/")
	s.sees(`input[name=name]`)
	s.write(`input[name=name]`, s.name)
	s.write(`input[name=password]`, password)
	s.key(kb.Enter)
	s.sees(`table.queues`)
}

// picture keeps a screenshot of what the window shows, with -update.
func (s *seat) picture(name string) {
	s.t.Helper()
	if !*update {
		return
	}
	png := read(s, chromedp.CaptureScreenshot())
	dir := filepath.Join("..", "docs", "screenshots")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// axe is the source of axe-core (https://github.com/dequelabs/axe-core).
var axe struct {
	once sync.Once
	code string
}

// isAccessible lets axe-core look at the page: by WCAG 2.2 level AA and its good practice, it finds nothing.
func (s *seat) isAccessible(what string) {
	s.t.Helper()
	axe.once.Do(func() {
		code, err := os.ReadFile(servertest.Package(s.t, "axe-core/axe.min.js"))
		if err != nil {
			s.t.Fatal(err)
		}
		axe.code = string(code)
	})
	const look = `axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}).then(r => JSON.stringify(r.violations.map(v => v.id + ": " + v.help + " — " + v.nodes.map(n => n.html.slice(0, 200) + " " + n.any.map(a => a.message).join("; ")).join(" | "))))`
	read(s, chromedp.Evaluate[any](axe.code+"; null"))
	found := read(s, chromedp.Evaluate[string](look, chromedp.EvalAwaitPromise))
	var violations []string
	if err := json.Unmarshal([]byte(found), &violations); err != nil {
		s.t.Fatal(err)
	}
	for _, v := range violations {
		s.t.Errorf("%s, as %s sees it: %s", what, s.name, v)
	}
}

// looks checks a page in light and dark and at the width of a phone, and keeps its picture.
func (s *seat) looks(what string) {
	s.t.Helper()
	s.until("the page to be there", `document.readyState === "complete"`)
	s.isAccessible(what)
	s.picture(what)
	call(s, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
	s.isAccessible(what + " in the dark")
	call(s, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 360, Height: 800, DeviceScaleFactor: 1, Mobile: true})
	s.isAccessible(what + " on a phone")
	if over := read(s, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`)); over > 0 {
		s.t.Errorf("%s is %d pixels wider than a phone", what, over)
	}
	s.picture(what + "-phone")
	call(s, emulation.ClearDeviceMetricsOverride, cdp.Empty{})
	call(s, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
}

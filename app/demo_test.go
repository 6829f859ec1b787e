package app_test

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"hearsay/app"
	"hearsay/internal/servertest"
)

var update = flag.Bool("update", false, "write the screenshots under docs/screenshots anew")

// words are what a program announces.
type words struct {
	mu    sync.Mutex
	lines []string
}

func (w *words) say(line string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lines = append(w.lines, line)
}

// after is what stands behind a word in the announcements, "" if it was not said.
func (w *words) after(word string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, line := range w.lines {
		if _, rest, ok := strings.Cut(line, word); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}

// TestTheDemoInABrowser walks a person's way through the demo in real Chromium: the responder drafts, the verifier
// verifies in a browser of their own, and the reply is recorded.
func TestTheDemoInABrowser(t *testing.T) {
	responder, verifier := servertest.Browser(t), servertest.Browser(t)
	var said words
	ctx, stop := context.WithCancel(context.Background())
	began := time.Now()
	demo, err := app.NewDemo(ctx, "127.0.0.1:0", app.Options{Log: slog.New(slog.DiscardHandler), Announce: said.say})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- demo.Run(ctx) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the demo ended with: %v", err)
		}
	}()
	servertest.Eventually(t, "the address", func() bool { return said.after("the desk is at ") != "" })
	url := said.after("the desk is at ")
	run := func(browser context.Context, steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		read(t, browser, chromedp.Steps(steps...))
	}
	signIn := func(browser context.Context, name string) {
		t.Helper()
		run(browser, chromedp.Navigate(url), chromedp.SendKeys(`input[name=name]`, name),
			chromedp.SendKeys(`input[name=password]`, strings.TrimPrefix(said.after(name+" "), "password ")), chromedp.Submit(`input[name=password]`), chromedp.WaitVisible(`ul.queues`))
	}
	signIn(responder, "responder")
	servertest.Eventually(t, "ten items, and urgent ones among them", func() bool {
		run(responder, chromedp.Reload())
		items := read(t, responder, chromedp.Evaluate[int](`document.querySelectorAll("ul.rows li").length`))
		urgent := read(t, responder, chromedp.Evaluate[int](`document.querySelectorAll('form[action="/queues/urgent/pull"] button:enabled').length`))
		return items >= 10 && urgent > 0
	})
	t.Logf("%v after its start the demo's desk showed ten items in the browser", time.Since(began))
	picture(t, responder, "queues")

	run(responder, chromedp.Click(`form[action="/queues/urgent/pull"] button`), chromedp.WaitVisible(`article.post mark`))
	picture(t, responder, "item")
	run(responder, chromedp.Click(`aside form[action$="/draft"] button`), chromedp.WaitVisible(`textarea[name=fact]`))
	for field, text := range map[string]string{
		"fact": "Disinfectants are for surfaces. Never drink them.", "myth": "Drinking diluted bleach cures the infection.",
		"why": "Bleach burns mouth and stomach and does nothing against a virus in the body.", "again": "If somebody has drunk disinfectant, call the poison centre at once.",
		"sources": said.after("linked in replies: "),
	} {
		run(responder, chromedp.SendKeys(`textarea[name=`+field+`]`, text))
	}
	run(responder, chromedp.SetValue(`select[name=rating]`, "false"), chromedp.SetValue(`input[name=language]`, "en"))
	picture(t, responder, "draft")
	run(responder, chromedp.Click(`button[formaction$="/submit"]`), chromedp.WaitVisible(`article.reply`))
	reply := read(t, responder, chromedp.Location())
	if mine := read(t, responder, chromedp.Text(`.steps`)); !strings.Contains(mine, "You wrote in this reply. Somebody else verifies it.") {
		t.Errorf("the drafter is told: %q", mine)
	}
	signIn(verifier, "verifier")
	run(verifier, chromedp.Navigate(reply), chromedp.WaitVisible(`form[action$="/verify"]`))
	picture(t, verifier, "verify")
	run(verifier, chromedp.Click(`form[action$="/verify"] button`), chromedp.WaitVisible(`form[action$="/record"]`),
		chromedp.SendKeys(`input[name=url]`, "https://social.example/@desk/1"), chromedp.Click(`form[action$="/record"] button`), chromedp.WaitVisible(`a[href="https://social.example/@desk/1"]`))
	picture(t, verifier, "recorded")
	if state := read(t, verifier, chromedp.Text(`h1 small`)); state != "recorded" {
		t.Errorf("in the end the reply is %q", state)
	}
}

// read runs one action in a browser and returns what it reads.
func read[T any](t *testing.T, browser context.Context, action chromedp.Action[T]) T {
	t.Helper()
	value, err := chromedp.Run(browser, action)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// picture keeps a screenshot of the page, with -update.
func picture(t *testing.T, browser context.Context, name string) {
	t.Helper()
	if !*update {
		return
	}
	png := read(t, browser, chromedp.CaptureScreenshot())
	dir := filepath.Join("..", "docs", "screenshots")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600); err != nil {
		t.Fatal(err)
	}
}

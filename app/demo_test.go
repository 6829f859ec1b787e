package app_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"hearsay/app"
	"hearsay/internal/servertest"
	"hearsay/work"
)

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
		if err := d.AddUser(ctx, name, role, "correct horse battery"); err != nil {
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

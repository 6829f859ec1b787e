package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"hearsay/replies"
)

// TestAllRepliesAreExported exports more than the API gives at once.
func TestAllRepliesAreExported(t *testing.T) {
	const all = 10_050
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from, limit := 0, 100
		if after := r.FormValue("after"); after != "" {
			from, _ = strconv.Atoi(strings.TrimPrefix(after, "r"))
		}
		if asked, err := strconv.Atoi(r.FormValue("limit")); err == nil {
			limit = min(asked, 10_000)
		}
		page := []*replies.Reply{}
		for n := from + 1; n <= min(from+limit, all); n++ {
			page = append(page, &replies.Reply{ID: fmt.Sprint("r", n)})
		}
		_ = json.NewEncoder(w).Encode(page) // the client is in this test
	}))
	defer server.Close()
	m := terminal{t: t, server: server.URL}
	for format, lines := range map[string]int{"ndjson": all, "csv": all + 1} {
		if got := strings.Count(m.run(exitDone, "", "export", "replies", "--format", format), "\n"); got != lines {
			t.Errorf("%s: %d lines, want %d", format, got, lines)
		}
	}
}

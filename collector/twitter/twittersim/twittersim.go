// Package twittersim is a small server that speaks the v1.1 search and list timelines of X, newest first, with paging
// by since_id and max_id and rate-limit headers, as the platform documented them.
//
// It stands for the platform in tests and serves the demo's made-up posts; it is no part of the daemon.
package twittersim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Server holds statuses and a rate limit. Fields are set before serving; methods are safe for several goroutines.
type Server struct {
	// Bearer, if set, must be presented.
	Bearer string
	// Limit requests are answered in each Window; 0 is no limit.
	Limit  int
	Window time.Duration

	mu       sync.Mutex
	statuses []status // newest first
	used     int
	reset    time.Time
	requests int
}

type status struct {
	id  int64
	raw json.RawMessage
}

// Add publishes statuses: v1.1 objects with an id.
func (s *Server) Add(raws ...json.RawMessage) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, raw := range raws {
		var head struct {
			ID int64 `json:"id"`
		}
		if err := json.Unmarshal(raw, &head); err != nil || head.ID == 0 {
			return fmt.Errorf("a status without an id: %.80s (%w)", raw, err)
		}
		s.statuses = append(s.statuses, status{head.ID, raw})
	}
	slices.SortStableFunc(s.statuses, func(a, b status) int { return compare(b.id, a.id) })
	return nil
}

func compare(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Requests is how many requests were answered with a page.
func (s *Server) Requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// ServeHTTP answers /1.1/search/tweets.json and /1.1/lists/statuses.json.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	if s.Bearer != "" && r.Header.Get("Authorization") != "Bearer "+s.Bearer {
		fail(w, http.StatusUnauthorized, 89, "Invalid or expired token.")
		return
	}
	if !s.admit(w) {
		fail(w, http.StatusTooManyRequests, 88, "Rate limit exceeded")
		return
	}
	page := s.page(number(r, "since_id"), number(r, "max_id"), number(r, "count"))
	switch r.URL.Path {
	case "/1.1/search/tweets.json":
		write(w, map[string]any{"statuses": page, "search_metadata": map[string]any{"count": len(page), "query": r.URL.Query().Get("q")}})
	case "/1.1/lists/statuses.json":
		write(w, page)
	default:
		fail(w, http.StatusNotFound, 34, "Sorry, that page does not exist.")
	}
}

func number(r *http.Request, key string) int64 {
	n, err := strconv.ParseInt(r.URL.Query().Get(key), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// admit counts a request against the limit and writes the headers that tell of it.
func (s *Server) admit(w http.ResponseWriter) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Limit == 0 {
		s.requests++
		return true
	}
	if now := time.Now(); now.After(s.reset) {
		s.used, s.reset = 0, now.Add(s.Window)
	}
	admitted := s.used < s.Limit
	if admitted {
		s.used++
		s.requests++
	}
	w.Header().Set("x-rate-limit-limit", strconv.Itoa(s.Limit))
	w.Header().Set("x-rate-limit-remaining", strconv.Itoa(s.Limit-s.used))
	w.Header().Set("x-rate-limit-reset", strconv.FormatInt(s.reset.Unix()+1, 10))
	return admitted
}

func (s *Server) page(since, most, count int64) []json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	if count <= 0 {
		count = 15 // the platform's default
	}
	page := []json.RawMessage{}
	for _, status := range s.statuses {
		if status.id <= since || most > 0 && status.id > most {
			continue
		}
		if page = append(page, status.raw); int64(len(page)) == min(count, 200) {
			break
		}
	}
	return page
}

func write(w http.ResponseWriter, body any) {
	_ = json.NewEncoder(w).Encode(body) // a client that is gone gets nothing
}

func fail(w http.ResponseWriter, status, code int, message string) {
	w.WriteHeader(status)
	write(w, map[string]any{"errors": []map[string]any{{"code": code, "message": message}}})
}

package app_test

import (
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"hearsay/internal/servertest"
	"hearsay/replies"
	"hearsay/triage"
)

// spans takes what is told over OTLP: https://opentelemetry.io/docs/specs/otlp/#otlphttp
type spans struct {
	mu  sync.Mutex
	all []*otlp.Span
}

func (s *spans) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var told collector.ExportTraceServiceRequest
	if err != nil || proto.Unmarshal(body, &told) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, resource := range told.GetResourceSpans() {
		for _, scope := range resource.GetScopeSpans() {
			s.all = append(s.all, scope.GetSpans()...)
		}
	}
}

// where are the spans for which ok holds.
func (s *spans) where(ok func(*otlp.Span) bool) []*otlp.Span {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []*otlp.Span
	for _, span := range s.all {
		if ok(span) {
			found = append(found, span)
		}
	}
	return found
}

// TestTheWholeWayOfAPostIsTraced follows a post from the request that brings it to the reply that answers it, as a receiver of traces
// sees it.
func TestTheWholeWayOfAPostIsTraced(t *testing.T) {
	told := &spans{}
	receiver := httptest.NewServer(told)
	defer receiver.Close()
	_, url := simulate(t, []json.RawMessage{
		json.RawMessage(`{"id":1,"id_str":"1","full_text":"Drinking diluted bleach cures it in two days","user":{"screen_name":"made_up_author"}}`),
	})
	site, roots := authority(t)
	b := backend{filepath.Join(t.TempDir(), "l.db"), "memory", "hearsay"}
	r := start(t, b.configure(t, url, "traces: {url: \""+receiver.URL+"/v1/traces\"}\n"), roots, people(t))
	ann, ben := r.signIn("ann", "correct horse battery"), r.signIn("ben", "correct horse battery")
	var held []*triage.Item
	ann.post("/api/v1/queues/claims/pull", map[string]any{"wait": "20s"}, http.StatusOK, &held)
	if len(held) != 1 {
		t.Fatal("the post became no item")
	}
	path := verified(t, ann, ben, held[0].ID, site.URL+"/facts")
	ben.post(path+"/publish", nil, http.StatusOK, &replies.Reply{})

	named := func(name string) *otlp.Span {
		t.Helper()
		var found []*otlp.Span
		servertest.Eventually(t, "the span "+name, func() bool {
			found = told.where(func(s *otlp.Span) bool { return s.GetName() == name && (name != "batch" || hasNew(s)) })
			return len(found) > 0
		})
		return found[0]
	}
	id := func(s *otlp.Span) string { return hex.EncodeToString(s.GetTraceId()) }
	opened := named("opened")
	for _, name := range []string{"queue told", "held", "reply drafted", "reply submitted", "reply verified", "reply published"} {
		if s := named(name); id(s) != id(opened) {
			t.Errorf("%q is in another trace than the item's opening", name)
		}
	}
	batch, sweep := named("batch"), named("sweep")
	if len(opened.GetLinks()) != 1 || hex.EncodeToString(opened.GetLinks()[0].GetTraceId()) != id(batch) {
		t.Error("the item's opening does not lead to the batch that opened it")
	}
	if len(batch.GetLinks()) != 1 || len(told.where(func(s *otlp.Span) bool {
		return id(s) == hex.EncodeToString(batch.GetLinks()[0].GetTraceId()) && s.GetName() == "sweep"
	})) != 1 {
		t.Errorf("the batch does not lead to the sweep that brought it; a sweep is %s", id(sweep))
	}
	for name, parent := range map[string]*otlp.Span{"classify": batch, "store": batch} {
		if len(told.where(func(s *otlp.Span) bool {
			return s.GetName() == name && string(s.GetParentSpanId()) == string(parent.GetSpanId())
		})) != 1 {
			t.Errorf("the batch has no %q", name)
		}
	}
	draft := named("POST /api/v1/items/{id}/replies")
	if links := named("reply drafted").GetLinks(); len(links) != 1 || hex.EncodeToString(links[0].GetTraceId()) != id(draft) {
		t.Errorf("the draft leads to %v and not to the request that made it", links)
	}
	if len(told.where(func(s *otlp.Span) bool { return strings.HasPrefix(s.GetName(), "ask ") })) == 0 {
		t.Error("requests that go out have no span")
	}
	for _, secret := range []string{"bleach", "made_up_author", "virus"} {
		if found := told.where(func(s *otlp.Span) bool { return strings.Contains(s.String(), secret) }); len(found) > 0 {
			t.Errorf("traces tell of %q: %v", secret, found[0])
		}
	}
}

// hasNew tells whether a batch brought a post that was new.
func hasNew(s *otlp.Span) bool {
	for _, a := range s.GetAttributes() {
		if a.GetKey() == "posts.new" && a.GetValue().GetIntValue() > 0 {
			return true
		}
	}
	return false
}

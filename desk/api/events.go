package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/desk/access"
	"hearsay/ledger"
	"hearsay/work"
)

// Of the stream of events.
const (
	eventsEvery = time.Second      // between two looks at the ledger, which other processes write, too
	eventsAlive = 15 * time.Second // between two signs of life
	eventsPage  = 200              // sent at once
	eventsWrite = 10 * time.Second // that a reader may take
)

// addEvents serves GET /events, Server-Sent Events of what happens on the desk
// (https://html.spec.whatwg.org/multipage/server-sent-events.html). An event's id is its number in the audit log; a reader that
// comes again with Last-Event-ID misses none. It stands beside the other calls, which answer once.
func (s *Server) addEvents(mux *http.ServeMux, api huma.API) {
	mux.HandleFunc("GET "+prefix+"/events", s.events)
	api.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "follow-events", Method: http.MethodGet, Path: prefix + "/events", Summary: "What happens on the desk, as Server-Sent Events",
		Parameters: []*huma.Param{
			{Name: "Last-Event-ID", In: "header", Description: "the id of the last event that was read; those behind it follow", Schema: &huma.Schema{Type: "integer"}},
			{Name: "about", In: "query", Description: "only of this item, by its id, and of its replies", Schema: &huma.Schema{Type: "string"}},
			{Name: "after", In: "query", Description: "the same, for who cannot send the header; 0 for everything", Schema: &huma.Schema{Type: "integer"}},
		},
		Responses: map[string]*huma.Response{
			"200": {Description: "events without an end", Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: "string"}}}},
			"401": {Description: "nobody is signed in"},
		},
	})
}

func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	if _, ok := access.ActorOf(r.Context()); !ok {
		writeProblem(w, http.StatusUnauthorized, access.ErrSignedOut.Error())
		return
	}
	after, err := s.eventsFrom(r)
	if err != nil {
		writeProblem(w, http.StatusUnprocessableEntity, err.Error())
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	stream := &eventStream{w: w, control: http.NewResponseController(w), about: r.URL.Query().Get("about")}
	stream.reader = func(ctx context.Context) (work.Actor, error) { return s.Gate.Again(ctx, r) }
	if stream.send(": the desk's events\n\n") != nil {
		return
	}
	if err := stream.follow(r.Context(), s.Ledger, after); err != nil && r.Context().Err() == nil {
		s.Log.Info("a stream of events ended", "error", err)
	}
}

func writeProblem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(huma.NewError(status, detail)) // who left does not read it
}

// eventsFrom is the number behind which to begin: the newest for who comes for the first time.
func (s *Server) eventsFrom(r *http.Request) (int64, error) {
	told := r.Header.Get("Last-Event-ID")
	if told == "" {
		told = r.URL.Query().Get("after")
	}
	if told == "" {
		return s.Ledger.LastEvent(r.Context())
	}
	after, err := strconv.ParseInt(told, 10, 64)
	if err != nil || after < 0 {
		return 0, fmt.Errorf("%q is not the id of an event; send the id of the last one that was read", told)
	}
	return after, nil
}

// eventStream writes events to one reader.
type eventStream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	reader  func(context.Context) (work.Actor, error) // who reads, as they are by now
	about   string                                    // an item's id, "" for everything
}

// follow writes what is behind a number and then what comes, until ctx ends, the reader leaves, or may not read any more.
func (s *eventStream) follow(ctx context.Context, l *ledger.Ledger, after int64) error {
	again := time.NewTicker(eventsEvery)
	defer again.Stop()
	spoke := time.Now()
	for {
		events, err := l.EventsAfter(ctx, after, eventsPage)
		if err != nil {
			return err
		}
		if isQuiet := time.Since(spoke) >= eventsAlive; len(events) > 0 || isQuiet {
			text, err := s.write(ctx, events)
			if text == "" && isQuiet {
				text = ": alive\n\n"
			}
			if err == nil && text != "" {
				spoke = time.Now()
				err = s.send(text)
			}
			if err != nil {
				return err
			}
		}
		if len(events) > 0 {
			after = events[len(events)-1].Seq
		}
		if len(events) == eventsPage {
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-again.C:
		}
	}
}

// write is what the reader is told of events, by what they may do now.
func (s *eventStream) write(ctx context.Context, events []ledger.Event) (string, error) {
	reader, err := s.reader(ctx)
	if err != nil {
		return "", fmt.Errorf("asking whether the reader still may: %w", err)
	}
	var b strings.Builder
	for _, e := range events {
		if !s.wants(e, reader) {
			continue
		}
		data, err := json.Marshal(e)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "id: %d\nevent: %s\ndata: %s\n\n", e.Seq, e.Kind(), data)
	}
	return b.String(), nil
}

// send writes at once. A reader that does not read is left.
func (s *eventStream) send(text string) error {
	if err := s.control.SetWriteDeadline(time.Now().Add(eventsWrite)); err != nil {
		return err
	}
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.control.Flush()
}

// wants tells whether the reader asked for an event and may know of it: of users, tokens and requests of persons only administrators do.
func (s *eventStream) wants(e ledger.Event, reader work.Actor) bool {
	if s.about != "" && e.Subject != s.about {
		return false
	}
	kind := e.Kind()
	return reader.Role == work.Admin || kind != "user" && kind != "token" && kind != "privacy" && kind != "webhook"
}

package desk_test

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"hearsay/ledger"
)

// follow reads a user's events until there are as many as wanted, and gives them as they were sent.
func (o *office) follow(token, last string, want int) []string {
	o.t.Helper()
	ctx, stop := context.WithTimeout(o.t.Context(), 10*time.Second)
	defer stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, o.URL+"/api/v1/events", http.NoBody)
	if err != nil {
		o.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	if last != "" {
		request.Header.Set("Last-Event-ID", last)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		o.t.Fatal(err)
	}
	defer response.Body.Close()
	var events []string
	lines := bufio.NewScanner(response.Body)
	for event := ""; len(events) < want && lines.Scan(); {
		switch line := lines.Text(); {
		case line == "" && event != "":
			events, event = append(events, event), ""
		case line != "" && !strings.HasPrefix(line, ":"):
			event += line + "\n"
		}
	}
	if len(events) != want {
		o.t.Fatalf("got %d of %d events: %q, %v", len(events), want, events, lines.Err())
	}
	return events
}

func TestEventsAreFollowedWithoutAGap(t *testing.T) {
	o := newOffice(t)
	responder, admin := o.token("responder"), o.token("admin")
	came := make(chan []string, 1)
	go func() { came <- o.follow(responder, "", 1) }()
	time.Sleep(300 * time.Millisecond)
	if status, answer := o.call(responder, http.MethodPost, "/api/v1/queues/general/pull", `{}`); status != http.StatusOK {
		t.Fatalf("pulling: %d %s", status, answer)
	}
	first := (<-came)[0]
	if !strings.Contains(first, "event: item\n") || !strings.Contains(first, `"subject":"item0"`) || !strings.Contains(first, `"actor":"responder"`) {
		t.Errorf("got %q", first)
	}
	id, _, _ := strings.Cut(strings.TrimPrefix(first, "id: "), "\n")
	if status, answer := o.call(responder, http.MethodPost, "/api/v1/items/item0/release", ""); status != http.StatusOK {
		t.Fatalf("releasing: %d %s", status, answer)
	}
	if missed := o.follow(responder, id, 1); !strings.Contains(missed[0], "release") {
		t.Errorf("what was missed: %q", missed)
	}
	if err := o.ledger.Write(t.Context(), func(tx *ledger.Tx) error { return tx.Audit(t.Context(), "admin", "user added", "user/eve", "") }); err != nil {
		t.Fatal(err)
	}
	if err := o.ledger.Write(t.Context(), func(tx *ledger.Tx) error { return tx.Audit(t.Context(), "ann", "noted", "item0", "") }); err != nil {
		t.Fatal(err)
	}
	if all := strings.Join(o.follow(admin, "0", 4), ""); !strings.Contains(all, "event: user") {
		t.Errorf("an administrator reads %q", all)
	}
	all := strings.Join(o.follow(responder, "0", 3), "")
	if strings.Contains(all, "user/eve") || strings.Contains(all, "event: user") || !strings.Contains(all, "noted") {
		t.Errorf("a responder reads %q", all)
	}
}

func TestEventsAreRefused(t *testing.T) {
	o := newOffice(t)
	if status, answer := o.call("", http.MethodGet, "/api/v1/events", ""); status != http.StatusUnauthorized || !strings.Contains(answer, "hearsay token create") {
		t.Errorf("signed out: %d %s", status, answer)
	}
	if status, answer := o.call(o.token("viewer"), http.MethodGet, "/api/v1/events?after=never", ""); status != http.StatusUnprocessableEntity || !strings.Contains(answer, "is not the id of an event") {
		t.Errorf("a wrong id: %d %s", status, answer)
	}
	if _, document := o.call("", http.MethodGet, "/api/openapi.json", ""); !strings.Contains(document, "follow-events") {
		t.Error("the OpenAPI document does not know the call")
	}
}

// TestEventsEndForWhoMayNotReadThemAnyMore follows as somebody who is disabled meanwhile: what comes then does not reach them.
func TestEventsEndForWhoMayNotReadThemAnyMore(t *testing.T) {
	for how, sign := range map[string]func(o *office, r *http.Request) *http.Client{
		"by a token": func(o *office, r *http.Request) *http.Client {
			r.Header.Set("Authorization", "Bearer "+o.token("responder"))
			return http.DefaultClient
		},
		"by a session": func(o *office, _ *http.Request) *http.Client { return o.browser("responder") },
	} {
		t.Run(how, func(t *testing.T) {
			o := newOffice(t)
			ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
			defer stop()
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, o.URL+"/api/v1/events", http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			response, err := sign(o, request).Do(request)
			if err != nil || response.StatusCode != http.StatusOK {
				t.Fatalf("%v, %v", response, err)
			}
			defer response.Body.Close()
			note := func(detail string) {
				t.Helper()
				if err := o.ledger.Write(t.Context(), func(tx *ledger.Tx) error { return tx.Audit(t.Context(), "ann", "noted", "item0", detail) }); err != nil {
					t.Fatal(err)
				}
			}
			lines := bufio.NewScanner(response.Body)
			note("before")
			for lines.Scan() && !strings.Contains(lines.Text(), "before") {
			}
			if status, answer := o.call(o.token("admin"), http.MethodPatch, "/api/v1/users/responder", `{"disabled":true}`); status != http.StatusOK {
				t.Fatalf("disabling: %d %s", status, answer)
			}
			note("after")
			for lines.Scan() {
				if strings.Contains(lines.Text(), "after") {
					t.Error("who is disabled reads on")
				}
			}
			if ctx.Err() != nil {
				t.Error("the stream does not end")
			}
		})
	}
}

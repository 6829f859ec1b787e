package pages

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"hearsay/alerts"
	"hearsay/ledger"
	"hearsay/work"
)

// alertsPage is what the page of alerts shows.
type alertsPage struct {
	Alerts   []alerts.Listed
	Silences []ledger.Silence
	Matcher  string // to begin with
	Lasts    []time.Duration
}

// silenceTimes are for how long silences may be made on the page.
var silenceTimes = []time.Duration{time.Hour, 4 * time.Hour, 24 * time.Hour, 7 * 24 * time.Hour}

func (p *Server) alerts(w http.ResponseWriter, r *http.Request, _ work.Actor) error {
	ctx := r.Context()
	data := alertsPage{Matcher: r.FormValue("silence"), Lasts: silenceTimes}
	var err error
	if data.Alerts, err = p.Alerts.Listed(ctx, p.Ledger, p.Now()); err != nil {
		return err
	}
	if data.Silences, err = p.Ledger.Silences(ctx, p.Now()); err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "alerts", view{Title: p.book.of(r).must("alerts.title"), Place: "alerts", Data: data})
	return nil
}

func (p *Server) silence(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	lasts, err := time.ParseDuration(r.PostFormValue("lasts"))
	if err != nil {
		lasts = 0 // and is refused
	}
	var matchers []string
	for line := range strings.Lines(r.PostFormValue("matchers")) {
		if line = strings.TrimSpace(line); line != "" {
			matchers = append(matchers, line)
		}
	}
	_, err = p.Work.Silence(r.Context(), actor, matchers, lasts, r.PostFormValue("comment"))
	return p.settle(w, r, "/alerts", p.said(r, "done.silenced"), err)
}

func (p *Server) endSilence(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	_, err := p.Work.EndSilence(r.Context(), actor, r.PathValue("id"))
	return p.settle(w, r, "/alerts", p.said(r, "done.silence_ended"), err)
}

// actPage is what somebody who comes from a message is asked to confirm.
type actPage struct {
	Action  string
	Subject string
	Link    url.Values
}

// confirm asks whether what a message's link offers is to be done. It changes nothing: programs open links, too.
func (p *Server) confirm(w http.ResponseWriter, r *http.Request, _ work.Actor) error {
	action, subject, err := p.Links.Check(r.URL.Query())
	if err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "act", view{Title: p.book.of(r).must("act." + action), Place: "alerts", Live: "none", Data: actPage{action, subject, r.URL.Query()}})
	return nil
}

// act does what was confirmed.
func (p *Server) act(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	action, subject, err := p.Links.Check(r.PostForm)
	if err != nil {
		return err
	}
	if action == "claim" {
		_, err := p.Work.Claim(r.Context(), actor, subject, work.DefaultLease)
		return p.settle(w, r, "/items/"+url.PathEscape(subject), p.said(r, "done.taken"), err)
	}
	_, err = p.Work.Silence(r.Context(), actor, []string{fmt.Sprintf("alertname=%q", subject)}, 4*time.Hour, "from a message")
	return p.settle(w, r, "/alerts", p.said(r, "done.silenced"), err)
}

// Package desk is where responders and verifiers meet the program: the HTTP API, the pages, and signing in.
//
// It only puts together what stands in its folders: access (who comes in), api, pages, refusal (errors as HTTP names them) and
// receipt (what became of a tip). What may be done, and what comes of it, is decided by package work. Start at Desk.Handler.
package desk

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"hearsay/alerts"
	"hearsay/claims"
	"hearsay/collector/tips"
	"hearsay/desk/access"
	"hearsay/desk/api"
	"hearsay/desk/pages"
	"hearsay/desk/refusal"
	"hearsay/ledger"
	"hearsay/pipeline"
	"hearsay/queue"
	"hearsay/replies"
	"hearsay/triage"
	"hearsay/work"
)

// Desk serves everything over HTTP. Its fields are set before use.
type Desk struct {
	Work      *work.Work
	Ledger    *ledger.Ledger
	Queue     queue.Queue
	Relay     *pipeline.Relay
	Metrics   http.Handler
	BaseURL   string // where people reach the desk, without a slash at its end
	Publisher string // who stands behind the replies, in feeds and fact-checks
	Sources   work.SourceLister
	Tips      *tips.Box
	Alerts    *alerts.Config
	Links     alerts.Links     // of actions in messages
	Provider  *access.Provider // who else signs people in; nil for nobody
	Unfit     access.Unfit     // passwords that nobody may take
	Proxies   []netip.Prefix   // before the desk
	Factor    work.Role        // the least role that needs a second factor beside a password; "" for none
	Settings  []pages.Setting  // what the configuration sets
	Routing   *triage.Routes
	Translate string // address of a translator with {text}, {from} and {to}; "" for none
	Now       func() time.Time
	Log       *slog.Logger
}

// maxBody bounds what a request may carry, in bytes.
const maxBody = 1 << 20

// compressed are the kinds of answers that are compressed: what is read as it comes is not, nor what is small already.
var compressed = []string{"text/html", "text/css", "text/javascript", "application/json", "application/ld+json", "application/atom+xml", "image/svg+xml", "text/csv", "application/x-ndjson"}

// Handler makes the handler. It is called once.
func (d *Desk) Handler() (http.Handler, error) {
	gate := access.New(d.Ledger, d.BaseURL, d.Provider, d.Unfit, d.Now)
	gate.Proxies, gate.FactorFrom, gate.Log = d.Proxies, d.Factor, d.Log
	mux := http.NewServeMux()
	calls := &api.Server{Work: d.Work, Ledger: d.Ledger, Relay: d.Relay, Sources: d.Sources, Alerts: d.Alerts, Tips: d.Tips, Gate: gate, BaseURL: d.BaseURL, Log: d.Log}
	calls.Add(mux)
	shown := &pages.Server{
		Work: d.Work, Ledger: d.Ledger, Tips: d.Tips, Gate: gate, Sources: d.Sources, Settings: d.Settings, Routing: d.Routing, Translate: d.Translate,
		Alerts: d.Alerts, Links: d.Links, BaseURL: d.BaseURL, Publisher: d.Publisher, Now: d.Now, Log: d.Log,
	}
	if err := shown.Add(mux); err != nil {
		return nil, err
	}
	addProfiles(mux)
	mux.Handle("GET /metrics", d.Metrics)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { writeText(w, http.StatusOK, "alive") })
	mux.HandleFunc("GET /readyz", d.ready)
	mux.HandleFunc("GET /media/{sha256}", d.medium)
	mux.HandleFunc("GET /feeds/claimreview.json", d.claimReviews)
	mux.HandleFunc("GET /feeds/replies.atom", d.atom)
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.ContentTypes(compressed))
	if err != nil {
		return nil, err
	}
	public := http.NewServeMux() // what knows nobody, and sets no cookie, so that it can be kept
	shown.AddPublic(public)
	public.Handle("/", gate.Sessions.LoadAndSave(gate.Identify(mux, d.fail)))
	return d.guard(compress(public)), nil
}

// contentPolicy lets a page load nothing but what the desk itself serves, and run no script that stands in it.
const contentPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// guard puts around every answer what keeps a browser safe, and bounds every request.
func (d *Desk) guard(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(d.refuseOrigin))
	checked, isSecure := protection.Handler(next), strings.HasPrefix(d.BaseURL, "https://")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if isSecure {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		most := int64(maxBody)
		if bringsFile(r) {
			most = maxUpload
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(uploadTime)) // of the socket; one that has none waits anyway
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		checked.ServeHTTP(w, r)
	})
}

// refuseOrigin refuses what another site lets a browser send.
func (d *Desk) refuseOrigin(w http.ResponseWriter, r *http.Request) {
	d.Log.Warn("refused", "what", r.Method+" "+r.URL.Path, "why", "another site sent it", "origin", r.Header.Get("Origin"), "from", r.RemoteAddr)
	writeText(w, http.StatusForbidden, "another site sent this request")
}

// ready answers 200 when the ledger and the queue do.
func (d *Desk) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	if err := d.Ledger.Ping(ctx); err != nil {
		d.Log.Warn("not ready", "error", err)
		writeText(w, http.StatusServiceUnavailable, "the ledger does not answer")
		return
	}
	if _, err := d.Queue.Depth(ctx); err != nil {
		d.Log.Warn("not ready", "error", err)
		writeText(w, http.StatusServiceUnavailable, "the queue does not answer")
		return
	}
	writeText(w, http.StatusOK, "ready")
}

func writeText(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n"))
}

// fail answers what cannot be answered.
func (d *Desk) fail(w http.ResponseWriter, _ *http.Request, err error) {
	status := refusal.Status(err)
	if status == http.StatusInternalServerError {
		d.Log.Error("answering a request", "error", err)
		writeText(w, status, refusal.Hidden)
		return
	}
	writeText(w, status, err.Error())
}

// feedLength bounds the feeds.
const feedLength = 1000

// public are the replies of the feeds, the newest first: those that nothing casts doubt on, as their pages under /answers are shown.
func (d *Desk) public(ctx context.Context) ([]*replies.Reply, error) {
	all, err := d.Ledger.RepliesIn(ctx, feedLength, replies.Published, replies.Recorded)
	return slices.DeleteFunc(all, func(r *replies.Reply) bool { return !r.IsSound() }), err
}

// claimReviews serves every public reply to a false claim as a schema.org DataFeed of ClaimReviews.
func (d *Desk) claimReviews(w http.ResponseWriter, r *http.Request) {
	public, err := d.public(r.Context())
	if err != nil {
		d.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/ld+json")
	if err := json.NewEncoder(w).Encode(claims.NewFeed(public, d.Publisher, func(id string) string { return d.BaseURL + "/answers/" + id })); err != nil {
		d.Log.Warn("writing the feed", "error", err)
	}
}

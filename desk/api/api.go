// Package api is the HTTP API under /api/v1, and the OpenAPI document that is made from it. docs/api.md describes it.
//
// A call only translates: what may be done, and what comes of it, is decided by package work. Start at Server.Add.
package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"hearsay/alerts"
	"hearsay/bulletin"
	"hearsay/collector/tips"
	"hearsay/desk/access"
	"hearsay/desk/refusal"
	"hearsay/ledger"
	"hearsay/pipeline"
	"hearsay/traces"
	"hearsay/triage"
	"hearsay/work"
)

// Server serves the API. Its fields are set before use.
type Server struct {
	Work    *work.Work
	Ledger  *ledger.Ledger
	Relay   *pipeline.Relay
	Sources work.SourceLister
	Alerts  *alerts.Config
	Tips    *tips.Box
	Gate    *access.Gate
	BaseURL string // where people reach the desk, without a slash at its end
	Log     *slog.Logger
}

const prefix = "/api/v1"

// body is an answer with a JSON body.
type body[T any] struct {
	ETag string `header:"ETag" doc:"the version of what is answered; send it as If-Match to change no other"`
	Link string `header:"Link" doc:"where the next page is (RFC 8288)"`
	Body T
}

// Add serves every call, and the OpenAPI document.
func (s *Server) Add(outer *http.ServeMux) {
	mux := http.NewServeMux()
	outer.Handle(prefix+"/", unkept(s.limit(s.once(traces.Routed(mux)))))
	outer.Handle("/api/", mux)
	config := huma.DefaultConfig("hearsay", "1")
	config.Info.Description = "What responders, verifiers and their programs do. Sign in with a token: hearsay token create."
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "/api/openapi", "", ""
	config.CreateHooks = nil // answers carry no $schema links
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token": {Type: "http", Scheme: "bearer", Description: "A token made with hearsay token create."},
		"basic": {Type: "http", Scheme: "basic", Description: "Name and password; only to make a token."},
	}
	config.Security = []map[string][]string{{"token": {}}}
	api := humago.New(mux, config)
	s.addQueueCalls(api)
	s.addItemCalls(api)
	s.addReplyCalls(api)
	s.addDispatchCalls(api)
	s.addClaimCalls(api)
	s.addSourceCalls(api)
	s.addRuleCalls(api)
	s.addGapCalls(api)
	s.addAskCalls(api)
	s.addTravelCalls(api)
	s.addRecallCalls(api)
	s.addMatchingCalls(api)
	s.addRelayCalls(api)
	s.addTipCalls(api)
	s.addUserCalls(api)
	s.addPrivacyCalls(api)
	s.addWebhookCalls(api)
	s.addAlertCalls(api)
	s.addBulletinCalls(api)
	s.addReportCalls(api)
	s.addEvents(mux, api)
	complete(api.OpenAPI())
}

// unkept lets nobody between here and the caller keep answers: they are for one person, and may be of another.
func unkept(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// call registers one call for people who are signed in.
func call[In, Out any](s *Server, api huma.API, method, path, id, summary string, do func(ctx context.Context, actor work.Actor, in *In) (Out, error)) {
	huma.Register(api, huma.Operation{
		OperationID: id, Method: method, Path: prefix + path, Summary: summary,
		MaxBodyBytes: -1, // the desk bounds every request
		Errors:       []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity, http.StatusTooManyRequests},
	}, func(ctx context.Context, in *In) (*body[Out], error) {
		actor, ok := access.ActorOf(ctx)
		if !ok {
			return nil, s.problem(ctx, id, access.ErrSignedOut)
		}
		out, err := do(ctx, actor, in)
		if seen, ok := any(in).(interface{ isOfVersion() bool }); ok && seen.isOfVersion() && errors.Is(err, ledger.ErrChanged) {
			err = refusal.ErrPrecondition
		}
		if err != nil {
			return nil, s.problem(ctx, id, err)
		}
		answer := &body[Out]{Body: out, ETag: etagOf(out)}
		if paged, ok := any(in).(interface{ next(out any) string }); ok {
			answer.Link = paged.next(out)
		}
		return answer, nil
	})
}

// etagOf is the version of what is answered as HTTP writes it (RFC 9110, 8.8.3); "" for what has none that a caller may ask for.
func etagOf(out any) string {
	var version int64
	switch out := out.(type) {
	case ReplyView:
		version = out.Version
	case bulletin.Edition:
		version = out.Version
	case bulletin.Messenger:
		version = out.Version
	case work.AmendmentView:
		version = out.Version
	default:
		return ""
	}
	return fmt.Sprintf(`"%d"`, version)
}

// SeenInput says which version of something is meant. huma looks at exported parts only.
type SeenInput struct {
	IfMatch string `header:"If-Match" doc:"the ETag of what you saw, its version in quotation marks; 412 if somebody else has changed it since"`
}

// isOfVersion tells whether one is asked for.
func (in *SeenInput) isOfVersion() bool { return in.IfMatch != "" && in.IfMatch != "*" }

// version is that of If-Match; 0 if none is asked for.
func (in *SeenInput) version() (int64, error) {
	if !in.isOfVersion() {
		return 0, nil
	}
	unquoted, err := strconv.Unquote(in.IfMatch)
	if err != nil {
		return 0, fmt.Errorf("%w: If-Match is an ETag as it was answered, not %s", work.ErrBounds, in.IfMatch)
	}
	version, err := strconv.ParseInt(unquoted, 10, 64)
	if err != nil || version < 1 {
		return 0, fmt.Errorf("%w: If-Match is an ETag as it was answered, not %s", work.ErrBounds, in.IfMatch)
	}
	return version, nil
}

type pullInput struct {
	Queue string `path:"queue" example:"health.questions"`
	Body  struct {
		Max   int    `json:"max,omitempty" default:"1" minimum:"1" maximum:"50" doc:"how many items at most"`
		Lease string `json:"lease,omitempty" default:"15m" doc:"for how long they are held, as in 15m or 1h"`
		Wait  string `json:"wait,omitempty" default:"0s" doc:"how long to wait for the first one, at most 1m"`
	}
}

func (s *Server) addQueueCalls(api huma.API) {
	call(s, api, http.MethodGet, "/queues", "list-queues", "All queues with their depths",
		func(ctx context.Context, _ work.Actor, _ *struct{}) ([]work.QueueView, error) {
			return s.Work.Queues(ctx)
		})
	call(s, api, http.MethodPost, "/queues/{queue}/pull", "pull", "Lease the next items of a queue",
		func(ctx context.Context, actor work.Actor, in *pullInput) ([]*triage.Item, error) {
			lease, err := duration(in.Body.Lease)
			if err != nil {
				return nil, err
			}
			wait, err := duration(in.Body.Wait)
			if err != nil {
				return nil, err
			}
			return s.Work.Pull(ctx, actor, in.Queue, in.Body.Max, lease, wait)
		})
	call(s, api, http.MethodPost, "/queues/rebuild", "rebuild-queues", "Make all queues what the ledger says",
		func(ctx context.Context, actor work.Actor, _ *struct{}) (pipeline.Rebuilt, error) {
			if actor.Role != work.Admin {
				return pipeline.Rebuilt{}, work.ErrForbidden
			}
			return s.Relay.Rebuild(ctx)
		})
}

func duration(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, fmt.Errorf("%w: a duration is written as in 15m or 20s, not %q", work.ErrBounds, s)
	}
	return d, nil
}

type itemsInput struct {
	State     string `query:"state" enum:"open,held,answering,answered,dismissed,merged"`
	Queue     string `query:"queue"`
	Kind      string `query:"kind" enum:"question,claim"`
	Severity  string `query:"severity" enum:"low,medium,high,critical" doc:"this one or a higher one"`
	Language  string `query:"language"`
	Topic     string `query:"topic"`
	Territory string `query:"territory" doc:"with all that lies within it, as in IT/Torino"`
	Claim     string `query:"claim"`
	Holder    string `query:"holder"`
	Overdue   bool   `query:"overdue" doc:"those that have no answer after their deadline"`
	Text      string `query:"q" maxLength:"200" doc:"words that a post of the item contains"`
	After     string `query:"after" doc:"the next page begins after the item of this id"`
	Limit     int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
}

// ItemPage is a page of items.
type ItemPage struct {
	Items []*triage.Item `json:"items"`
	Next  string         `json:"next,omitempty" doc:"pass it as after for the next page; absent on the last"`
}

// ItemInput names one item, reply or token in the path.
type ItemInput struct {
	ID string `path:"id"`
}

func (in *itemsInput) filter() ledger.ItemFilter {
	return ledger.ItemFilter{State: triage.State(in.State), Queue: in.Queue, Kind: in.Kind, Severity: in.Severity, Language: in.Language, Topic: in.Topic, Territory: in.Territory,
		Claim: in.Claim, Holder: in.Holder, Overdue: in.Overdue, Text: in.Text, Before: in.After, Limit: in.Limit}
}

func (s *Server) itemPage(ctx context.Context, filter ledger.ItemFilter) (ItemPage, error) {
	items, err := s.Ledger.Items(ctx, filter)
	page := ItemPage{Items: items}
	if page.Items == nil {
		page.Items = []*triage.Item{}
	}
	if len(items) > 0 && len(items) == filter.Limit {
		page.Next = items[len(items)-1].ID
	}
	return page, err
}

// problem is err of an operation as RFC 9457 problem details. What the caller cannot mend is logged, and not told.
func (s *Server) problem(ctx context.Context, operation string, err error) error {
	refusal.Note(ctx, s.Log, operation, err)
	status := refusal.Status(err)
	if status == http.StatusInternalServerError {
		if ctx.Err() == nil {
			s.Log.Error("answering a request", "error", err)
		}
		return huma.NewError(status, refusal.Hidden)
	}
	return huma.NewError(status, err.Error())
}

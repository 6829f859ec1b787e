package desk

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"hearsay/ledger"
	"hearsay/pipeline"
	"hearsay/queue"
	"hearsay/triage"
	"hearsay/work"
)

const prefix = "/api/v1"

// body is an answer with a JSON body.
type body[T any] struct{ Body T }

// addAPI serves the calls of docs/api.md, and the OpenAPI document that is made from them.
func (d *Desk) addAPI(mux *http.ServeMux) {
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
	d.addQueueCalls(api)
	d.addItemCalls(api)
	d.addReplyCalls(api)
	d.addClaimCalls(api)
	d.addSourceCalls(api)
	d.addTipCalls(api)
	d.addUserCalls(api)
	d.addEvents(mux, api)
}

// call registers one call for people who are signed in.
func call[In, Out any](d *Desk, api huma.API, method, path, id, summary string, do func(ctx context.Context, actor work.Actor, in *In) (Out, error)) {
	huma.Register(api, huma.Operation{
		OperationID: id, Method: method, Path: prefix + path, Summary: summary,
		Errors: []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity},
	}, func(ctx context.Context, in *In) (*body[Out], error) {
		actor, ok := actorOf(ctx)
		if !ok {
			return nil, d.problem(ctx, errSignedOut)
		}
		out, err := do(ctx, actor, in)
		if err != nil {
			return nil, d.problem(ctx, err)
		}
		return &body[Out]{out}, nil
	})
}

// QueueView is a queue as the API shows it.
type QueueView struct {
	Name   string `json:"name"`
	Ready  int    `json:"ready" doc:"items that wait"`
	Leased int    `json:"leased" doc:"items that somebody holds"`
}

type pullInput struct {
	Queue string `path:"queue" example:"health.questions"`
	Body  struct {
		Max   int    `json:"max,omitempty" default:"1" minimum:"1" maximum:"50" doc:"how many items at most"`
		Lease string `json:"lease,omitempty" default:"15m" doc:"for how long they are held, as in 15m or 1h"`
		Wait  string `json:"wait,omitempty" default:"0s" doc:"how long to wait for the first one, at most 1m"`
	}
}

func (d *Desk) addQueueCalls(api huma.API) {
	call(d, api, http.MethodGet, "/queues", "list-queues", "All queues with their depths",
		func(ctx context.Context, _ work.Actor, _ *struct{}) ([]QueueView, error) { return d.queueViews(ctx) })
	call(d, api, http.MethodPost, "/queues/{queue}/pull", "pull", "Lease the next items of a queue",
		func(ctx context.Context, actor work.Actor, in *pullInput) ([]*triage.Item, error) {
			lease, err := duration(in.Body.Lease)
			if err != nil {
				return nil, err
			}
			wait, err := duration(in.Body.Wait)
			if err != nil {
				return nil, err
			}
			return d.Work.Pull(ctx, actor, in.Queue, in.Body.Max, lease, wait)
		})
	call(d, api, http.MethodPost, "/queues/rebuild", "rebuild-queues", "Make all queues what the ledger says",
		func(ctx context.Context, actor work.Actor, _ *struct{}) (pipeline.Rebuilt, error) {
			if actor.Role != work.Admin {
				return pipeline.Rebuilt{}, work.ErrForbidden
			}
			return d.Relay.Rebuild(ctx)
		})
}

// queueViews are the queues of the routes and all others that hold something, by name.
func (d *Desk) queueViews(ctx context.Context) ([]QueueView, error) {
	depths, err := d.Queue.Depth(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range d.Queues() {
		if _, there := depths[name]; !there {
			depths[name] = queue.Depth{}
		}
	}
	views := make([]QueueView, 0, len(depths))
	for _, name := range sortedNames(depths) {
		views = append(views, QueueView{name, depths[name].Ready, depths[name].Leased})
	}
	return views, nil
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
	State    string `query:"state" enum:"open,held,answering,answered,dismissed,merged"`
	Queue    string `query:"queue"`
	Kind     string `query:"kind" enum:"question,claim"`
	Language string `query:"language"`
	Topic    string `query:"topic"`
	Claim    string `query:"claim"`
	Holder   string `query:"holder"`
	Text     string `query:"q" maxLength:"200" doc:"words that a post of the item contains"`
	After    string `query:"after" doc:"the next page begins after the item of this id"`
	Limit    int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
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
	return ledger.ItemFilter{State: triage.State(in.State), Queue: in.Queue, Kind: in.Kind, Language: in.Language, Topic: in.Topic, Claim: in.Claim,
		Holder: in.Holder, Text: in.Text, Before: in.After, Limit: in.Limit}
}

func (d *Desk) itemPage(ctx context.Context, filter ledger.ItemFilter) (ItemPage, error) {
	items, err := d.Ledger.Items(ctx, filter)
	page := ItemPage{Items: items}
	if page.Items == nil {
		page.Items = []*triage.Item{}
	}
	if len(items) > 0 && len(items) == filter.Limit {
		page.Next = items[len(items)-1].ID
	}
	return page, err
}

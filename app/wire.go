package app

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net/http"
	"time"

	"hearsay/alerts"
	"hearsay/collector"
	"hearsay/collector/robots"
	"hearsay/collector/tips"
	"hearsay/collector/websub"
	"hearsay/desk"
	"hearsay/ledger"
	"hearsay/pipeline"
	"hearsay/replies/publish"
	"hearsay/replies/sources"
	"hearsay/traces"
	"hearsay/webhooks"
	"hearsay/work"
)

// wire makes every part and hands each what it needs.
func (a *App) wire(ctx context.Context) error {
	key, err := a.ledger.PseudonymKey(ctx)
	if err != nil {
		return err
	}
	c, log := a.config, a.options.Log
	a.key = key
	a.client = c.Fetcher.Client()
	a.relay = &pipeline.Relay{Ledger: a.ledger, Queue: a.queue, Now: a.clock.now, Log: log}
	a.upkeep = &pipeline.Upkeep{Ledger: a.ledger, Queue: a.queue, Routes: c.Routes, Now: a.clock.now, Every: c.Upkeep, Log: log}
	a.actions = alerts.Links{BaseURL: c.BaseURL, Key: key, Now: a.clock.now}
	a.sender = &alerts.Sender{Config: c.Alerts, Ledger: a.ledger, BaseURL: c.BaseURL, Act: a.actions.Address, Observer: a.metrics, Now: a.clock.now, Log: log}
	a.evaluator = &alerts.Evaluator{Ledger: a.ledger, Conditions: c.Alerts.Conditions, Every: c.Alerts.Every, Sources: a.reading, Now: a.clock.now, Log: log}
	a.webhooks = &webhooks.Sender{Ledger: a.ledger, Hooks: c.Webhooks, Key: key, Post: webhooks.Poster(), Now: a.clock.now, Log: log}
	a.retention = &pipeline.Retention{Ledger: a.ledger, Keep: c.Keep, Now: a.clock.now, Log: log}
	p := &pipeline.Pipeline{Ledger: a.ledger, Classifier: a.classifier.Load, Routes: c.Routes, Levels: a.levels, Observer: a.metrics, Key: key, Now: a.clock.now}
	a.scheduler = &collector.Scheduler{Cursors: cursors{a.ledger}, Observer: a.metrics, Log: log, Now: a.clock.now}
	a.scheduler.Commit = func(ctx context.Context, job collector.Job, from collector.Cursor, batch collector.Batch) error {
		return p.CommitLeased(ctx, job.Name, job.Fence, from, batch)
	}
	a.sources = &sourceBook{configured: c.Sources, ledger: a.ledger, share: newShare(a.ledger, a.listener.Addr().String()), client: a.client, robots: &robots.Rules{Client: a.client}, scheduler: a.scheduler, progress: a.options.Progress, now: a.clock.now, log: log}
	if c.IsPublic {
		a.sources.hubs = &websub.Subscriber{Client: a.client, BaseURL: c.BaseURL, Key: key, Wake: a.scheduler.Wake, Tell: a.tellNews, Now: a.clock.now, Log: log}
	}
	a.metrics.Watch(a.ledger, a.queue, a.clock.now)
	return a.serve(&tips.Box{Commit: p.Commit, Key: key, Now: a.clock.now})
}

func (a *App) serve(box *tips.Box) error {
	checker := &sources.Checker{Client: a.sourceClient(), Trusted: a.config.Trusted, Now: a.clock.now}
	var hooks []string
	for _, h := range a.config.Webhooks {
		hooks = append(hooks, h.Name)
	}
	a.work = &work.Work{Accounts: a.accounts(), Hooks: hooks, Ledger: a.ledger, Queue: a.queue, Routes: a.config.Routes.Queues, Sources: checker, Collecting: a.sources, Finder: a, Packs: a, Routing: a.config.Routes, Observer: a.metrics, Now: a.clock.now, Log: a.options.Log,
		Bulletins: a.config.Bulletins, Authorities: a.config.Authorities, Verifiers: a.config.Verifiers, ReviewAfter: a.config.ReviewAfter, Care: a.config.Care, Mail: a.config.Mail, Tell: a.tell, BaseURL: a.config.BaseURL, Publisher: a.config.Publisher, Key: a.key}
	if a.config.Scanner != "" {
		a.work.Scanner = a.config.Scanner
	}
	d := &desk.Desk{
		Work: a.work, Ledger: a.ledger, Queue: a.queue, Relay: a.relay, Metrics: a.metrics.Handler(), BaseURL: a.config.BaseURL, Publisher: a.config.Publisher,
		Sources: a.sources, Alerts: a.config.Alerts, Links: a.actions, Tips: box, Provider: a.config.Provider, Unfit: a.config.Unfit, Proxies: a.config.Proxies, Factor: a.config.Factor, Settings: a.config.Shown, Routing: a.config.Routes, Translate: a.config.Translate, Now: a.clock.now, Log: a.options.Log,
	}
	handler, err := d.Handler()
	if err != nil {
		return err
	}
	if a.sources.hubs != nil {
		handler = withHubs(handler, a.sources.hubs)
	}
	if a.options.Role == CollectOnly {
		handler = probesOnly(handler)
	}
	a.server = &http.Server{
		Handler: traces.Handler(handler), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(a.options.Log.Handler(), slog.LevelWarn),
	}
	return nil
}

// tellNews keeps it for the process that reads a feed that a hub has told of it.
func (a *App) tellNews(ctx context.Context, token string) error {
	return a.ledger.Write(ctx, func(tx *ledger.Tx) error { return tx.TellNews(ctx, token) })
}

// withHubs lets hubs call beside the desk: they come from other sites and carry no session.
func withHubs(desk http.Handler, hubs *websub.Subscriber) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(websub.Path, hubs)
	mux.Handle("/", desk)
	return mux
}

// sourceClient opens the links of replies: guarded like collectors, without their patience with one host.
func (a *App) sourceClient() *http.Client {
	fetcher := a.config.Fetcher
	fetcher.PerHost, fetcher.Timeout = 100*time.Millisecond, 10*time.Second
	if a.options.SourceRoots != nil {
		fetcher.TLS = &tls.Config{RootCAs: a.options.SourceRoots, MinVersion: tls.VersionTLS12}
	}
	a.links = fetcher.Client()
	return a.links
}

// accounts opens the accounts that replies are posted through. They ask platforms as collectors do, guarded and patient.
func (a *App) accounts() []publish.Account {
	var all []publish.Account
	patient := *a.client
	patient.Timeout = 0 // a video takes minutes; each step of a dispatch has an end of its own
	for _, c := range a.config.Accounts {
		account := c.Settings.Open(&patient)
		account.Name, account.Kind = c.Name, c.Kind
		all = append(all, account)
	}
	return all
}

// cursors lets the scheduler keep its cursors in the ledger.
type cursors struct{ *ledger.Ledger }

func (c cursors) Cursor(ctx context.Context, source string) (collector.Cursor, string, error) {
	at, stopped, err := c.Ledger.Cursor(ctx, source)
	return collector.Cursor(at), stopped, err
}

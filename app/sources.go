package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"hearsay/collector"
	"hearsay/collector/article"
	"hearsay/collector/robots"
	"hearsay/collector/websub"
	"hearsay/fault"
	"hearsay/ledger"
	"hearsay/settings"
	"hearsay/work"
)

// sourceBook knows which sources are to be read: those of the configuration and those that were added at run time, but
// those that are paused. It opens them, and tells how they fare.
type sourceBook struct {
	configured []SourceConfig
	ledger     *ledger.Ledger
	share      *share
	client     *http.Client
	robots     *robots.Rules
	hubs       *websub.Subscriber // nil if hubs cannot reach the desk
	scheduler  *collector.Scheduler
	progress   func(source string, done, total int64)
	now        func() time.Time
	began      time.Time // when this process began to read
	log        *slog.Logger
}

// roundEvery is how often the orders of people and the leases of other processes are looked at.
const roundEvery = 2 * time.Second

// follow sends the jobs that are wanted of this process, at once and when they change, until ctx ends.
func (b *sourceBook) follow(ctx context.Context, wanted chan<- []collector.Job) {
	b.began = b.now()
	again := time.NewTicker(roundEvery)
	defer again.Stop()
	var orders map[string]ledger.SourceOrder
	var held map[string]int64
	for told := false; ; {
		newOrders, newHeld, err := b.round(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			b.log.Error("reading what is to be collected", "error", err)
		case err == nil && (!told || !maps.Equal(newOrders, orders) || !maps.Equal(newHeld, held)):
			orders, held, told = newOrders, newHeld, true
			select {
			case wanted <- b.jobs(orders, held):
			case <-ctx.Done():
			}
		}
		if err == nil {
			if err := b.noteSight(ctx, newOrders, newHeld); err != nil && ctx.Err() == nil {
				b.log.Error("noting how far the sources see", "error", err)
			}
			if err := b.hear(ctx); err != nil && ctx.Err() == nil {
				b.log.Error("hearing of news by hubs", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

// hear reads the feeds of this process at once that hubs have told others of.
func (b *sourceBook) hear(ctx context.Context) error {
	if b.hubs == nil {
		return nil
	}
	told, err := b.ledger.News(ctx)
	if err != nil {
		return err
	}
	return b.hubs.Hear(told, func(token string) error {
		return b.ledger.Write(ctx, func(tx *ledger.Tx) error { return tx.ForgetNews(ctx, token) })
	})
}

// round reads the orders of people, and takes this process's share of what they want read: the fence of each source.
func (b *sourceBook) round(ctx context.Context) (map[string]ledger.SourceOrder, map[string]int64, error) {
	orders, err := b.ledger.SourceOrders(ctx)
	if err != nil {
		return nil, nil, err
	}
	var names []string
	for _, s := range b.known(orders) {
		if !orders[s.Name].IsPaused {
			names = append(names, s.Name)
		}
	}
	held, err := b.share.round(ctx, names)
	return orders, held, err
}

// jobs opens what this process is to read. A source that cannot be opened is logged and left out: the others go on.
func (b *sourceBook) jobs(orders map[string]ledger.SourceOrder, held map[string]int64) []collector.Job {
	var jobs []collector.Job
	for _, s := range b.known(orders) {
		fence, isHeld := held[s.Name]
		if !isHeld {
			continue
		}
		source, err := b.reading(s)
		if err != nil {
			b.log.Error("opening a source", "source", s.Name, "error", err)
			continue
		}
		// The last word's time is in the version, so that a source that had stopped for good begins anew when it is resumed.
		version := fmt.Sprint(orders[s.Name].At, orders[s.Name].Definition, fence)
		jobs = append(jobs, collector.Job{Name: s.Name, Source: source, Every: s.Every, Version: version, Fence: fence})
	}
	return jobs
}

// known are the sources of the configuration, and then those that were added, by name.
func (b *sourceBook) known(orders map[string]ledger.SourceOrder) []SourceConfig {
	all := slices.Clone(b.configured)
	for _, name := range slices.Sorted(maps.Keys(orders)) {
		definition := orders[name].Definition
		if definition == "" || b.IsConfigured(name) {
			continue
		}
		s, err := parseSource([]byte(definition))
		if err != nil {
			b.log.Error("a source that was added cannot be read any more", "source", name, "error", err)
			continue
		}
		all = append(all, s)
	}
	return all
}

func (b *sourceBook) open(s SourceConfig) (collector.Source, error) {
	env := collector.Env{Name: s.Name, Client: b.client, Log: b.log.With("source", s.Name), Budget: b.ledger}
	env.OnReached = func(upTo time.Time) { b.scheduler.Reached(s.Name, upTo) }
	env.OnBroke = func(err error) { b.scheduler.Broke(s.Name, err) }
	if b.hubs != nil {
		env.Hubs = b.hubs
	}
	if b.progress != nil {
		env.Progress = func(done, total int64) { b.progress(s.Name, done, total) }
	}
	return s.Settings.Open(env)
}

// reading opens what is to be read of a source.
func (b *sourceBook) reading(s SourceConfig) (collector.Source, error) {
	source, err := b.open(s)
	if err == nil && s.Articles {
		reader := &article.Reader{Client: b.client, Robots: b.robots}
		source = article.Carry(source, reader, b.ledger.KnownPosts, b.log.With("source", s.Name))
	}
	return source, err
}

// IsConfigured implements work.Collecting.
func (b *sourceBook) IsConfigured(name string) bool {
	return slices.ContainsFunc(b.configured, func(s SourceConfig) bool { return s.Name == name })
}

// Kinds implements work.Collecting.
func (b *sourceBook) Kinds() []string { return PlatformKinds() }

// Check implements work.Collecting.
func (b *sourceBook) Check(definition []byte) error {
	s, err := parseSource(definition)
	if err != nil {
		return err
	}
	_, err = b.open(s)
	return err
}

// Variables of the environment that a source which was added at run time may name begin with this: who may add sources
// shall not read the others.
const sourceVariables = "HEARSAY_SOURCE_"

var variables = regexp.MustCompile(`\$\{([^}]*)\}`)

// parseSource reads the definition of a source that is added at run time, as JSON.
func parseSource(definition []byte) (SourceConfig, error) {
	for _, named := range variables.FindAllSubmatch(definition, -1) {
		if !strings.HasPrefix(string(named[1]), sourceVariables) {
			return SourceConfig{}, fault.Fault{What: fmt.Sprintf("the variable %s may not be used here", named[1]), Remedy: "name one that begins with " + sourceVariables}
		}
	}
	file, err := settings.Parse("", slices.Concat([]byte(`{"sources":[`), definition, []byte(`]}`)))
	if err != nil {
		return SourceConfig{}, err
	}
	l := &loader{file: file, config: &Config{}}
	l.source("$.sources[0]")
	if err := l.faults.Err(); err != nil {
		return SourceConfig{}, withoutLines(err)
	}
	s := l.config.Sources[0]
	if platform, _ := platformOf(s.Kind); platform.IsLocal {
		return SourceConfig{}, fault.Fault{What: fmt.Sprintf("a source of the kind %s reads files of the desk's machine", s.Kind), Remedy: "add it to the configuration"}
	}
	return s, nil
}

// withoutLines takes the lines out of faults: what came over the API has none that its sender knows.
func withoutLines(err error) error {
	var all fault.List
	for _, one := range fault.All(err) {
		if f := (fault.Fault{}); errors.As(one, &f) {
			f.Line, f.File = 0, ""
			one = f
		}
		all.Join(one)
	}
	return all.Err()
}

// List implements work.SourceLister.
func (b *sourceBook) List(ctx context.Context) ([]work.SourceView, error) {
	orders, err := b.ledger.SourceOrders(ctx)
	if err != nil {
		return nil, err
	}
	states, err := b.ledger.SourceStates(ctx)
	if err != nil {
		return nil, err
	}
	sights, err := b.ledger.Sights(ctx)
	if err != nil {
		return nil, err
	}
	views := []work.SourceView{}
	for _, s := range b.known(orders) {
		stored, here := states[s.Name], b.scheduler.State(s.Name)
		view := work.SourceView{
			Name: s.Name, Kind: s.Kind, Posts: stored.Posts, NewsAt: stored.ReadAt, Stopped: stored.Stopped,
			ReadAt: here.ReadAt, SeenTo: sights[s.Name].SeenTo, Problem: here.Problem, NextAt: here.Next, Paused: orders[s.Name].IsPaused, Added: !b.IsConfigured(s.Name),
		}
		if s.Every > 0 {
			view.Every = s.Every.String()
		}
		if view.BudgetLeft, err = b.budgetLeft(ctx, s); err != nil {
			return nil, err
		}
		views = append(views, view)
	}
	return views, nil
}

// budgetLeft is what is left of a source's budget, nil if it has none.
func (b *sourceBook) budgetLeft(ctx context.Context, s SourceConfig) (*int64, error) {
	source, err := b.open(s)
	if err != nil {
		return nil, nil //nolint:nilerr // the log says so
	}
	budgeted, ok := source.(collector.Budgeted)
	if !ok {
		return nil, nil
	}
	allowance, period, limit := budgeted.Allowance()
	if limit == 0 {
		return nil, nil
	}
	used, err := b.ledger.Used(ctx, allowance, period)
	if err != nil {
		return nil, err
	}
	left := max(limit-used, 0)
	return &left, nil
}

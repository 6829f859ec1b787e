// Package app is the running program: it reads the configuration, puts the parts together, starts them, reloads the
// rule packs, and stops everything in order. Commands and whole-program tests start it in process; nobody else wires.
//
// It is the only package that knows an adapter: a platform, a queue server, a chat service. Start at New and App.Run.
package app

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"hearsay/alerts"
	"hearsay/bulletin"
	"hearsay/claims"
	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/collector"
	"hearsay/desk/access"
	"hearsay/ledger"
	"hearsay/metrics"
	"hearsay/pipeline"
	"hearsay/queue"
	"hearsay/traces"
	"hearsay/webhooks"
	"hearsay/work"
)

// Options are what is not in the configuration.
type Options struct {
	Log *slog.Logger
	// Announce is told what a person who starts the program must know: where the desk is, and the first sign-in.
	Announce func(line string)
	// SourceRoots are trusted beside the system's when links are opened; nil for none. The demo has one.
	SourceRoots *x509.CertPool
	// Progress is told how far an archive has been read; nil for nobody.
	Progress func(source string, done, total int64)
	// Role is what this process does of the program's work.
	Role Role
	// Now is the machine's clock; time.Now if nil.
	Now func() time.Time
	// Admin is the first administrator's password; what AdminVariable says, or one made up, if empty.
	Admin string
	// Settle is called after much memory was needed for a while; nil for nobody.
	Settle func()
}

// App is the program, ready to run.
type App struct {
	config     *Config
	options    Options
	clock      *clock
	ledger     *ledger.Ledger
	queue      queue.Queue
	closeQueue func() error
	classifier atomic.Pointer[classifier.Classifier]
	learned    atomic.Pointer[learned]
	amended    atomic.Pointer[amended]
	rules      atomic.Pointer[rules.Set]
	catalogue  atomic.Pointer[catalogue]
	composing  sync.Mutex // of the classifier, from packs and catalogue
	metrics    *metrics.Metrics
	relay      *pipeline.Relay
	upkeep     *pipeline.Upkeep
	evaluator  *alerts.Evaluator
	retention  *pipeline.Retention
	webhooks   *webhooks.Sender
	scheduler  *collector.Scheduler
	sources    *sourceBook
	sender     *alerts.Sender
	actions    alerts.Links
	key        []byte // of the ledger
	work       *work.Work
	client     *http.Client // of collectors
	links      *http.Client // of replies' sources
	server     *http.Server
	listener   net.Listener
	stopTraces func(context.Context) error
}

// New opens the ledger and the listener and puts everything together. Nothing runs before Run.
func New(ctx context.Context, config *Config, options Options) (*App, error) {
	a := &App{config: config, options: options, clock: &clock{machine: options.Now, log: options.Log}, metrics: metrics.New()}
	if a.clock.machine == nil {
		a.clock.machine = time.Now
	}
	a.rules.Store(config.Rules)
	if err := a.open(ctx); err != nil {
		return nil, errors.Join(err, a.close())
	}
	return a, nil
}

func (a *App) open(ctx context.Context) error {
	var err error
	if a.stopTraces, err = traces.Start(ctx, a.config.Traces); err != nil {
		return err
	}
	if seen, err := ledger.Inspect(ctx, a.config.Ledger); err == nil && seen.Tables > 0 && seen.Tables < seen.Wanted { // an error is met again when it is opened
		a.options.Log.Warn("the ledger is brought up to date, which takes minutes where it is large; it may be stopped, and goes on at the next start")
	}
	if a.ledger, err = ledger.Open(ctx, a.config.Ledger, a.clock.now); err != nil {
		return err
	}
	if a.config.Replica != "" {
		if err := a.ledger.ReadAtEase(a.config.Replica, a.options.Log); err != nil {
			return err
		}
	}
	if err := a.clock.look(ctx, a.ledger); err != nil {
		return err
	}
	if a.options.Role != WholeProgram && a.config.Queue == memoryQueue {
		return errors.New("a process that only collects or only serves the desk shares its queue with others: set queue to a Redis in the configuration")
	}
	if a.queue, a.closeQueue, err = openQueue(a.config, a.clock.now); err != nil {
		return err
	}
	if a.listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", a.config.Listen); err != nil {
		return fmt.Errorf("listening on %s: %w; is another hearsay running? set listen in the configuration", a.config.Listen, err)
	}
	if a.config.BaseURL == "" {
		a.config.BaseURL = "http://" + a.listener.Addr().String()
	}
	if _, err := a.keepClaims(ctx, a.config.Claims); err != nil {
		return err
	}
	if err := errors.Join(a.indexClaims(ctx), a.learn(ctx)); err != nil {
		return err
	}
	if err := a.amend(ctx); err != nil {
		a.options.Log.Error("the rule packs of the folder are used", "error", err)
	}
	if err := a.firstUser(ctx); err != nil {
		return err
	}
	if err := a.wire(ctx); err != nil {
		return err
	}
	return a.webhooks.Begin(ctx)
}

// keepClaims puts claims into the catalogue that it lacks or has otherwise, and says how many those are.
func (a *App) keepClaims(ctx context.Context, all []claims.Claim) (changed int, err error) {
	known, err := a.ledger.Claims(ctx)
	if err != nil {
		return 0, err
	}
	have := map[string]claims.Claim{}
	for _, c := range known {
		c.UpdatedAt = time.Time{}
		have[c.ID] = c
	}
	var missing []claims.Claim
	for _, c := range all {
		c.UpdatedAt = time.Time{}
		if have[c.ID] != c {
			missing = append(missing, c)
			have[c.ID] = c
		}
	}
	if len(missing) == 0 {
		return 0, nil
	}
	return len(missing), a.ledger.Write(ctx, func(tx *ledger.Tx) error {
		for _, c := range missing {
			if err := tx.SaveClaim(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// AdminVariable names the environment variable with the first administrator's password.
const AdminVariable = "HEARSAY_ADMIN_PASSWORD"

// firstUser makes an administrator in a ledger that has no user, and says how to sign in, once.
func (a *App) firstUser(ctx context.Context) error {
	users, err := a.ledger.Users(ctx)
	if err != nil || len(users) > 0 {
		return err
	}
	admin := ledger.User{Name: "admin", Role: string(work.Admin)}
	password, given := os.LookupEnv(AdminVariable)
	switch {
	case a.options.Admin != "":
		password, given = a.options.Admin, true
	case !given:
		password, admin.GivenUntil = rand.Text(), a.clock.now().Add(access.GivenFor)
	}
	switch _, err := access.AddUser(ctx, a.ledger, a.config.Unfit, ledger.Program, admin, password); {
	case errors.Is(err, ledger.ErrExists): // another process was first
		return nil
	case err != nil:
		return fmt.Errorf("making the first administrator: %w", err)
	}
	if !given {
		a.options.Announce("first sign-in: admin, password " + password + " (shown only now; you choose your own when you sign in)")
	}
	return nil
}

// AddUser adds a user before Run; the demo does.
func (a *App) AddUser(ctx context.Context, name string, role work.Role, password string) error {
	_, err := access.AddUser(ctx, a.ledger, a.config.Unfit, ledger.Program, ledger.User{Name: name, Role: string(role)}, password)
	return err
}

// URL is where the desk answers.
func (a *App) URL() string { return a.config.BaseURL }

// Times of an orderly stop, together less than ten seconds.
const (
	requestGrace = 2 * time.Second // before requests that still wait are ended
	stopTime     = 7 * time.Second // for requests to end
	leaveTime    = 2 * time.Second // for sources to be left to others
	tracesTime   = time.Second     // for the last spans to be told
)

// Run runs until ctx ends, and returns when everything has stopped. Posts that were being read and not yet committed
// are read again next time; nothing is left half done.
func (a *App) Run(ctx context.Context) error {
	rebuilt, err := a.relay.Rebuild(ctx)
	switch {
	case ctx.Err() != nil: // told to stop before it began
		return a.close()
	case err != nil:
		return errors.Join(fmt.Errorf("filling the queues from the ledger: %w", err), a.close())
	case rebuilt != (pipeline.Rebuilt{}):
		a.options.Log.Info("the queues are filled from the ledger", "waiting", rebuilt.Waiting, "held", rebuilt.Held, "removed", rebuilt.Removed)
	}
	running, stop := context.WithCancel(ctx)
	defer stop()
	var parts sync.WaitGroup
	for _, part := range a.parts() {
		parts.Go(func() { part(running) })
	}
	served := make(chan error, 1)
	requests, endRequests := context.WithCancel(context.WithoutCancel(ctx))
	defer endRequests()
	a.server.BaseContext = func(net.Listener) context.Context { return requests }
	go func() { served <- a.server.Serve(a.listener) }()
	a.options.Announce("the desk is at " + a.URL())
	var failed error
	select {
	case <-ctx.Done():
	case failed = <-served:
		failed = fmt.Errorf("serving the desk: %w", failed)
	}
	stop()
	time.AfterFunc(requestGrace, endRequests)
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	if err := a.server.Shutdown(stopping); err != nil && failed == nil {
		failed = errors.Join(fmt.Errorf("ending requests: %w", err), a.server.Close())
	}
	parts.Wait()
	return errors.Join(failed, a.close())
}

// parts are what this process runs beside its server.
func (a *App) parts() []func(context.Context) {
	parts := []func(context.Context){a.relay.Run, a.reloadOnChange, a.followClaims, func(ctx context.Context) { a.clock.follow(ctx, a.ledger) }}
	if a.options.Role != DeskOnly {
		parts = append(parts, a.collect, a.followFactChecks)
	}
	if a.options.Role != CollectOnly {
		parts = append(parts, a.upkeep.Run, a.evaluator.Run, a.retention.Run, a.webhooks.Run, a.sender.Run, a.work.LookAgain, a.work.MoveDispatches, a.work.DeliverEditions, a.work.RunAsks, a.work.FollowRecalls)
	}
	return parts
}

// tell tells a receiver of alerts of an edition.
func (a *App) tell(ctx context.Context, receiver string, page bulletin.Page) error {
	r := a.config.Alerts.Receiver(receiver)
	if r == nil {
		return fmt.Errorf("there is no receiver %q", receiver)
	}
	m := alerts.Message{Key: "edition-" + page.ID + "-" + receiver, Receiver: receiver, Firing: true, Title: page.Title, URL: page.URL(), Group: alerts.Labels{"bulletin": page.Bulletin}, Lines: []alerts.Line{}}
	for _, e := range page.Entries() {
		m.Lines = append(m.Lines, alerts.Line{Condition: "edition", Firing: true, Title: e.Fact, Says: page.Marked(e), URL: page.URL(), Labels: alerts.Labels{"alertname": "edition"}})
	}
	if most := 10; len(m.Lines) > most {
		m.Lines, m.More = m.Lines[:most], len(m.Lines)-most
	}
	return r.Notifier.Notify(ctx, m)
}

// collect reads the sources until ctx ends.
func (a *App) collect(ctx context.Context) {
	wanted := make(chan []collector.Job)
	var following sync.WaitGroup
	following.Go(func() { a.sources.follow(ctx, wanted) })
	a.scheduler.Run(ctx, wanted)
	following.Wait()
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveTime)
	defer cancel()
	if err := a.sources.share.leave(ending); err != nil {
		a.options.Log.Warn("leaving the sources to other processes; they wait until this one is seen to be gone", "error", err)
	}
}

// reading are the sources that are to be read now.
func (a *App) reading(ctx context.Context) ([]alerts.SourceState, error) {
	all, err := a.sources.List(ctx)
	if err != nil {
		return nil, err
	}
	var states []alerts.SourceState
	for _, s := range all {
		if !s.Paused && s.Every != "" {
			states = append(states, alerts.SourceState{Name: s.Name, Stopped: s.Stopped != ""})
		}
	}
	return states, nil
}

// close closes what is open. It may be called at any stage of opening.
func (a *App) close() error {
	var failed []error
	for _, client := range []*http.Client{a.client, a.links} {
		if client != nil {
			client.CloseIdleConnections()
		}
	}
	if a.listener != nil {
		if err := a.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			failed = append(failed, err)
		}
	}
	if a.closeQueue != nil {
		failed = append(failed, a.closeQueue())
	}
	if a.ledger != nil {
		failed = append(failed, a.ledger.Close())
	}
	if a.stopTraces != nil {
		ctx, cancel := context.WithTimeout(context.Background(), tracesTime)
		defer cancel()
		if err := a.stopTraces(ctx); err != nil {
			a.options.Log.Warn("telling the last traces", "error", err)
		}
	}
	return errors.Join(failed...)
}

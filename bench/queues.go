package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"github.com/hibiken/asynq"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"hearsay/queue"
	"hearsay/queue/redisqueue"
)

// tasks are put into each queue before the clock starts.
const tasks = 10_000

// benchQueues takes everything out of a full queue: hearsay pulls so many at once and acknowledges them together, asynq and River
// have so many workers that do nothing. The servers are those that scripts/with-servers.sh starts.
func benchQueues(ctx context.Context) error {
	options, err := redis.ParseURL(os.Getenv("HEARSAY_TEST_REDIS"))
	if err != nil || os.Getenv("HEARSAY_TEST_POSTGRES") == "" {
		return errors.New("queues need servers; run make bench")
	}
	client := redis.NewClient(options)
	defer client.Close()
	fmt.Printf("\nTaking %d tasks out of a full queue, median of three: time of one\n\n", tasks)
	fmt.Println("| at once | two bare round trips to Redis | hearsay | asynq | River (PostgreSQL) |\n|---|---|---|---|---|")
	for _, n := range []int{1, 10, 100} {
		var took []time.Duration
		for _, drain := range []func(context.Context, int) (time.Duration, error){
			func(ctx context.Context, _ int) (time.Duration, error) { return bareTrips(ctx, client) },
			func(ctx context.Context, n int) (time.Duration, error) { return drainHearsay(ctx, client, n) },
			func(ctx context.Context, n int) (time.Duration, error) { return drainAsynq(ctx, client, n) },
			drainRiver,
		} {
			one, err := medianOf(ctx, n, drain)
			if err != nil {
				return err
			}
			took = append(took, one)
		}
		bare, ours := took[0], float64(took[1])
		fmt.Printf("| %d | %v | %v (%.2f × two trips) | %v (%.1f) | %v (%.1f) |\n", n, bare, took[1], ours/float64(bare),
			took[2], float64(took[2])/ours, took[3], float64(took[3])/ours)
	}
	return nil
}

func medianOf(ctx context.Context, n int, drain func(context.Context, int) (time.Duration, error)) (time.Duration, error) {
	var times []time.Duration
	for range 3 {
		took, err := drain(ctx, n)
		if err != nil {
			return 0, err
		}
		times = append(times, took/tasks)
	}
	slices.Sort(times)
	return times[1], nil
}

// bareTrips calls Redis twice for each task, for nothing.
func bareTrips(ctx context.Context, client *redis.Client) (time.Duration, error) {
	began := time.Now()
	for range tasks {
		for range 2 {
			if err := client.Ping(ctx).Err(); err != nil {
				return 0, err
			}
		}
	}
	return time.Since(began), nil
}

func drainHearsay(ctx context.Context, client *redis.Client, n int) (time.Duration, error) {
	q := redisqueue.New(client, rand.Text(), time.Now)
	entries := make([]queue.Entry, tasks)
	for i := range entries {
		entries[i] = queue.Entry{ID: fmt.Sprint(i), Priority: i % 100}
	}
	if err := q.Push(ctx, "q", entries...); err != nil {
		return 0, err
	}
	began := time.Now()
	for done := 0; done < tasks; {
		leases, err := q.Pull(ctx, "q", n, time.Minute, 0)
		if err != nil {
			return 0, err
		}
		if err := q.Ack(ctx, leases...); err != nil {
			return 0, err
		}
		done += len(leases)
	}
	return time.Since(began), nil
}

// quiet is a logger of asynq's that says nothing.
type quiet struct{}

func (quiet) Debug(...any) {}
func (quiet) Info(...any)  {}
func (quiet) Warn(...any)  {}
func (quiet) Error(...any) {}
func (quiet) Fatal(...any) {}

func drainAsynq(_ context.Context, shared *redis.Client, n int) (time.Duration, error) {
	o := shared.Options()
	at := asynq.RedisClientOpt{Addr: o.Addr, DB: o.DB}
	name := rand.Text()
	client := asynq.NewClient(at)
	defer client.Close()
	for i := range tasks {
		if _, err := client.Enqueue(asynq.NewTask("nothing", nil), asynq.Queue(name), asynq.TaskID(fmt.Sprint(name, i))); err != nil {
			return 0, err
		}
	}
	var done atomic.Int64
	all := make(chan struct{})
	server := asynq.NewServer(at, asynq.Config{Concurrency: n, Queues: map[string]int{name: 1}, Logger: quiet{}})
	began := time.Now()
	err := server.Start(asynq.HandlerFunc(func(context.Context, *asynq.Task) error {
		if done.Add(1) == tasks {
			close(all)
		}
		return nil
	}))
	if err != nil {
		return 0, err
	}
	<-all
	took := time.Since(began)
	server.Shutdown()
	return took, nil
}

// nothing is River's task.
type nothing struct {
	Number int `json:"number"`
}

func (nothing) Kind() string { return "nothing" }

// idle is the worker of tasks that are nothing.
type idle struct {
	river.WorkerDefaults[nothing]
	done *atomic.Int64
	all  chan struct{}
}

func (w *idle) Work(context.Context, *river.Job[nothing]) error {
	if w.done.Add(1) == tasks {
		close(w.all)
	}
	return nil
}

func drainRiver(ctx context.Context, n int) (time.Duration, error) {
	pool, err := pgxpool.New(ctx, os.Getenv("HEARSAY_TEST_POSTGRES"))
	if err != nil {
		return 0, err
	}
	defer pool.Close()
	driver := riverpgxv5.New(pool)
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		return 0, err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return 0, err
	}
	w := &idle{done: new(atomic.Int64), all: make(chan struct{})}
	workers := river.NewWorkers()
	river.AddWorker(workers, w)
	name := "q" + fmt.Sprint(time.Now().UnixNano())
	client, err := river.NewClient(driver, &river.Config{
		Queues: map[string]river.QueueConfig{name: {MaxWorkers: n}}, Workers: workers, FetchCooldown: time.Millisecond, FetchPollInterval: time.Millisecond,
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		return 0, err
	}
	jobs := make([]river.InsertManyParams, tasks)
	for i := range jobs {
		jobs[i] = river.InsertManyParams{Args: nothing{i}, InsertOpts: &river.InsertOpts{Queue: name}}
	}
	if _, err := client.InsertManyFast(ctx, jobs); err != nil {
		return 0, err
	}
	began := time.Now()
	if err := client.Start(ctx); err != nil {
		return 0, err
	}
	<-w.all
	return time.Since(began), client.Stop(ctx)
}

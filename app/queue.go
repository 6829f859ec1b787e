package app

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"hearsay/queue"
	"hearsay/queue/memqueue"
	"hearsay/queue/redisqueue"
)

// memoryQueue is the setting for a queue in this process.
const memoryQueue = "memory"

// openQueue makes the queue that the configuration names, and a function that closes it. It does no I/O.
func openQueue(c *Config, now func() time.Time) (queue.Queue, func() error, error) {
	if c.Queue == memoryQueue {
		return memqueue.New(now), func() error { return nil }, nil
	}
	client, err := redisClient(c.Queue)
	if err != nil {
		return nil, nil, fmt.Errorf("the queue's address: %w", err)
	}
	return redisqueue.New(client, c.QueuePrefix, now), client.Close, nil
}

// quiet keeps go-redis from writing lines of its own to stderr, beside our log: what it would say it also returns as errors.
type quiet struct{}

func (quiet) Printf(context.Context, string, ...any) {}

var silence = sync.OnceFunc(func() { redis.SetLogger(quiet{}) })

// noMaintenance leaves out a managed server's word of its maintenance, for which the client leaves a goroutine behind.
func noMaintenance() *maintnotifications.Config {
	return &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
}

// answerTime bounds how long an answer of Redis is waited for, unless its address says otherwise (read_timeout). go-redis waits that long
// even for somebody who has given up, so it is less than a stop leaves to requests.
const answerTime = 3 * time.Second

func bePatient(read *time.Duration) {
	if *read == 0 {
		*read = answerTime
	}
}

// redisClient reads an address of a single Redis, of a Cluster (?addr=host:port for its other nodes), or of Sentinels
// (?master_name=…&addr=…), as go-redis writes them.
func redisClient(address string) (redis.UniversalClient, error) {
	silence()
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	switch query := u.Query(); {
	case query.Has("master_name"):
		options, err := redis.ParseFailoverURL(address)
		if err != nil {
			return nil, err
		}
		bePatient(&options.ReadTimeout)
		return redis.NewFailoverClient(options), nil
	case query.Has("addr"):
		options, err := redis.ParseClusterURL(address)
		if err != nil {
			return nil, err
		}
		bePatient(&options.ReadTimeout)
		options.MaintNotificationsConfig = noMaintenance()
		return redis.NewClusterClient(options), nil
	}
	options, err := redis.ParseURL(address)
	if err != nil {
		return nil, err
	}
	bePatient(&options.ReadTimeout)
	options.MaintNotificationsConfig = noMaintenance()
	return redis.NewClient(options), nil
}

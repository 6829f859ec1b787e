package redisqueue

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"
)

// Epoch implements queue.Queue: the run ids of all servers, which change when one restarts (and may have lost what it had not
// written) or another takes its place, and marks, one for all and one in each queue, which a server that was emptied does not have.
func (q *Queue) Epoch(ctx context.Context) (string, error) {
	parts, err := q.runs(ctx)
	if err != nil {
		return "", fmt.Errorf("asking the queue's servers who they are: %w", err)
	}
	slices.Sort(parts)
	whole, err := q.mark(ctx, q.prefix+":mark")
	if err != nil {
		return "", fmt.Errorf("marking the queues: %w", err)
	}
	parts = append(parts, whole)
	names, err := q.client.SMembers(ctx, q.prefix+":queues").Result()
	if err != nil {
		return "", fmt.Errorf("listing the queues: %w", err)
	}
	slices.Sort(names)
	for _, name := range names {
		mark, err := q.mark(ctx, q.prefix+":{"+name+"}:mark")
		if err != nil {
			return "", fmt.Errorf("marking queue %q: %w", name, err)
		}
		parts = append(parts, mark)
	}
	return strings.Join(parts, " "), nil
}

// mark is the mark at a key, which is made if there is none.
func (q *Queue) mark(ctx context.Context, key string) (string, error) {
	fresh := rand.Text()
	mark, err := q.client.SetArgs(ctx, key, fresh, redis.SetArgs{Mode: "NX", Get: true}).Result()
	if errors.Is(err, redis.Nil) {
		return fresh, nil
	}
	return mark, err
}

// runs are the run ids of the servers that take writes: https://redis.io/docs/latest/commands/info/
func (q *Queue) runs(ctx context.Context) ([]string, error) {
	cluster, isCluster := q.client.(*redis.ClusterClient)
	if !isCluster {
		run, err := runOf(ctx, q.client)
		return []string{run}, err
	}
	var mu sync.Mutex
	var all []string
	err := cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		run, err := runOf(ctx, node)
		mu.Lock()
		defer mu.Unlock()
		all = append(all, run)
		return err
	})
	return all, err
}

func runOf(ctx context.Context, server redis.Cmdable) (string, error) {
	info, err := server.Info(ctx, "server").Result()
	if err != nil {
		return "", err
	}
	_, after, _ := strings.Cut(info, "\nrun_id:")
	run, _, _ := strings.Cut(after, "\n")
	return strings.TrimSpace(run), nil
}

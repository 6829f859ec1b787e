//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"
)

// What the queue's servers are.
const (
	oneRedis       = ""
	withSentinels  = "sentinels" // a server, its replica, and three Sentinels
	asRedisCluster = "cluster"   // three servers, each with a replica
)

// redisServer is a Redis of one run.
type redisServer struct {
	dir  string
	port int
	more []string // settings
	*child
}

func newRedis(dir string, more ...string) *redisServer {
	return &redisServer{dir: dir, port: freePort(), more: more}
}

func (r *redisServer) address() string { return "127.0.0.1:" + strconv.Itoa(r.port) }

func (r *redisServer) start(ctx context.Context) error {
	if err := os.MkdirAll(r.dir, 0o700); err != nil {
		return err
	}
	settings := append([]string{"--port", strconv.Itoa(r.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "yes", "--dir", r.dir}, r.more...)
	var err error
	if r.child, err = begin(exec.Command("redis-server", settings...), r.dir+".log"); err != nil {
		return err
	}
	client := r.client()
	defer client.Close()
	return until(ctx, "redis-server answers", func() error { return client.Ping(ctx).Err() })
}

func (r *redisServer) client() *redis.Client {
	return redis.NewClient(&redis.Options{Addr: r.address(), MaxRetries: -1})
}

// redisGroup is several servers of which another takes over when one is gone.
type redisGroup struct {
	kind    string
	servers []*redisServer
	watch   []*redisServer // the Sentinels
}

// buildRedis starts what the fault is about.
func (s *stage) buildRedis(ctx context.Context) error {
	dir := filepath.Join(s.dir, "redis")
	if s.fault.redis == oneRedis {
		s.redis = newRedis(dir)
		return s.redis.start(ctx)
	}
	s.group = &redisGroup{kind: s.fault.redis}
	if s.fault.redis == withSentinels {
		return s.group.buildSentinels(ctx, dir)
	}
	return s.group.buildCluster(ctx, dir)
}

// groupName is what the Sentinels call the servers.
const groupName = "town"

func (g *redisGroup) buildSentinels(ctx context.Context, dir string) error {
	first := newRedis(dir + "-0")
	g.servers = []*redisServer{first, newRedis(dir+"-1", "--replicaof", "127.0.0.1", strconv.Itoa(first.port))}
	for n := range 3 {
		settings := filepath.Join(filepath.Dir(dir), fmt.Sprintf("sentinel-%d.conf", n))
		text := fmt.Sprintf("sentinel monitor %[1]s 127.0.0.1 %[2]d 2\nsentinel down-after-milliseconds %[1]s 800\nsentinel failover-timeout %[1]s 3000\n", groupName, first.port)
		if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
			return err
		}
		g.watch = append(g.watch, &redisServer{dir: filepath.Join(filepath.Dir(dir), fmt.Sprint("sentinel-", n)), port: freePort(), more: []string{settings}})
	}
	for _, r := range g.servers {
		if err := r.start(ctx); err != nil {
			return err
		}
	}
	for _, w := range g.watch {
		if err := w.startWatching(ctx); err != nil {
			return err
		}
	}
	return until(ctx, "the Sentinels know each other and the replica", func() error { return g.isWatched(ctx) })
}

// startWatching starts a Sentinel, which writes into its settings what it learns.
func (r *redisServer) startWatching(ctx context.Context) error {
	var err error
	if r.child, err = begin(exec.Command("redis-server", r.more[0], "--sentinel", "--port", strconv.Itoa(r.port), "--bind", "127.0.0.1"), r.dir+".log"); err != nil {
		return err
	}
	client := r.client()
	defer client.Close()
	return until(ctx, "a Sentinel answers", func() error { return client.Ping(ctx).Err() })
}

func (g *redisGroup) isWatched(ctx context.Context) error {
	for _, w := range g.watch {
		sentinel := redis.NewSentinelClient(&redis.Options{Addr: w.address()})
		known, err := sentinel.Master(ctx, groupName).Result()
		if err := errors.Join(err, sentinel.Close()); err != nil {
			return err
		}
		if known["num-slaves"] != "1" || known["num-other-sentinels"] != "2" {
			return fmt.Errorf("it knows %s replicas and %s others", known["num-slaves"], known["num-other-sentinels"])
		}
	}
	return nil
}

// clusterMasters is how many servers of a cluster take writes. Each has a copy.
const clusterMasters = 3

func (g *redisGroup) buildCluster(ctx context.Context, dir string) error {
	create := []string{"--cluster", "create"}
	for n := range 2 * clusterMasters {
		r := newRedis(fmt.Sprint(dir, "-", n), "--cluster-enabled", "yes", "--cluster-node-timeout", "1500", "--cluster-port", strconv.Itoa(freePort()))
		if err := r.start(ctx); err != nil {
			return err
		}
		g.servers = append(g.servers, r)
		create = append(create, r.address()+"@"+r.more[len(r.more)-1])
	}
	if out, err := exec.CommandContext(ctx, "redis-cli", append(create, "--cluster-replicas", "1", "--cluster-yes")...).CombinedOutput(); err != nil {
		return fmt.Errorf("making a cluster: %w\n%s", err, out)
	}
	return until(ctx, "the cluster is whole", func() error { return g.isWhole(ctx, clusterMasters) })
}

// isWhole wants every server to see all slots served, and as many of them to take writes as there are masters; of those that are copies, so
// many at least are to be up to date.
func (g *redisGroup) isWhole(ctx context.Context, copies int) error {
	masters, upToDate := 0, 0
	for _, r := range g.servers {
		client := r.client()
		info, err := client.ClusterInfo(ctx).Result()
		role, failed := client.Info(ctx, "replication").Result()
		if err := errors.Join(err, failed, client.Close()); err != nil {
			return err
		}
		if !strings.Contains(info, "cluster_state:ok") {
			return fmt.Errorf("%s says %s", r.address(), strings.SplitN(info, "\r\n", 2)[0])
		}
		masters += strings.Count(role, "role:master")
		upToDate += strings.Count(role, "master_link_status:up")
	}
	if masters != clusterMasters || upToDate < copies {
		return fmt.Errorf("%d servers take writes, and %d are copies of them", masters, upToDate)
	}
	return nil
}

// address is where the program finds the servers.
func (g *redisGroup) address() string {
	all, query := g.servers, ""
	if g.kind == withSentinels {
		all, query = g.watch, "master_name="+groupName+"&"
	}
	for _, r := range all[1:] {
		query += "addr=" + r.address() + "&"
	}
	return "redis://" + all[0].address() + "/?" + strings.TrimSuffix(query, "&")
}

// queueAddress is the queue's in the configuration.
func (s *stage) queueAddress() string {
	if s.group != nil {
		return s.group.address()
	}
	return "redis://" + s.toRedis.address() + "/0"
}

// queueClient asks the queue's servers, past the proxy.
func (s *stage) queueClient() (redis.UniversalClient, error) {
	switch s.fault.redis {
	case withSentinels:
		options, err := redis.ParseFailoverURL(s.group.address())
		if err != nil {
			return nil, err
		}
		return redis.NewFailoverClient(options), nil
	case asRedisCluster:
		options, err := redis.ParseClusterURL(s.group.address())
		if err != nil {
			return nil, err
		}
		return redis.NewClusterClient(options), nil
	}
	return s.redis.client(), nil
}

// failOver kills a server that takes writes, waits until another one does, and lets it come back.
func failOver(ctx context.Context, s *stage) error {
	gone, err := s.group.leader(ctx, s.rng.IntN(3))
	if err != nil {
		return err
	}
	gone.end(syscall.SIGKILL, time.Second)
	if err := until(ctx, "another Redis takes over", func() error { return s.group.isTakenOver(ctx, gone) }); err != nil {
		return err
	}
	for _, p := range s.programs {
		if err := until(ctx, "the desk works with the other Redis", p.isReady); err != nil {
			return err
		}
	}
	sleep(ctx, s.faultLasts/4)
	if err := gone.start(ctx); err != nil {
		return err
	}
	return until(ctx, "the Redis that came back is a copy of the other", func() error { return s.group.isComplete(ctx) })
}

// isComplete wants every server that takes writes to have its copy: the next one that is killed loses nothing then.
func (g *redisGroup) isComplete(ctx context.Context) error {
	if g.kind == asRedisCluster {
		return g.isWhole(ctx, clusterMasters)
	}
	leader, err := g.leader(ctx, 0)
	if err != nil {
		return err
	}
	client := leader.client()
	role, err := client.Info(ctx, "replication").Result()
	if err := errors.Join(err, client.Close()); err != nil {
		return err
	}
	if !strings.Contains(role, "state=online") {
		return fmt.Errorf("%s has no copy", leader.address())
	}
	return nil
}

// leader is one of the servers that take writes.
func (g *redisGroup) leader(ctx context.Context, lot int) (*redisServer, error) {
	var leaders []*redisServer
	for _, r := range g.servers {
		client := r.client()
		role, err := client.Do(ctx, "ROLE").Slice()
		if err := errors.Join(err, client.Close()); err != nil {
			return nil, err
		}
		if len(role) > 0 && role[0] == "master" {
			leaders = append(leaders, r)
		}
	}
	if len(leaders) == 0 {
		return nil, errors.New("no Redis takes writes")
	}
	return leaders[lot%len(leaders)], nil
}

// isTakenOver is nil once the others do without a server.
func (g *redisGroup) isTakenOver(ctx context.Context, gone *redisServer) error {
	if g.kind == withSentinels {
		for _, w := range g.watch {
			sentinel := redis.NewSentinelClient(&redis.Options{Addr: w.address()})
			now, err := sentinel.GetMasterAddrByName(ctx, groupName).Result()
			if err := errors.Join(err, sentinel.Close()); err != nil {
				return err
			}
			if len(now) != 2 || now[1] == strconv.Itoa(gone.port) {
				return fmt.Errorf("the Sentinels name %v", now)
			}
		}
		return nil
	}
	rest := &redisGroup{}
	for _, r := range g.servers {
		if r != gone {
			rest.servers = append(rest.servers, r)
		}
	}
	return rest.isWhole(ctx, 0)
}

// close ends all of them.
func (g *redisGroup) close() {
	for _, r := range append(g.watch, g.servers...) {
		if r.child != nil {
			r.end(syscall.SIGKILL, time.Second)
		}
	}
}

// quiet keeps what the client of Redis says of servers that are gone out of what runs say.
type quiet struct{}

func (quiet) Printf(context.Context, string, ...any) {}

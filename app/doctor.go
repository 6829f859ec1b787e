package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"hearsay/ledger"
	"hearsay/sight"
)

// Health is how a part of the program fares.
type Health string

// How parts fare.
const (
	Healthy Health = "ok"
	Ailing  Health = "warning" // it works, and will not for long or not well
	Ill     Health = "fault"   // it does not work
)

// Finding is what Examine saw of one part, and what to do about it.
type Finding struct {
	Part   string `json:"part"`
	Health Health `json:"health"`
	Says   string `json:"says"`
	Remedy string `json:"remedy,omitempty"`
}

// Limits beyond which Examine warns.
const (
	mostSkew    = 2 * time.Second // between clocks: leases and deadlines of one process would look wrong to another
	mostUntold  = time.Minute     // before a queue is told
	patience    = 5 * time.Second // with each part
	leastFree   = 1 << 30         // bytes for SQLite to grow into
	nearlyFull  = 100 << 20
	redisNeeded = 7 // DESIGN: Redis 7 or newer
)

// Examine looks at everything that the program needs of a configuration that has no faults, and changes nothing. It works
// beside a running program.
func Examine(ctx context.Context, c *Config) []Finding {
	var all []Finding
	for _, look := range []func(context.Context, *Config) []Finding{examineLedger, examineReplica, examineDisk, examineQueue, examineDesk, examineProxies, examineSignIn, examineWires} {
		within, cancel := context.WithTimeout(ctx, patience)
		for _, f := range look(within, c) {
			f.Says = strings.Join(strings.Fields(f.Says), " ") // drivers write several lines
			all = append(all, f)
		}
		cancel()
	}
	return all
}

func examineLedger(ctx context.Context, c *Config) []Finding {
	seen, err := ledger.Inspect(ctx, c.Ledger)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return []Finding{{"ledger", Healthy, "there is none at " + c.Ledger + " yet; hearsay run makes it", ""}}
	case err != nil:
		return []Finding{{"ledger", Ill, err.Error(), "see that the database runs and that ledger in the configuration names it"}}
	}
	found := []Finding{tables(seen)}
	if len(seen.Amended) > 0 {
		found = append(found, Finding{"rules", Healthy, "changed at the desk, so that those of the folder are not used: " + strings.Join(seen.Amended, ", "), ""})
	}
	if skew := seen.Ahead.Abs(); skew > mostSkew {
		found = append(found, Finding{"clock", Ailing, fmt.Sprintf("this machine's and the database's differ by %v", skew.Round(time.Millisecond)), "let both be set by NTP"})
	}
	if late := time.Since(seen.Since); seen.Untold > 0 && late > mostUntold {
		found = append(found, Finding{"queues", Ailing, fmt.Sprintf("they are still to be told of %d items, the oldest since %v", seen.Untold, late.Round(time.Second)), "see that hearsay runs and what it logs of the queue"})
	}
	if len(seen.Stopped) > 0 {
		found = append(found, Finding{"sources", Ailing, "not read any more: " + strings.Join(seen.Stopped, ", "), "take them out of the configuration, or hearsay source resume NAME"})
	}
	if seen.Readers > 0 && len(seen.Blind) > 0 {
		found = append(found, Finding{"sources", Ailing, sight.Note(seen.Blind, 5), "see what each says with: hearsay source blind"})
	}
	return found
}

// examineReplica looks whether the ledger's replica follows it.
func examineReplica(ctx context.Context, c *Config) []Finding {
	if c.Replica == "" {
		return nil
	}
	if err := ledger.InspectReplica(ctx, c.Ledger, c.Replica); err != nil {
		return []Finding{{"replica", Ailing, "it is not read, the ledger itself is: " + err.Error(), "see that the server runs, replicates the ledger and is not paused, and that ledger_replica in the configuration names it"}}
	}
	return []Finding{{"replica", Healthy, "it follows the ledger", ""}}
}

func tables(seen ledger.Inspection) Finding {
	f := Finding{Part: "ledger", Health: Healthy}
	switch {
	case seen.Tables > seen.Wanted:
		f.Health, f.Remedy = Ill, "run the newer hearsay that made them"
		f.Says = fmt.Sprintf("%s has tables of version %d, this program knows %d", seen.Server, seen.Tables, seen.Wanted)
	case seen.Tables < seen.Wanted:
		f.Says = fmt.Sprintf("%s has tables of version %d; hearsay run makes them version %d", seen.Server, seen.Tables, seen.Wanted)
	default:
		f.Says = fmt.Sprintf("%s, tables of version %d, sources read by %d processes", seen.Server, seen.Tables, seen.Readers)
	}
	return f
}

// examineDisk looks whether SQLite's file can grow.
func examineDisk(_ context.Context, c *Config) []Finding {
	if strings.Contains(c.Ledger, "://") {
		return nil
	}
	free, err := freeSpace(filepath.Dir(c.Ledger))
	if err != nil {
		return []Finding{{"disk", Ill, err.Error(), "make the folder that ledger in the configuration names"}}
	}
	f := Finding{"disk", Healthy, fmt.Sprintf("%.1f GB free for the ledger", float64(free)/(1<<30)), ""}
	switch {
	case free < nearlyFull:
		f.Health = Ill
	case free < leastFree:
		f.Health = Ailing
	}
	if f.Health != Healthy {
		f.Remedy = "free some, or keep posts for less time (retention in the configuration)"
	}
	return []Finding{f}
}

func examineQueue(ctx context.Context, c *Config) []Finding {
	if c.Queue == memoryQueue {
		return []Finding{{"queue", Healthy, "in the memory of the one process", ""}}
	}
	client, err := redisClient(c.Queue)
	if err != nil {
		return []Finding{{"queue", Ill, err.Error(), "correct queue in the configuration"}}
	}
	defer client.Close() //nolint:errcheck // nothing was written
	asked := time.Now()
	there, err := client.Time(ctx).Result()
	if err != nil {
		return []Finding{{"queue", Ill, err.Error(), "see that Redis runs and that queue in the configuration names it"}}
	}
	found := []Finding{redisVersion(ctx, client)}
	if skew := there.Sub(asked).Abs(); skew > mostSkew {
		found = append(found, Finding{"clock", Ailing, fmt.Sprintf("this machine's and Redis's differ by %v", skew.Round(time.Millisecond)), "let both be set by NTP"})
	}
	if policy := inInfo(client.Info(ctx, "memory").Val(), "maxmemory_policy"); policy != "" && policy != "noeviction" {
		found = append(found, Finding{"queue", Ailing, "Redis throws keys away when its memory is full (maxmemory-policy " + policy + ")", "set maxmemory-policy noeviction"})
	}
	return found
}

func redisVersion(ctx context.Context, client redis.UniversalClient) Finding {
	version := inInfo(client.Info(ctx, "server").Val(), "redis_version")
	f := Finding{"queue", Healthy, "Redis " + version, ""}
	major, _, _ := strings.Cut(version, ".")
	if n, err := strconv.Atoi(major); err == nil && n < redisNeeded {
		f.Health, f.Remedy = Ailing, fmt.Sprintf("use Redis %d or newer, or Valkey", redisNeeded)
	}
	return f
}

// inInfo is a field of what Redis says of itself, "" if it has none (https://redis.io/docs/latest/commands/info/).
func inInfo(info, field string) string {
	found := regexp.MustCompile(`(?m)^` + field + `:([^\r\n]*)`).FindStringSubmatch(info)
	if found == nil {
		return ""
	}
	return found[1]
}

// examineDesk asks the desk on this machine.
func examineDesk(ctx context.Context, c *Config) []Finding {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.Listen+"/readyz", nil)
	if err != nil {
		return []Finding{{"desk", Ill, err.Error(), "correct listen in the configuration"}}
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return []Finding{{"desk", Healthy, "none runs at " + c.Listen, ""}}
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return []Finding{{"desk", Ill, fmt.Sprintf("what runs at %s is not ready (%s)", c.Listen, response.Status), "read its log; another program may have the address"}}
	}
	return []Finding{{"desk", Healthy, "ready at " + c.Listen, ""}}
}

// examineProxies looks whether people who come through a proxy can be told apart. The desk speaks no TLS: with an https address one stands before it, and
// on another machine if the desk listens to others.
func examineProxies(_ context.Context, c *Config) []Finding {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil || isHere(host) || len(c.Proxies) > 0 || !strings.HasPrefix(c.BaseURL, "https://") {
		return nil
	}
	return []Finding{{"proxies", Ailing, "people come through a proxy on another machine, and none is named: all of them count as one sender, who is locked out and limited together", "write its address under proxies in the configuration"}}
}

// examineSignIn looks whether a password alone opens a desk that people reach from elsewhere.
func examineSignIn(_ context.Context, c *Config) []Finding {
	if !strings.HasPrefix(c.BaseURL, "https://") || c.Factor != "" || c.Provider != nil {
		return nil
	}
	return []Finding{{"sign-in", Ailing, "who knows somebody's password is in: nobody has to show a second factor", "write second_factor: verifier into the configuration, or viewer for everybody"}}
}

// isHere tells whether a host, or the path of a socket, is of this machine.
func isHere(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasPrefix(host, "/") || err == nil && addr.IsLoopback()
}

// examineWires looks whether what goes to the servers could be read or changed on the way.
func examineWires(_ context.Context, c *Config) []Finding {
	var found []Finding
	for _, database := range []struct{ part, address string }{{"ledger", c.Ledger}, {"replica", c.Replica}} {
		if slices.ContainsFunc(ledger.Unsecured(database.address), func(host string) bool { return !isHere(host) }) {
			found = append(found, Finding{database.part, Ailing, "what goes to the database over the network can be read or changed on the way", "write sslmode=verify-full into its address, and sslrootcert=FILE if its certificate is your own"})
		}
	}
	if at, err := url.Parse(c.Queue); err == nil && at.Scheme == "redis" && !isHere(at.Hostname()) {
		found = append(found, Finding{"queue", Ailing, "what goes to Redis over the network can be read or changed on the way", "let Redis speak TLS, and write rediss:// for redis:// into its address"})
	}
	return found
}

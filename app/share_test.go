package app_test

import (
	"context"
	"crypto/rand"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"hearsay/app"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/triage"
)

// TestSourcesAreSharedByProcesses lets processes join, be paused for longer than a lease, be killed and stop in order: each
// time those that live read two of the four sources each or all of them, and who was paused comes back under new leases.
func TestSourcesAreSharedByProcesses(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes a minute; run make test")
	}
	b := backend{servertest.OwnDatabase(t), servertest.RedisURL(t), rand.Text()} // locks are the database's: who is paused with one shall not hold up other tests
	url, _ := slowly(t, nil)
	config := b.configure(t, url, "")
	fourSources(t, config)
	program := binary(t)
	one := start(t, config, nil, nil)
	l, err := ledger.Open(t.Context(), b.ledger, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	divided(t, l, "4")
	other := launch(t, program, config, nil)
	t.Cleanup(func() { _ = other.Process.Kill() })
	before := divided(t, l, "2 2")

	signal := func(s syscall.Signal) {
		if err := other.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
	}
	signal(syscall.SIGSTOP)
	divided(t, l, "4")
	signal(syscall.SIGCONT)
	after := divided(t, l, "2 2")
	for source, lease := range after {
		if lease.Reader != before[source].Reader && lease.Fence <= before[source].Fence {
			t.Errorf("%s changed hands and kept the fence %d", source, lease.Fence)
		}
	}
	signal(syscall.SIGKILL)
	other.Wait()
	divided(t, l, "4")

	third := launch(t, program, config, nil)
	t.Cleanup(func() { _ = third.Process.Kill() })
	divided(t, l, "2 2")
	one.stop()
	divided(t, l, "4")
	if err := third.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := third.Wait(); err != nil {
		t.Error(err)
	}
	divided(t, l, "")
}

// TestRolesDivideTheWork runs a process that collects and one that serves the desk: what the one reads, the other hands out.
func TestRolesDivideTheWork(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds the program; run make test")
	}
	b := backend{servertest.PostgresURL(t), servertest.RedisURL(t), rand.Text()}
	_, url := simulate(t, tweets(t))
	config := b.configure(t, url, "")
	program := binary(t)
	run := func(role string) string {
		address := freePort(t)
		data, err := os.ReadFile(config)
		if err != nil {
			t.Fatal(err)
		}
		own := filepath.Join(t.TempDir(), "hearsay.yaml")
		if err := os.WriteFile(own, []byte(strings.Replace(string(data), "127.0.0.1:0", address, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		command := exec.Command(program, "run", "--config", own, role)
		command.Env = append(os.Environ(), app.AdminVariable+"=correct horse battery")
		command.Stderr = t.Output()
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = command.Process.Kill(); _ = command.Wait() })
		servertest.Eventually(t, role+" to be ready", func() bool { return status(address, "/readyz") == http.StatusOK })
		return address
	}
	desk := run("--desk")
	l, err := ledger.Open(t.Context(), b.ledger, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if got := status(desk, "/api/openapi.json"); got != http.StatusOK {
		t.Errorf("the desk answers %d", got)
	}
	divided(t, l, "")
	responder := newBusy(t, l, desk)
	collecting := run("--collect")
	for path, want := range map[string]int{"/": http.StatusNotFound, "/api/v1/items": http.StatusNotFound, "/tips": http.StatusNotFound, "/metrics": http.StatusOK} {
		if got := status(collecting, path); got != want {
			t.Errorf("who collects answers %s with %d, want %d", path, got, want)
		}
	}
	servertest.Eventually(t, "the desk to hand out what was collected", func() bool {
		var items []*triage.Item
		return responder.call(http.MethodPost, "/api/v1/queues/questions/pull", map[string]any{"lease": "1m"}, &items) && len(items) > 0
	})
}

// status is how a process answers, 0 if it does not.
func status(address, path string) int {
	response, err := http.Get("http://" + address + path)
	if err != nil {
		return 0
	}
	response.Body.Close()
	return response.StatusCode
}

// fourSources makes four of the one source of a configuration.
func fourSources(t *testing.T, config string) {
	t.Helper()
	data, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(data)) {
		lines = append(lines, line)
		if strings.Contains(line, "name: x,") {
			for _, name := range []string{"y", "z", "w"} {
				lines = append(lines, strings.Replace(line, "name: x,", "name: "+name+",", 1))
			}
		}
	}
	if err := os.WriteFile(config, []byte(strings.Join(lines, "")), 0o600); err != nil {
		t.Fatal(err)
	}
}

// divided waits until the sources are read by as many processes with as many each, and returns the leases.
func divided(t *testing.T, l *ledger.Ledger, want string) map[string]ledger.SourceLease {
	t.Helper()
	var leases map[string]ledger.SourceLease
	servertest.Eventually(t, "the sources to be divided as "+want, func() bool {
		var err error
		if leases, err = l.SourceLeases(context.WithoutCancel(t.Context())); err != nil {
			return false
		}
		load := map[string]string{}
		for _, lease := range leases {
			if lease.Reader != "" {
				load[lease.Reader] += "I"
			}
		}
		counts := strings.Join(slices.Sorted(maps.Values(load)), " ")
		return strings.NewReplacer("IIII", "4", "II", "2").Replace(counts) == want
	})
	return leases
}

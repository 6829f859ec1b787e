// Package servertest gives tests real servers: a Redis of their own, and a schema of their own in a PostgreSQL.
//
// scripts/with-servers.sh installs and starts what is needed and sets the two variables below; make test runs it.
// With -short, tests that need a server are skipped.
package servertest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"
	"github.com/redis/go-redis/v9"
)

// The variables that name the servers.
const (
	RedisVariable            = "HEARSAY_TEST_REDIS"             // redis://host:port/db
	PostgresVariable         = "HEARSAY_TEST_POSTGRES"          // postgres://user@host:port/database
	PostgresProgramsVariable = "HEARSAY_TEST_POSTGRES_PROGRAMS" // path of the folder of initdb, postgres and pg_basebackup
	ChromiumVariable         = "HEARSAY_TEST_CHROMIUM"          // path of the browser
	NPMVariable              = "HEARSAY_TEST_NPM"               // path of the folder node_modules
)

// RedisURL is the address of the Redis that tests share; each uses a prefix of its own.
func RedisURL(t testing.TB) string {
	t.Helper()
	return address(t, RedisVariable)
}

// Redis is a client of the Redis that tests share.
func Redis(t testing.TB) redis.UniversalClient {
	t.Helper()
	options, err := redis.ParseURL(RedisURL(t))
	if err != nil {
		t.Fatalf("%s: %v", RedisVariable, err)
	}
	client := redis.NewClient(options)
	t.Cleanup(func() { client.Close() })
	return client
}

// PostgresURL is the address of an empty schema that is dropped when the test ends.
func PostgresURL(t testing.TB) string {
	t.Helper()
	address := address(t, PostgresVariable)
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatalf("%s: %v", PostgresVariable, err)
	}
	schema := "t" + strings.ToLower(rand.Text())
	if _, err := db.ExecContext(t.Context(), "CREATE SCHEMA "+schema); err != nil {
		t.Fatalf("%s: %v", PostgresVariable, err)
	}
	t.Cleanup(func() {
		if _, err := db.Exec("DROP SCHEMA " + schema + " CASCADE"); err != nil {
			t.Errorf("dropping the test's schema: %v", err)
		}
		db.Close()
	})
	u, err := url.Parse(address)
	if err != nil {
		t.Fatalf("%s: %v", PostgresVariable, err)
	}
	query := u.Query()
	query.Set("search_path", schema)
	u.RawQuery = query.Encode()
	return u.String()
}

func address(t testing.TB, variable string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a server; run make test")
	}
	value := os.Getenv(variable)
	if value == "" {
		t.Fatalf("%s is not set: run the tests with make test, which starts the servers, or name one; or run make test-short", variable)
	}
	return value
}

// Eventually waits until ok, asking every few milliseconds, and fails the test with what when it takes too long.
func Eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("it took too long: %s", what)
}

// OwnRedis starts a Redis that no other test uses, so that it may be flushed, and returns its address.
func OwnRedis(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a server; run make test")
	}
	binary, err := exec.LookPath("redis-server")
	if err != nil {
		t.Fatalf("%v: install redis-server, or run make test-short", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
	listener.Close()
	server := exec.Command(binary, "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", t.TempDir())
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	client := redis.NewClient(&redis.Options{Addr: "127.0.0.1:" + port})
	defer client.Close()
	Eventually(t, "redis-server to answer", func() bool { return client.Ping(t.Context()).Err() == nil })
	return "redis://127.0.0.1:" + port + "/0"
}

// Package is the path of a file of a package from npm.
func Package(t testing.TB, file string) string {
	t.Helper()
	return filepath.Join(address(t, NPMVariable), filepath.FromSlash(file))
}

// Browser is a context of a fresh Chromium for chromedp, without network but loopback.
func Browser(t testing.TB) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(address(t, ChromiumVariable)), chromedp.NoSandbox,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1280, 900))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	browser, stop := chromedp.NewContext(allocator)
	t.Cleanup(stop)
	bounded, stop := context.WithTimeout(browser, 8*time.Minute)
	t.Cleanup(stop)
	return bounded
}

// OwnDatabase is the address of an empty PostgreSQL database, which is dropped when the test ends.
func OwnDatabase(t testing.TB) string {
	t.Helper()
	address := address(t, PostgresVariable)
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatalf("%s: %v", PostgresVariable, err)
	}
	name := "t" + strings.ToLower(rand.Text())
	if _, err := db.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatalf("%s: %v", PostgresVariable, err)
	}
	t.Cleanup(func() {
		if _, err := db.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("dropping the test's database: %v", err)
		}
		db.Close()
	})
	u, err := url.Parse(address)
	if err != nil {
		t.Fatalf("%s: %v", PostgresVariable, err)
	}
	u.Path = "/" + name
	return u.String()
}

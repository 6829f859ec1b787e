package servertest

import (
	"database/sql"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"testing"
)

// Cluster is a PostgreSQL that no other test uses, so that it may be copied and stopped. It is used by one goroutine.
type Cluster struct {
	t    testing.TB
	dir  string // its data, below a folder that is removed when the test ends
	port string
	stop func() // nil while it does not run
	URL  string
}

// NewCluster starts one, which runs until the test ends.
func NewCluster(t testing.TB) *Cluster {
	t.Helper()
	c := newCluster(t)
	c.run("initdb", "-D", c.dir, "-A", "trust", "-U", "hearsay", "--no-sync", "-E", "UTF8", "--locale=C")
	c.Start()
	return c
}

// Replica starts a copy of the cluster that follows it by streaming replication and is only read.
func (c *Cluster) Replica() *Cluster {
	c.t.Helper()
	r := newCluster(c.t)
	r.run("pg_basebackup", "-D", r.dir, "-R", "--checkpoint=fast", "--no-sync", "-h", "127.0.0.1", "-p", c.port, "-U", "hearsay")
	r.Start()
	return r
}

func newCluster(t testing.TB) *Cluster {
	t.Helper()
	address(t, PostgresProgramsVariable)
	parent, err := os.MkdirTemp("", "hearsay-cluster-") //nolint:usetesting // t.TempDir is closed to PostgreSQL's user
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(parent) })
	if err := os.Chmod(parent, 0o755); err != nil { // PostgreSQL's user goes through it
		t.Fatal(err)
	}
	if os.Getuid() == 0 {
		owner, err := user.Lookup("postgres")
		if err != nil {
			t.Fatal(err)
		}
		uid, _ := strconv.Atoi(owner.Uid)
		gid, _ := strconv.Atoi(owner.Gid)
		if err := os.Chown(parent, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	port := FreePort(t)
	c := &Cluster{t: t, dir: filepath.Join(parent, "data"), port: port, URL: "postgres://hearsay@" + net.JoinHostPort("127.0.0.1", port) + "/postgres?sslmode=disable"}
	t.Cleanup(c.Stop)
	return c
}

// Start starts the cluster, again after Stop. It ends with the test's process, however that ends: a shell waits for its input to end,
// which this process holds.
func (c *Cluster) Start() {
	c.t.Helper()
	server := []string{filepath.Join(os.Getenv(PostgresProgramsVariable), "postgres"), "-D", c.dir, "-p", c.port,
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "log_statement=all"}
	command := c.command("sh", append([]string{"-c", `"$@" & read -r _; kill -QUIT $!; wait`, "sh"}, server...)...)
	log, err := os.OpenFile(c.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		c.t.Fatal(err)
	}
	defer log.Close()
	command.Stdout, command.Stderr = log, log
	input, err := command.StdinPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.stop = func() {
		_ = input.Close()
		_ = command.Wait()
	}
	db, err := sql.Open("pgx", c.URL)
	if err != nil {
		c.t.Fatal(err)
	}
	defer db.Close()
	Eventually(c.t, "PostgreSQL to answer", func() bool { return db.PingContext(c.t.Context()) == nil })
}

// Stop stops it at once, if it runs.
func (c *Cluster) Stop() {
	if c.stop != nil {
		c.stop()
	}
	c.stop = nil
}

func (c *Cluster) log() string { return filepath.Join(filepath.Dir(c.dir), "log") }

// Log is what the cluster wrote into its log: every statement, too.
func (c *Cluster) Log() string {
	c.t.Helper()
	text, err := os.ReadFile(c.log())
	if err != nil {
		c.t.Fatal(err)
	}
	return string(text)
}

// Do runs a statement.
func (c *Cluster) Do(statement string) {
	c.t.Helper()
	db, err := sql.Open("pgx", c.URL)
	if err != nil {
		c.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(c.t.Context(), statement); err != nil {
		c.t.Fatalf("%s: %v", statement, err)
	}
}

// run runs a program of PostgreSQL to its end.
func (c *Cluster) run(program string, args ...string) {
	c.t.Helper()
	if out, err := c.command(filepath.Join(os.Getenv(PostgresProgramsVariable), program), args...).CombinedOutput(); err != nil {
		c.t.Fatalf("%s: %v\n%s", program, err, out)
	}
}

// command is run by PostgreSQL's user: it refuses to run as root.
func (c *Cluster) command(program string, args ...string) *exec.Cmd {
	args = append([]string{program}, args...)
	if os.Getuid() == 0 {
		args = append([]string{"runuser", "-u", "postgres", "--"}, args...)
	}
	command := exec.Command(args[0], args[1:]...)
	command.Dir = "/"
	return command
}

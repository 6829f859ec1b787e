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

// Cluster is a PostgreSQL that no other test uses, so that it may be copied and stopped.
type Cluster struct {
	t    testing.TB
	dir  string // its data, below a folder that is removed when the test ends
	port string
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

// Start starts the cluster again.
func (c *Cluster) Start() {
	c.t.Helper()
	c.run("pg_ctl", "-D", c.dir, "-w", "-l", filepath.Join(filepath.Dir(c.dir), "log"), "-o", "-p "+c.port+" -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c log_statement=all", "start")
}

// Stop stops it at once, if it runs.
func (c *Cluster) Stop() {
	_, _ = c.command("pg_ctl", "-D", c.dir, "-m", "immediate", "stop").CombinedOutput()
}

// Log is what the cluster wrote into its log: every statement, too.
func (c *Cluster) Log() string {
	c.t.Helper()
	text, err := os.ReadFile(filepath.Join(filepath.Dir(c.dir), "log"))
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

func (c *Cluster) run(program string, args ...string) {
	c.t.Helper()
	command := c.command(program, args...)
	said, err := os.Create(filepath.Join(c.t.TempDir(), program)) // a pipe would stay open as long as the server runs
	if err != nil {
		c.t.Fatal(err)
	}
	defer said.Close()
	command.Stdout, command.Stderr = said, said
	if err := command.Run(); err != nil {
		text, _ := os.ReadFile(said.Name())
		c.t.Fatalf("%s: %v\n%s", program, err, text)
	}
}

// command is a program of PostgreSQL, run by its user: it refuses to run as root.
func (c *Cluster) command(program string, args ...string) *exec.Cmd {
	args = append([]string{filepath.Join(os.Getenv(PostgresProgramsVariable), program)}, args...)
	if os.Getuid() == 0 {
		args = append([]string{"runuser", "-u", "postgres", "--"}, args...)
	}
	command := exec.Command(args[0], args[1:]...)
	command.Dir = "/"
	return command
}

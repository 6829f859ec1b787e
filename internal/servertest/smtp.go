package servertest

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/mail"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// SMTP is a real mail server, which takes mail into its spool and brings it to nobody. Addresses that begin with refused are unknown to
// it, those that begin with later it wants to see later.
type SMTP struct {
	t     testing.TB
	Addr  string
	spool string
}

const eximSettings = `
primary_hostname = mx.example
spool_directory = %[1]s/spool
log_file_path = %[1]s/spool/%%slog
pid_file_path = %[1]s/spool/exim.pid
daemon_smtp_ports = %[2]s
local_interfaces = 127.0.0.1
queue_only = true
tls_advertise_hosts =
acl_smtp_rcpt = check_rcpt
acl_smtp_data = accept
smtp_accept_max_per_connection = 1000
smtp_accept_queue_per_connection = 0
message_size_limit = 1M
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
begin acl
check_rcpt:
  deny    local_parts = ^refused.*
          message = 5.1.1 There is no such user here
  defer   local_parts = ^later.*
          message = 4.2.1 The mailbox is busy
  accept
begin routers
begin transports
begin retry
begin rewrite
begin authenticators
`

// NewSMTP starts one until the test ends. It asks for root, as mail servers do.
func NewSMTP(t testing.TB) *SMTP {
	t.Helper()
	exim := address(t, "HEARSAY_TEST_EXIM")
	dir := t.TempDir()
	spool := filepath.Join(dir, "spool")
	if err := os.Mkdir(spool, 0o755); err != nil {
		t.Fatal(err)
	}
	owner, err := user.Lookup("Debian-exim")
	if err != nil {
		t.Fatal(err)
	}
	uid, _ := strconv.Atoi(owner.Uid)
	gid, _ := strconv.Atoi(owner.Gid)
	for _, way := range []string{filepath.Dir(dir), dir} { // its user passes through both
		if err := os.Chmod(way, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chown(spool, uid, gid); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := listener.Addr().String()
	listener.Close()
	_, port, _ := net.SplitHostPort(at)
	settings := filepath.Join(dir, "exim.conf")
	if err := os.WriteFile(settings, []byte(fmt.Sprintf(eximSettings, dir, port)), 0o644); err != nil {
		t.Fatal(err)
	}
	run := exec.Command(exim, "-bdf", "-C", settings)
	run.Stdout, run.Stderr = t.Output(), t.Output()
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = run.Process.Kill()
		_ = run.Wait()
	})
	Eventually(t, "the mail server to answer", func() bool {
		conn, err := net.DialTimeout("tcp", at, time.Second)
		if err != nil {
			return false
		}
		conn.Close()
		return true
	})
	return &SMTP{t, at, spool}
}

// Mail is one message that the server has taken.
type Mail struct {
	To     string
	Header mail.Header
	Body   string // as it was sent
}

// Taken are all messages in the spool.
func (s *SMTP) Taken() []Mail {
	s.t.Helper()
	heads, err := filepath.Glob(filepath.Join(s.spool, "input", "*-H"))
	if err != nil {
		s.t.Fatal(err)
	}
	more, err := filepath.Glob(filepath.Join(s.spool, "input", "*", "*-H"))
	if err != nil {
		s.t.Fatal(err)
	}
	var all []Mail
	for _, path := range append(heads, more...) {
		head, err := os.ReadFile(path)
		if err != nil {
			s.t.Fatal(err)
		}
		body, err := os.ReadFile(strings.TrimSuffix(path, "-H") + "-D")
		if err != nil {
			s.t.Fatal(err)
		}
		all = append(all, parseSpooled(s.t, head, body))
	}
	return all
}

// parseSpooled reads a message as exim keeps it: the envelope, a blank line, and header lines that each begin with their length and a flag
// (https://exim.org/exim-html-current/doc/html/spec_html/ch-format_of_spool_files.html).
func parseSpooled(t testing.TB, head, body []byte) Mail {
	t.Helper()
	_, lines, found := bytes.Cut(head, []byte("\n\n"))
	if !found {
		t.Fatalf("no header in %q", head)
	}
	var header bytes.Buffer
	for len(lines) > 4 {
		n, err := strconv.Atoi(strings.TrimSpace(string(lines[:3])))
		if err != nil {
			t.Fatalf("header lines %q", lines)
		}
		if lines[3] != '*' { // one that was taken out
			header.Write(lines[5 : 5+n])
		}
		lines = lines[5+n:]
	}
	header.WriteString("\n")
	m, err := mail.ReadMessage(&header)
	if err != nil {
		t.Fatal(err)
	}
	_, content, _ := bytes.Cut(body, []byte("\n")) // the first line is the file's name
	return Mail{To: m.Header.Get("To"), Header: m.Header, Body: string(content)}
}

// Cutter lies between a client and a server, and cuts connections: each at a number of bytes from the client.
type Cutter struct {
	Addr string

	mu      sync.Mutex
	cuts    []int // of the next connections; then no more
	done    int   // connections that were cut
	carried int64 // bytes from clients whose connections were not cut
}

// NewCutter is one until the test ends.
func NewCutter(t testing.TB, to string, cuts ...int) *Cutter {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	c := &Cutter{Addr: listener.Addr().String(), cuts: cuts}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go c.carry(client, to)
		}
	}()
	return c
}

func (c *Cutter) carry(client net.Conn, to string) {
	defer client.Close()
	server, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		_, _ = io.Copy(client, server)
		client.Close()
	}()
	c.mu.Lock()
	most := -1
	if len(c.cuts) > 0 {
		most, c.cuts = c.cuts[0], c.cuts[1:]
	}
	c.mu.Unlock()
	if most < 0 {
		n, _ := io.Copy(server, client)
		c.mu.Lock()
		c.carried += n
		c.mu.Unlock()
		return
	}
	if n, _ := io.CopyN(server, client, int64(most)); n < int64(most) {
		return
	}
	c.mu.Lock()
	c.done++
	c.mu.Unlock()
}

// Cut is how many connections were cut.
func (c *Cutter) Cut() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.done
}

// Carried is how many bytes clients sent over connections that have ended and were not cut.
func (c *Cutter) Carried() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return int(c.carried)
}

//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"hearsay/ledger"
)

// site is what all runs share: the program, where PostgreSQL's programs are, and a PostgreSQL with an empty ledger that each run
// gets a copy of.
type site struct {
	dir      string
	self     string
	postgres string // the folder of its programs
	template string // a data folder
	owner    *syscall.Credential
}

func newSite(ctx context.Context) (*site, error) {
	dir, err := os.MkdirTemp("", "hearsay-chaos-")
	if err != nil {
		return nil, err
	}
	s := &site{dir: dir, template: filepath.Join(dir, "template", "data")}
	if err := s.prepare(ctx); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *site) prepare(ctx context.Context) error {
	var err error
	if s.self, err = os.Executable(); err != nil {
		return err
	}
	if _, err := exec.LookPath("redis-server"); err != nil {
		return fmt.Errorf("%w: install redis-server", err)
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(found) == 0 {
		return errors.New("PostgreSQL's programs are not under /usr/lib/postgresql: install postgresql")
	}
	s.postgres = slices.Max(found)
	if err := os.Chmod(s.dir, 0o755); err != nil {
		return err
	}
	if err := s.findOwner(); err != nil {
		return err
	}
	return s.makeTemplate(ctx)
}

// findOwner finds who PostgreSQL runs as: it refuses to run as root.
func (s *site) findOwner() error {
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return err
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return err
	}
	s.owner = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return nil
}

// give gives a folder to who PostgreSQL runs as.
func (s *site) give(path string) error {
	if s.owner == nil {
		return nil
	}
	return os.Chown(path, int(s.owner.Uid), int(s.owner.Gid))
}

// asOwner makes a command PostgreSQL's user's.
func (s *site) asOwner(c *exec.Cmd) *exec.Cmd {
	c.Dir = "/"
	c.SysProcAttr = &syscall.SysProcAttr{Credential: s.owner, Pdeathsig: syscall.SIGKILL}
	return c
}

func (s *site) makeTemplate(ctx context.Context) error {
	parent := filepath.Dir(s.template)
	if err := os.Mkdir(parent, 0o755); err != nil {
		return err
	}
	if err := s.give(parent); err != nil {
		return err
	}
	made := s.asOwner(exec.CommandContext(ctx, filepath.Join(s.postgres, "initdb"), "-D", s.template, "-A", "trust", "-U", "hearsay", "--no-sync", "-E", "UTF8", "--locale=C", "--wal-segsize=1"))
	if out, err := made.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	server := &postgresServer{site: s, data: s.template, port: freePort()}
	if err := server.start(ctx); err != nil {
		return err
	}
	l, err := ledger.Open(ctx, server.url(server.address()), time.Now)
	if err == nil {
		err = l.Close()
	}
	server.stop(syscall.SIGINT)
	return err
}

func (s *site) close() { os.RemoveAll(s.dir) }

// lastPort is the last that was given out. Those the kernel gives by itself begin above (net.ipv4.ip_local_port_range), so that no
// connection of another run takes one between its being found free and its server's start.
var lastPort atomic.Int32

const firstPort, ports = 20_000, 12_000

// freePort is a loopback port that nobody listens on, and that no other run has got.
func freePort() int {
	for range ports {
		port := firstPort + int(lastPort.Add(1))%ports
		listener, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port))
		if err == nil {
			listener.Close()
			return port
		}
	}
	panic("no port is left on loopback")
}

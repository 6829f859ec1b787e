//go:build linux

package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// child is a process of a run.
type child struct {
	command *exec.Cmd
	ended   chan struct{}
	err     error // of its end
}

// begin starts a command, which writes into a log.
func begin(command *exec.Cmd, log string) (*child, error) {
	out, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	command.Stdout, command.Stderr = out, out
	if command.SysProcAttr == nil {
		command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	c := &child{command: command, ended: make(chan struct{})}
	go func() {
		c.err = command.Wait()
		close(c.ended)
	}()
	return c, nil
}

// end sends a signal and waits for the end; after patience it kills.
func (c *child) end(signal syscall.Signal, patience time.Duration) {
	_ = c.command.Process.Signal(signal)
	select {
	case <-c.ended:
	case <-time.After(patience):
		_ = c.command.Process.Kill()
		<-c.ended
	}
}

// postgresServer is a PostgreSQL of one run.
type postgresServer struct {
	site *site
	data string
	port int
	*child
}

// mostConnections is what PostgreSQL lets in.
const mostConnections = 60

func (p *postgresServer) address() string { return "127.0.0.1:" + strconv.Itoa(p.port) }

// url is the ledger's address by way of a host and port.
func (p *postgresServer) url(address string) string {
	return "postgres://hearsay@" + address + "/postgres?sslmode=disable"
}

func (p *postgresServer) start(ctx context.Context) error {
	command := p.site.asOwner(exec.Command(filepath.Join(p.site.postgres, "postgres"), "-D", p.data, "-p", strconv.Itoa(p.port), "-c", "listen_addresses=127.0.0.1",
		"-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", "max_wal_size=8MB", "-c", "min_wal_size=2MB", "-c", "max_connections="+strconv.Itoa(mostConnections)))
	var err error
	if p.child, err = begin(command, filepath.Dir(p.data)+".log"); err != nil {
		return err
	}
	return until(ctx, "postgres answers", func() error { return p.do(ctx, "SELECT 1") })
}

// stop ends it: SIGINT in order, SIGQUIT at once.
func (p *postgresServer) stop(signal syscall.Signal) { p.end(signal, 20*time.Second) }

// do runs statements as the administrator, past the proxy.
func (p *postgresServer) do(ctx context.Context, statements ...string) error {
	conn, err := pgx.Connect(ctx, p.url(p.address()))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, one := range statements {
		if _, err := conn.Exec(ctx, one); err != nil {
			return fmt.Errorf("%s: %w", one, err)
		}
	}
	return nil
}

// crowd takes every connection that is left, until the function it returns is called.
func (p *postgresServer) crowd(ctx context.Context) (leave func()) {
	var taken []*sql.Conn
	db, err := sql.Open("pgx", p.url(p.address()))
	if err != nil {
		return func() {}
	}
	for range mostConnections + 1 {
		conn, err := db.Conn(ctx)
		if err != nil {
			break
		}
		taken = append(taken, conn)
	}
	return func() {
		for _, conn := range taken {
			_ = conn.Close()
		}
		_ = db.Close()
	}
}

// until waits for something to succeed.
func until(ctx context.Context, what string, do func() error) error {
	end := time.Now().Add(20 * time.Second)
	for {
		err := do()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil || time.Now().After(end) {
			return fmt.Errorf("waiting until %s: %w", what, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

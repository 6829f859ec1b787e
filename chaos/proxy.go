//go:build linux

package main

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// proxy lies between the program and a server. It hands everything on, late, not at all, or lets nobody through.
type proxy struct {
	listener net.Listener
	to       string
	delay    atomic.Int64 // before each piece, in nanoseconds
	isMute   atomic.Bool  // what comes is swallowed, and connections stay open: half-open, as behind a dead router
	isCut    atomic.Bool  // nobody gets in

	mu   sync.Mutex
	open map[net.Conn]bool
}

func newProxy(to string) (*proxy, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &proxy{listener: listener, to: to, open: map[net.Conn]bool{}}
	go p.accept()
	return p, nil
}

func (p *proxy) address() string { return p.listener.Addr().String() }

func (p *proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		go p.serve(client)
	}
}

func (p *proxy) serve(client net.Conn) {
	defer client.Close()
	if p.isCut.Load() {
		return
	}
	if p.isMute.Load() {
		p.hold(client)
		defer p.let(client)
		swallow(client)
		return
	}
	server, err := net.Dial("tcp", p.to)
	if err != nil {
		return
	}
	defer server.Close()
	p.hold(client)
	defer p.let(client)
	p.hold(server)
	defer p.let(server)
	ended := make(chan struct{}, 2)
	for _, pair := range [][2]net.Conn{{client, server}, {server, client}} {
		go func() {
			p.carry(pair[0], pair[1])
			ended <- struct{}{}
		}()
	}
	<-ended
	if p.isMute.Load() {
		swallow(client) // who is behind a dead router does not hear of the end
	}
}

func (p *proxy) carry(from, to net.Conn) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		time.Sleep(time.Duration(p.delay.Load()))
		if p.isMute.Load() {
			swallow(from) // what a half-open connection loses does not come later
			return
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// swallow takes what comes until the other side gives up.
func swallow(from net.Conn) {
	buffer := make([]byte, 32<<10)
	for {
		if _, err := from.Read(buffer); err != nil {
			return
		}
	}
}

func (p *proxy) hold(c net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open[c] = true
}

func (p *proxy) let(c net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, c)
}

// cut ends every connection.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		c.Close()
	}
}

func (p *proxy) close() {
	p.listener.Close()
	p.cut()
}

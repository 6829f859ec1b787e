//go:build linux

package main

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
)

// mailServer takes mail (RFC 5321) and keeps who got which message.
type mailServer struct {
	listener net.Listener
	mu       sync.Mutex
	taken    map[string]int // by recipient and Message-ID
}

func newMailServer() (*mailServer, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	m := &mailServer{listener: listener, taken: map[string]int{}}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go m.serve(conn)
		}
	}()
	return m, nil
}

func (m *mailServer) port() int { return m.listener.Addr().(*net.TCPAddr).Port }

func (m *mailServer) close() { m.listener.Close() }

func (m *mailServer) serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewScanner(conn)
	say := func(line string) { fmt.Fprint(conn, line+"\r\n") }
	say("220 mail.example ready")
	var to string
	for in.Scan() {
		verb, rest, _ := strings.Cut(in.Text(), ":")
		switch word := strings.ToUpper(strings.Fields(verb + " -")[0]); word {
		case "EHLO", "HELO":
			say("250 mail.example")
		case "RCPT":
			to = strings.Trim(strings.Fields(rest)[0], "<>")
			say("250 ok")
		case "DATA":
			say("354 go on")
			id, whole := message(in)
			if !whole {
				return
			}
			m.mu.Lock()
			m.taken[to+" "+id]++
			m.mu.Unlock()
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// message reads a message up to the line with a dot.
func message(in *bufio.Scanner) (id string, whole bool) {
	for in.Scan() {
		line := in.Text()
		if line == "." {
			return id, true
		}
		if name, value, _ := strings.Cut(line, ":"); id == "" && strings.EqualFold(name, "Message-ID") {
			id = strings.TrimSpace(value)
		}
	}
	return "", false
}

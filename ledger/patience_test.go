package ledger

import (
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// TestASilentServerIsGivenUp reads from a server that says one thing and then nothing, and keeps the connection open.
func TestASilentServerIsGivenUp(t *testing.T) {
	here, there := net.Pipe()
	defer there.Close()
	p := newPatient(here, 100*time.Millisecond)
	go io.WriteString(there, "one")
	answer := make([]byte, 3)
	if _, err := io.ReadFull(p, answer); err != nil || string(answer) != "one" {
		t.Fatalf("read %q, %v", answer, err)
	}
	time.Sleep(300 * time.Millisecond) // nobody reads: that is no silence
	go io.WriteString(there, "two")
	if _, err := io.ReadFull(p, answer); err != nil || string(answer) != "two" {
		t.Fatalf("after a pause read %q, %v", answer, err)
	}
	if _, err := p.Read(answer); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a silent server ends the read with %v", err)
	}
}

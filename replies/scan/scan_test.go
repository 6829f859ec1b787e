package scan_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"hearsay/replies/scan"
)

func TestAnAddressIsOfASocket(t *testing.T) {
	for address, isGood := range map[string]bool{
		"tcp://127.0.0.1:3310": true, "unix:///run/clamav/clamd.ctl": true,
		"": false, "127.0.0.1:3310": false, "tcp://127.0.0.1": false, "unix://clamd.ctl": false, "http://127.0.0.1:3310": false,
	} {
		if _, err := scan.ParseClamd(address); (err == nil) != isGood {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// TestWhatTheScannerSays lets a scanner answer what it should not: nothing is taken for harmless that it does not call so. What a real one says
// is in hearsay/desk: TestAHarmfulFileIsNotTaken.
func TestWhatTheScannerSays(t *testing.T) {
	for answer, want := range map[string]error{
		"stream: OK\x00":                              nil,
		"stream: Win.Test.EICAR_HDB-1 FOUND\x00":      scan.ErrHarmful,
		"INSTREAM size limit exceeded. ERROR\x00":     scan.ErrScanner,
		"stream: OK FOUND":                            scan.ErrScanner,
		"UNKNOWN COMMAND\x00":                         scan.ErrScanner,
		"":                                            scan.ErrScanner,
		strings.Repeat("stream: OK ", 1000):           scan.ErrScanner,
		"stream: OK\n\x00stream: Something FOUND\x00": nil,
	} {
		if err := answering(t, answer).Scan(t.Context(), []byte("a file")); !errors.Is(err, want) || want == nil && err != nil {
			t.Errorf("%.60q: got %v, want %v", answer, err, want)
		}
	}
}

func TestASilentScannerIsLeft(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := scan.Clamd("tcp://"+listener.Addr().String()).Scan(ctx, []byte("a file")); !errors.Is(err, scan.ErrScanner) {
		t.Errorf("got %v", err)
	}
}

// answering is a scanner that reads a file to its end and then says something.
func answering(t *testing.T, answer string) scan.Clamd {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		const sent = "zINSTREAM\x00\x00\x00\x00\x06a file\x00\x00\x00\x00"
		got := make([]byte, len(sent))
		if _, err := io.ReadFull(conn, got); err != nil || string(got) != sent {
			t.Errorf("it was sent %q, %v", got, err)
		}
		_, _ = io.WriteString(conn, answer)
	}()
	return scan.Clamd("tcp://" + listener.Addr().String())
}

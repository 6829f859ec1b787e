package app

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestAMuteRedisIsLeftBeforeAStopEnds asks a Redis that takes connections and says nothing, as behind a half-open network: who gives up
// asking is let go before a stop of the program would end with an error.
func TestAMuteRedisIsLeftBeforeAStopEnds(t *testing.T) {
	for _, address := range []string{"redis://HOST", "redis://HOST?addr=HOST", "redis://HOST?master_name=main&addr=HOST"} {
		t.Run(address, func(t *testing.T) {
			t.Parallel()
			client, err := redisClient(strings.ReplaceAll(address, "HOST", muteServer(t)))
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			ctx, leave := context.WithCancel(t.Context())
			time.AfterFunc(100*time.Millisecond, leave)
			answered := make(chan error, 1)
			go func() { answered <- client.Ping(ctx).Err() }()
			select {
			case err := <-answered:
				if err == nil {
					t.Error("a mute server answered")
				}
			case <-time.After(stopTime - requestGrace):
				t.Errorf("still asked %v after nobody waited", stopTime-requestGrace)
				<-answered
			}
		})
	}
}

// muteServer takes connections, reads, and never answers.
func muteServer(t *testing.T) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer conn.Close()
				_, _ = io.Copy(io.Discard, conn) // until the client gives up
			})
		}
	})
	t.Cleanup(func() {
		listener.Close()
		all.Wait()
	})
	return listener.Addr().String()
}

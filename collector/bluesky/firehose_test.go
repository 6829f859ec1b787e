package bluesky_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"hearsay/collector"
	"hearsay/collector/bluesky"
	"hearsay/collector/collectortest"
)

// How long and how fast the firehose runs; make soak runs it for a minute.
var (
	firehoseTime = flag.Duration("firehose", 3*time.Second, "how long the firehose runs")
	firehoseRate = flag.Int("firehose-rate", 20_000, "its events a second")
)

// firehose sends numbered events at a steady rate, from the cursor on, and cuts every connection after some time.
type firehose struct {
	began time.Time
	cut   time.Duration // 0 for never
	total int64
}

// at is when event n happens.
func (f *firehose) at(n int64) time.Time {
	return f.began.Add(time.Duration(n * int64(time.Second) / int64(*firehoseRate)))
}

func (f *firehose) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer conn.CloseNow()
	ctx := conn.CloseRead(r.Context())
	if f.cut > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, f.cut)
		defer cancel()
	}
	next := int64(0)
	if cursor, err := strconv.ParseInt(r.URL.Query().Get("cursor"), 10, 64); err == nil {
		next = max(0, time.UnixMicro(cursor).Sub(f.began).Microseconds()*int64(*firehoseRate)/1_000_000)
	}
	for ; next < f.total && ctx.Err() == nil; next++ {
		if ahead := time.Until(f.at(next)); ahead > time.Millisecond {
			time.Sleep(ahead)
		}
		event := fmt.Sprintf(`{"did":"did:plc:sample","time_us":%d,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"%d","record":{"$type":"app.bsky.feed.post","text":"a made-up post of some eighty bytes, about as long as those that people write","langs":["en"],"createdAt":"2023-11-14T22:13:20Z"}}}`, f.at(next).UnixMicro(), next)
		if conn.Write(ctx, websocket.MessageText, []byte(event)) != nil {
			return
		}
	}
	<-ctx.Done()
}

// drink reads the firehose to its end and counts how often each event came.
func drink(t *testing.T, f *firehose) (seen []uint8, lag time.Duration, heap []uint64) {
	t.Helper()
	f.total = int64(firehoseTime.Seconds() * float64(*firehoseRate))
	server := httptest.NewServer(f)
	defer server.Close()
	settings := bluesky.Settings{Endpoints: []string{"ws" + strings.TrimPrefix(server.URL, "http")}}
	source, err := settings.Open(collectortest.Env(t))
	if err != nil {
		t.Fatal(err)
	}
	seen = make([]uint8, f.total)
	left := f.total
	ctx, stop := context.WithTimeout(t.Context(), *firehoseTime+30*time.Second)
	defer stop()
	f.began = time.Now()
	sampled := f.began
	err = source.Collect(ctx, collector.Cursor(fmt.Sprintf(`{"time_us":%d}`, f.began.UnixMicro())), func(_ context.Context, b collector.Batch) error {
		for i := range b.Posts {
			id := b.Posts[i].ID
			n, err := strconv.ParseInt(id[strings.LastIndexByte(id, '/')+1:], 10, 64)
			if err != nil {
				return err
			}
			if seen[n]++; seen[n] == 1 {
				left--
				lag = max(lag, time.Since(f.at(n)))
			}
		}
		if time.Since(sampled) > *firehoseTime/20 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			heap = append(heap, m.HeapAlloc>>20)
			sampled = time.Now()
		}
		if left == 0 {
			stop()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || left > 0 {
		t.Fatalf("%d of %d events are missing: %v", left, f.total, err)
	}
	return seen, lag, heap
}

// TestTheFirehoseIsReadWithoutAGap reads 20,000 events a second, and says how far behind it was and what it took.
func TestTheFirehoseIsReadWithoutAGap(t *testing.T) {
	seen, lag, heap := drink(t, &firehose{})
	for n, times := range seen {
		if times != 1 {
			t.Fatalf("event %d came %d times", n, times)
		}
	}
	t.Logf("%d events in %v, %v behind at most, heap in MB along the way %v", len(seen), *firehoseTime, lag, heap)
}

// TestAFirehoseThatIsCutIsReadWithoutAGap is cut every two seconds, or in a short run every second. What comes twice is
// what is read again on purpose, and is known by its id.
func TestAFirehoseThatIsCutIsReadWithoutAGap(t *testing.T) {
	cut := 2 * time.Second
	if *firehoseTime < 10*time.Second {
		cut = time.Second
	}
	*firehoseRate /= 10
	defer func() { *firehoseRate *= 10 }()
	seen, lag, _ := drink(t, &firehose{cut: cut})
	again := 0
	for _, times := range seen {
		again += int(times) - 1
	}
	t.Logf("%d events over cuts every %v, none missing, %d read again, %v behind at most", len(seen), cut, again, lag)
}

package bluesky

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/coder/websocket"
	"github.com/klauspost/compress/zstd"

	"hearsay/collector"
	"hearsay/collector/stream"
)

// Of Jetstream v2: https://github.com/bluesky-social/jetstream/tree/main/lexicons/network/bsky/jetstream
const (
	pathV2      = "/xrpc/network.bsky.jetstream.subscribeEvents"
	pathV1      = "/subscribe"
	pathDict    = "/xrpc/network.bsky.jetstream.getZstdDictionary"
	subprotocol = "xrpc.v1.json"
	mostDict    = 1 << 20 // bytes
)

// connection is an open stream.
type connection struct {
	*stream.Socket
	host    string // whose numbers its events have
	decoder *zstd.Decoder
}

// connect opens the stream at the endpoint in turn, from the cursor on.
//
// Numbers of v2 hold at one instance only. At another, what was missed is read by time from the same server's v1, whose
// events bear the numbers too, so that the next connection goes by v2 again.
func (s *source) connect(ctx context.Context, at cursor) (*connection, error) {
	endpoint, err := url.Parse(s.settings.Endpoints[s.endpoint])
	if err != nil {
		return nil, err
	}
	c := &connection{host: endpoint.Host}
	options := &websocket.DialOptions{HTTPClient: s.env.Client}
	query := url.Values{}
	isV2 := strings.HasSuffix(endpoint.Path, pathV2)
	switch {
	case isV2 && (at.TimeUS == 0 || at.Host == endpoint.Host && at.Seq > 0):
		options.Subprotocols = []string{subprotocol}
		query["collections"], query["kinds"] = s.collections(), []string{"commit", "account"}
		if at.Seq > 0 {
			query.Set("cursor", strconv.FormatInt(at.Seq, 10))
		}
		if id, decoder := s.dictionary(ctx, endpoint); decoder != nil {
			query.Set("zstdDictionary", id)
			c.decoder = decoder
		}
	default:
		endpoint.Path = strings.TrimSuffix(endpoint.Path, pathV2)
		if isV2 {
			endpoint.Path += pathV1
		}
		query["wantedCollections"] = s.collections()
		if at.TimeUS > 0 {
			query.Set("cursor", strconv.FormatInt(at.TimeUS-overlap.Microseconds(), 10))
		}
	}
	endpoint.RawQuery = query.Encode()
	conn, response, err := websocket.Dial(ctx, endpoint.String(), options)
	if response != nil && response.Body != nil {
		defer response.Body.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("connecting: %w", err)
	}
	conn.SetReadLimit(mostEvent)
	c.Socket = stream.Watch(conn, dense, s.isNetwork)
	return c, nil
}

func (s *source) collections() []string {
	all := []string{"app.bsky.feed.post"}
	if s.settings.Reposts == nil || *s.settings.Reposts {
		all = append(all, "app.bsky.feed.repost")
	}
	return all
}

// dictionary is what an instance compresses its events by. One that has none sends them as they are.
func (s *source) dictionary(ctx context.Context, endpoint *url.URL) (id string, decoder *zstd.Decoder) {
	at := *endpoint
	at.Scheme = "http" + strings.TrimPrefix(endpoint.Scheme, "ws")
	at.Path = strings.TrimSuffix(endpoint.Path, pathV2) + pathDict
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), http.NoBody)
	if err != nil {
		return "", nil
	}
	answer, err := collector.Ask(s.env.Client, request, mostDict)
	if err != nil {
		s.env.Log.Info("the instance does not compress", "error", err)
		return "", nil
	}
	inspected, err := zstd.InspectDictionary(answer.Body)
	if err == nil {
		decoder, err = zstd.NewReader(nil, zstd.WithDecoderDicts(answer.Body), zstd.WithDecoderMaxMemory(mostEvent), zstd.WithDecoderConcurrency(1))
	}
	if err != nil {
		s.env.Log.Warn("the instance's dictionary cannot be read; it is asked not to compress", "error", err)
		return "", nil
	}
	return strconv.FormatUint(uint64(inspected.ID()), 10), decoder
}

// next is the next event, as JSON.
func (c *connection) next(ctx context.Context) ([]byte, error) {
	kind, data, err := c.Read(ctx)
	if err != nil {
		return nil, err
	}
	if kind == websocket.MessageBinary {
		if c.decoder == nil {
			return nil, fmt.Errorf("an event of %d bytes is compressed, which nobody asked for", len(data))
		}
		if data, err = c.decoder.DecodeAll(data, nil); err != nil {
			return nil, fmt.Errorf("an event cannot be decompressed: %w", err) // the dictionary may be another by now
		}
	}
	if bytes.Contains(data, []byte(`"error"`)) {
		if err := asError(data); err != nil {
			return nil, err
		}
	}
	return data, nil
}

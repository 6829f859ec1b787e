// Package client calls a desk's API from Go: it pulls items, carries replies through their life, and follows what happens.
//
// Every write carries an Idempotency-Key, so that a call whose answer was lost, or that the desk asked to make later, is made
// again without being done twice. The commands of hearsay are built on it. Start at Client and Client.Pull; what has no method
// of its own is called by Client.Call, as docs/api.md describes it.
package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Client calls one desk as one user. Its fields are set before use; it is safe for several goroutines.
type Client struct {
	Server string       // the desk's address, as in https://desk.example.org
	Token  string       // made with hearsay token create
	HTTP   *http.Client // http.DefaultClient if nil
	Tries  int          // of a call; 4 if 0
}

// Problem is an error as the desk tells it: RFC 9457.
type Problem struct {
	Status int    `json:"status"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Errors []struct {
		Message  string `json:"message"`
		Location string `json:"location"`
	} `json:"errors"`
}

func (p *Problem) Error() string {
	text := p.Detail
	if text == "" {
		text = p.Title
	}
	for _, e := range p.Errors {
		text += fmt.Sprintf("; %s: %s", e.Location, e.Message)
	}
	return text
}

// StatusOf is the HTTP status with which the desk refused; 0 if it did not.
func StatusOf(err error) int {
	var p *Problem
	if errors.As(err, &p) {
		return p.Status
	}
	return 0
}

// callTime bounds one try; a pull waits up to a minute.
const callTime = 90 * time.Second

// Path is the path of a call, of parts that are escaped.
func Path(parts ...string) string {
	escaped := make([]string, len(parts))
	for i, part := range parts {
		escaped[i] = url.PathEscape(part)
	}
	return "/api/v1/" + strings.Join(escaped, "/")
}

// Call makes one call. in is sent as JSON unless it is nil; the answer fills out, of which *[]byte gets it as it is, and nil
// nothing. What the desk refuses is a *Problem.
func (c *Client) Call(ctx context.Context, method, path string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return fmt.Errorf("writing the request: %w", err)
		}
	}
	header := c.header("application/json")
	if method == http.MethodGet {
		header.Del("Idempotency-Key")
	}
	return c.try(ctx, method, path, header, body, out)
}

// header is that of a write, with a body of a type.
func (c *Client) header(kind string) http.Header {
	header := http.Header{"Content-Type": {kind}, "Idempotency-Key": {rand.Text()}}
	if c.Token != "" {
		header.Set("Authorization", "Bearer "+c.Token)
	}
	return header
}

// CallAs is Call with a name and a password in place of the token: to make a token.
func (c *Client) CallAs(ctx context.Context, name, password, method, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("writing the request: %w", err)
	}
	request := &http.Request{Header: http.Header{"Content-Type": {"application/json"}}}
	request.SetBasicAuth(name, password)
	_, err = c.once(ctx, method, path, request.Header, body, out)
	return err
}

// Pauses between tries, unless the desk says how long.
const (
	firstPause = 250 * time.Millisecond
	mostPause  = 30 * time.Second
)

func (c *Client) try(ctx context.Context, method, path string, header http.Header, body []byte, out any) error {
	tries := c.Tries
	if tries == 0 {
		tries = 4
	}
	for n := 1; ; n++ {
		wait, err := c.once(ctx, method, path, header, body, out)
		if err == nil || wait < 0 || n == tries || ctx.Err() != nil {
			return err
		}
		if wait == 0 {
			wait = firstPause << min(n-1, 8)
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(min(wait, mostPause)):
		}
	}
}

// once makes one try. wait is negative if another one is of no use, 0 if the desk does not say when.
func (c *Client) once(ctx context.Context, method, path string, header http.Header, body []byte, out any) (wait time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(c.Server, "/")+path, bytes.NewReader(body))
	if err != nil {
		return -1, fmt.Errorf("%s is not the address of a desk: %w", c.Server, err)
	}
	request.Header = header.Clone()
	response, err := c.http().Do(request)
	if err != nil {
		return 0, fmt.Errorf("the desk at %s does not answer: %w; is hearsay running there?", c.Server, err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, fmt.Errorf("reading the answer: %w", err)
	}
	if response.StatusCode/100 != 2 {
		return refused(response, data)
	}
	return -1, fill(out, data)
}

func (c *Client) http() *http.Client {
	if c.HTTP != nil {
		return c.HTTP
	}
	return http.DefaultClient
}

// refused is what the desk says, and how long to wait before it is asked again.
func refused(response *http.Response, data []byte) (time.Duration, error) {
	p := &Problem{}
	if json.Unmarshal(data, p) != nil || p.Status == 0 {
		p = &Problem{Status: response.StatusCode, Title: "the desk answers " + response.Status}
	}
	switch response.StatusCode {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusBadGateway, http.StatusGatewayTimeout:
		seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
		if err != nil || seconds < 0 {
			seconds = 0
		}
		return time.Duration(seconds) * time.Second, p
	}
	return -1, p
}

func fill(out any, data []byte) error {
	if raw, ok := out.(*[]byte); ok {
		*raw = data
		return nil
	}
	if out == nil || len(data) == 0 {
		return nil
	}
	if err := json.Unmarshal(data, out); err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	return nil
}

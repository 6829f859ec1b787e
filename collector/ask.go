package collector

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Answer is a server's answer, read to its end.
type Answer struct {
	Header http.Header
	Body   []byte
	URL    *url.URL // that answered, after redirects
}

// Errors of Ask that a caller may decide on.
var (
	ErrUnchanged = errors.New("it has not changed since it was last asked for")                       // 304
	ErrRefused   = errors.New("the server refuses; check the credentials and what they are good for") // 401, 403
	ErrTooLarge  = errors.New("the body is larger than allowed")
)

// RefusedError is ErrRefused with what the server said: 401 or 403.
type RefusedError struct {
	Status int
	Body   string // its beginning
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("%v (%d)%s", ErrRefused, e.Status, said(e.Body))
}

// Is tells that it is ErrRefused.
func (e *RefusedError) Is(target error) bool { return target == ErrRefused }

// StatusError is an answer that is no use, and none of the others.
type StatusError struct {
	Status int
	Body   string // its beginning
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("the server answers %d %s%s", e.Status, http.StatusText(e.Status), said(e.Body))
}

// Ask sends a request and reads the answer, of at most most bytes. Everything but a success is an error: *Wait where the
// server asks for patience (429, 503), ErrGone (410), ErrUnchanged, ErrRefused, ErrTooLarge, *StatusError.
func Ask(client *http.Client, request *http.Request, most int64) (*Answer, error) {
	response, err := client.Do(request) //nolint:gosec // sources are what an administrator wrote; the guard refuses inner addresses
	if err != nil {
		return nil, HideQuery(err)
	}
	defer response.Body.Close()
	answer, err := Read(response, most, time.Now())
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", request.Method, WithoutQuery(request.URL), err)
	}
	return answer, nil
}

// AskJSON is Ask for an answer that is JSON and fills into.
func AskJSON(client *http.Client, request *http.Request, into any) (*Answer, error) {
	request.Header.Set("Accept", "application/json")
	answer, err := Ask(client, request, mostJSON)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(answer.Body, into); err != nil {
		return nil, fmt.Errorf("%s: the answer cannot be read: %w", WithoutQuery(request.URL), err)
	}
	return answer, nil
}

// mostJSON bounds an answer of an API, in bytes.
const mostJSON = 16 << 20

// WithoutQuery is an address as it may be logged: platforms take keys in the query.
func WithoutQuery(u *url.URL) string {
	plain := *u
	plain.RawQuery, plain.User = "", nil
	return plain.String()
}

// HideQuery takes the query out of an error of a request, which names the address: platforms take keys in it.
func HideQuery(err error) error {
	var asked *url.Error
	if errors.As(err, &asked) {
		asked.URL, _, _ = strings.Cut(asked.URL, "?")
	}
	return err
}

// Read is Ask for a response that is already there. It does not close the body.
func Read(response *http.Response, most int64, now time.Time) (*Answer, error) {
	switch status := response.StatusCode; {
	case status == http.StatusNotModified:
		return nil, ErrUnchanged
	case status == http.StatusGone:
		return nil, ErrGone
	case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable && response.Header.Get("Retry-After") != "":
		return nil, &Wait{Until: patience(response.Header, now), Reason: "the server answers " + response.Status + said(beginning(response.Body))}
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return nil, &RefusedError{status, beginning(response.Body)}
	case status < 200 || status > 299:
		return nil, &StatusError{status, beginning(response.Body)}
	}
	body, err := ReadBody(response.Body, most)
	if err != nil {
		return nil, err
	}
	return &Answer{response.Header, body, response.Request.URL}, nil
}

// said is the beginning of what a server says, to stand behind its status.
func said(body string) string {
	if body = strings.TrimSpace(body); body == "" {
		return ""
	}
	return fmt.Sprintf(": %.200s", body)
}

func beginning(r io.Reader) string {
	body, _ := io.ReadAll(io.LimitReader(r, 2<<10)) // what could be read says enough
	return string(body)
}

// ReadBody reads at most most bytes, and reports more as ErrTooLarge.
func ReadBody(r io.Reader, most int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, fmt.Errorf("reading the body: %w", err)
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("%w: %d bytes are the most", ErrTooLarge, most)
	}
	return data, nil
}

// Times that servers ask for.
const (
	usualPause = 5 * time.Minute // where they do not say
	maxPause   = 24 * time.Hour  // that is believed
)

// patience is until when a server that refused for now is to be left alone.
func patience(h http.Header, now time.Time) time.Time {
	if h.Get("Retry-After") != "" {
		return RetryAfter(h, now, usualPause)
	}
	if _, reset, ok := RateLimit(h, now); ok {
		return reset
	}
	return now.Add(usualPause)
}

// RetryAfter reads the header of that name, in seconds or as a date (RFC 9110, 10.2.3), at most a day from now;
// without a readable one it is now plus otherwise.
func RetryAfter(h http.Header, now time.Time, otherwise time.Duration) time.Time {
	pause := otherwise
	value := h.Get("Retry-After")
	if seconds, err := strconv.ParseInt(value, 10, 32); err == nil && seconds >= 0 {
		pause = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		pause = at.Sub(now)
	}
	return now.Add(min(max(pause, 0), maxPause))
}

// RateLimit reads how many requests are left and when there are more again, from headers that are no standard:
// X-RateLimit-Remaining and X-RateLimit-Reset, with another hyphen at X. X writes the reset in Unix seconds, Mastodon in
// RFC 3339 and Reddit in seconds from now. It is given later than now and at most a day away.
func RateLimit(h http.Header, now time.Time) (left float64, reset time.Time, ok bool) {
	left, err := strconv.ParseFloat(rateHeader(h, "Remaining"), 64)
	if err != nil {
		left = 0 // a refusal without the number has none left
	}
	value := rateHeader(h, "Reset")
	const unixTimesFrom = 1e9 // seconds; fewer are from now
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds >= 0 && seconds < 1e12 {
		if reset = time.Unix(int64(seconds), 0); seconds < unixTimesFrom {
			reset = now.Add(time.Duration(seconds * float64(time.Second)))
		}
	} else if reset, err = time.Parse(time.RFC3339, value); err != nil {
		return 0, time.Time{}, false
	}
	return left, now.Add(min(max(reset.Sub(now), time.Second), maxPause)), true
}

func rateHeader(h http.Header, name string) string {
	if value := h.Get("X-RateLimit-" + name); value != "" {
		return value
	}
	return h.Get("X-Rate-Limit-" + name)
}

// Exhausted is a *Wait if the answer says that it was the last one for now, nil otherwise.
func Exhausted(h http.Header, now time.Time) error {
	left, reset, ok := RateLimit(h, now)
	if !ok || left >= 1 || rateHeader(h, "Remaining") == "" {
		return nil
	}
	return &Wait{Until: reset, Reason: "the rate limit is used up"}
}

// Reason puts an error of a source into one of a few words, for metrics.
func Reason(err error) string {
	var wait *Wait
	var status *StatusError
	var network net.Error
	switch {
	case errors.As(err, &wait):
		return "wait"
	case errors.Is(err, ErrGone):
		return "gone"
	case errors.Is(err, ErrRefused):
		return "refused"
	case errors.Is(err, ErrInner):
		return "inner_address"
	case errors.Is(err, ErrTooLarge):
		return "too_large"
	case errors.As(err, &status):
		return "status"
	case errors.As(err, &network) && network.Timeout():
		return "timeout"
	case errors.As(err, &network):
		return "network"
	}
	return "error"
}

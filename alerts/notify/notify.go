// Package notify holds what the chat services of its subfolders share: posting JSON, saying what went wrong, and cutting texts.
package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"hearsay/alerts"
	"hearsay/post"
)

// CheckURL reports what is wrong with an address. Inner addresses are allowed: an administrator wrote it.
func CheckURL(address string, report func(field, what, remedy string)) {
	if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		report("url", "the receiver's address cannot be used", "copy it whole from the chat service, as in ${SLACK_URL}")
	}
}

// client follows no redirect: behind one of those that browsers follow, a page to sign in answers 200, and nobody is told anything.
var client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// Send sends body as JSON and takes any 2xx for success. Where the service asks for patience the error is *alerts.Later. Errors do
// not name the address, which is a secret.
func Send(ctx context.Context, method, address string, body any, header http.Header) error {
	data, err := Encode(body)
	if err != nil {
		return fmt.Errorf("writing the message: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("the receiver's address cannot be used")
	}
	for name, values := range header {
		request.Header[name] = values
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		if failed, ok := err.(*url.Error); ok { //nolint:errorlint // the client's own wrapping names the address
			err = failed.Err
		}
		return fmt.Errorf("posting the message: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode/100 == 2 {
		return nil
	}
	said, _ := io.ReadAll(io.LimitReader(response.Body, 500)) // what comes of it is said, and no more
	err = fmt.Errorf("the receiver answers %s: %s", response.Status, bytes.TrimSpace(said))
	if after := patience(response.Header.Get("Retry-After"), said); after > 0 {
		return &alerts.Later{After: after, Err: err}
	}
	return err
}

// Encode is body as it is sent.
func Encode(body any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // it would make six bytes of one, and services have limits
	err := e.Encode(body)
	return b.Bytes(), err
}

// patience is how long a service wants to be left alone: in the header (RFC 9110, 10.2.3), or in the body as Discord
// (retry_after, seconds), Telegram (parameters.retry_after, seconds) and Matrix (retry_after_ms) say it. 0 if it does not say.
func patience(header string, body []byte) time.Duration {
	if seconds, err := strconv.ParseFloat(header, 64); err == nil && seconds > 0 {
		return time.Duration(seconds * float64(time.Second))
	}
	if at, err := http.ParseTime(header); err == nil {
		return time.Until(at)
	}
	var said struct {
		Seconds      float64 `json:"retry_after"`
		Milliseconds int64   `json:"retry_after_ms"`
		Parameters   struct {
			Seconds int `json:"retry_after"`
		} `json:"parameters"`
	}
	if json.Unmarshal(body, &said) != nil {
		return 0
	}
	return max(time.Duration(said.Seconds*float64(time.Second)), time.Duration(said.Milliseconds)*time.Millisecond, time.Duration(said.Parameters.Seconds)*time.Second)
}

// Cut bounds a text in bytes, between characters.
func Cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return post.Cut(text, most-len("…")) + "…"
}

// Fit is Cut and escape: what is escaped is bounded, and never cut within what stands for one character.
func Fit(text string, most int, escape func(string) string) string {
	for room := most; ; room = room * 3 / 4 {
		if escaped := escape(Cut(text, room)); len(escaped) <= most || room < 8 {
			return escaped
		}
	}
}

// Facts are what a line says below its title: the sentence, when it began or ended.
func Facts(l alerts.Line) string {
	const clock = "2 Jan 15:04 UTC"
	parts := []string{}
	if l.Says != "" {
		parts = append(parts, l.Says)
	}
	switch {
	case l.Since.IsZero():
	case l.Firing:
		parts = append(parts, "since "+l.Since.UTC().Format(clock))
	default:
		parts = append(parts, "over since "+l.Until.UTC().Format(clock))
	}
	return strings.Join(parts, "; ")
}

// More says how many alerts have no line; "" for none.
func More(m alerts.Message) string {
	if m.More == 0 {
		return ""
	}
	return fmt.Sprintf("and %d more", m.More)
}

// mostNote bounds a note, in bytes.
const mostNote = 600

// Note says what the message does not show, escaped; "" for nothing.
func Note(m alerts.Message, escape func(string) string) string {
	if m.Note == "" {
		return ""
	}
	return Fit("Not everything was seen: "+m.Note+".", mostNote, escape)
}

// Labels of actions, for buttons and links.
var labels = map[string]string{"claim": "Take it", "silence": "Silence"}

// Label is what an action is called.
func Label(a alerts.Action) string { return labels[a.Name] }

// Severities as colours: of what is over, critical, high and everything else.
const (
	over     = 0x2e7d32
	critical = 0xb3261e
	high     = 0xc77700
	other    = 0x2f5d8a
)

// Colour is that of a line, as in 0xRRGGBB.
func Colour(l alerts.Line) int {
	switch {
	case !l.Firing:
		return over
	case l.Severity == "critical":
		return critical
	case l.Severity == "high":
		return high
	}
	return other
}

// HTML escapes a text for services that take some of HTML.
func HTML(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"text/tabwriter"
	"time"
)

// deskFlags say which desk a command talks to, and as whom.
type deskFlags struct {
	Server string `help:"The desk's address." env:"HEARSAY_SERVER" default:"http://127.0.0.1:8095" placeholder:"URL"`
	Token  string `help:"Who you are; make one with: hearsay token create." env:"HEARSAY_TOKEN" placeholder:"TOKEN"`
	JSON   bool   `help:"Write what the desk answers as JSON." name:"json"`
}

// callTime bounds one call; a pull waits up to a minute.
const callTime = 90 * time.Second

// problem is an error as the desk tells it, RFC 9457.
type problem struct {
	Status int    `json:"status"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Errors []struct {
		Message  string `json:"message"`
		Location string `json:"location"`
	} `json:"errors"`
}

func (p problem) Error() string {
	text := p.Detail
	if text == "" {
		text = p.Title
	}
	for _, e := range p.Errors {
		text += fmt.Sprintf("; %s: %s", e.Location, e.Message)
	}
	return text
}

// call makes one call of the API; out may be nil.
func (f deskFlags) call(ctx context.Context, method, path string, in, out any) error {
	return f.callAs(ctx, "Bearer "+f.Token, method, path, in, out)
}

func (f deskFlags) callAs(ctx context.Context, authorization, method, path string, in, out any) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("writing the request: %w", err)
		}
		body = bytes.NewReader(data)
	}
	request, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(f.Server, "/")+path, body)
	if err != nil {
		return fmt.Errorf("%s is not the address of a desk: %w", f.Server, err)
	}
	request.Header.Set("Content-Type", "application/json")
	if authorization != "Bearer " {
		request.Header.Set("Authorization", authorization)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("the desk at %s does not answer: %w; is hearsay running there? name another with --server", f.Server, err)
	}
	defer response.Body.Close()
	return readAnswer(response, out)
}

func readAnswer(response *http.Response, out any) error {
	data, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	if response.StatusCode/100 != 2 {
		var p problem
		if json.Unmarshal(data, &p) != nil || p.Status == 0 {
			return fmt.Errorf("the desk answers %s", response.Status)
		}
		return p
	}
	if raw, ok := out.(*[]byte); ok {
		*raw = data
		return nil
	}
	if out == nil || len(data) == 0 {
		return nil
	}
	return json.Unmarshal(data, out)
}

// show makes a call and writes the answer: as JSON if that was asked for, else as table writes it.
func (f deskFlags) show(ctx context.Context, s *streams, method, path string, in, out any, table func(w io.Writer)) error {
	var raw []byte
	if err := f.call(ctx, method, path, in, &raw); err != nil {
		return err
	}
	if f.JSON {
		_, err := s.out.Write(raw)
		return err
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	w := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
	table(w)
	return w.Flush()
}

func pathOf(parts ...string) string {
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return "/api/v1/" + strings.Join(parts, "/")
}

// readSecret reads one line of stdin, such as a password.
func readSecret(s *streams) (string, error) {
	data, err := io.ReadAll(io.LimitReader(s.in, 4096))
	if err != nil {
		return "", fmt.Errorf("reading stdin: %w", err)
	}
	secret := strings.TrimRight(string(data), "\r\n")
	if secret == "" {
		return "", errors.New("stdin is empty; write the password to it, as in: hearsay … < password-file")
	}
	return secret, nil
}

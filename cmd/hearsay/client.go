package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"hearsay/client"
)

// deskFlags say which desk a command talks to, and as whom.
type deskFlags struct {
	Server string `help:"The desk's address." env:"HEARSAY_SERVER" default:"http://127.0.0.1:8095" placeholder:"URL"`
	Token  string `help:"Who you are; make one with: hearsay token create." env:"HEARSAY_TOKEN" placeholder:"TOKEN"`
	JSON   bool   `help:"Write what the desk answers as JSON." name:"json"`
}

// desk is the desk that the flags name.
func (f deskFlags) desk() *client.Client { return &client.Client{Server: f.Server, Token: f.Token} }

// call makes one call of the API; out may be nil.
func (f deskFlags) call(ctx context.Context, method, path string, in, out any) error {
	return otherwise(f.desk().Call(ctx, method, path, in, out))
}

// otherwise says which other desk there may be, of one that does not answer.
func otherwise(err error) error {
	if err == nil || client.StatusOf(err) != 0 {
		return err
	}
	return fmt.Errorf("%w; name another with --server", err)
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

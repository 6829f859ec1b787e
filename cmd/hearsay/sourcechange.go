package main

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"hearsay/client"
	"hearsay/settings"
	"hearsay/work"
)

type sourceAddCommand struct {
	deskFlags
	File string `arg:"" help:"A file with one source as it would stand under sources in the configuration; the desk reads ${HEARSAY_SOURCE_…} from its own environment." placeholder:"FILE"`
}

// Run adds a source to a running desk.
func (c *sourceAddCommand) Run(ctx context.Context, s *streams) error {
	file, err := settings.Read(c.File)
	if err != nil {
		return err
	}
	written := map[string]any{}
	if err := file.DecodeAsWritten(&written); err != nil {
		return err
	}
	d := work.SourceDefinition{Settings: written}
	for key, into := range map[string]*string{"name": &d.Name, "kind": &d.Kind, "every": &d.Every} {
		if value, ok := written[key].(string); ok {
			*into = value
		}
		delete(written, key)
	}
	return c.change(ctx, s, http.MethodPost, client.Path("sources"), d, "is read from now on")
}

type sourcePauseCommand struct {
	deskFlags
	Name string `arg:"" help:"The source's name."`
}

// Run pauses a source.
func (c *sourcePauseCommand) Run(ctx context.Context, s *streams) error {
	return c.change(ctx, s, http.MethodPost, client.Path("sources", c.Name, "pause"), nil, "is paused")
}

type sourceResumeCommand struct {
	deskFlags
	Name string `arg:"" help:"The source's name."`
}

// Run reads a source again.
func (c *sourceResumeCommand) Run(ctx context.Context, s *streams) error {
	return c.change(ctx, s, http.MethodPost, client.Path("sources", c.Name, "resume"), nil, "is read again")
}

type sourceRemoveCommand struct {
	deskFlags
	Name string `arg:"" help:"The source's name."`
}

// Run removes a source that was added.
func (c *sourceRemoveCommand) Run(ctx context.Context, s *streams) error {
	return c.change(ctx, s, http.MethodDelete, client.Path("sources", c.Name), nil, "is removed; what it brought stays")
}

func (f deskFlags) change(ctx context.Context, s *streams, method, path string, body any, what string) error {
	var view work.SourceView
	return f.show(ctx, s, method, path, body, &view, func(w io.Writer) { fmt.Fprintf(w, "%s %s\n", view.Name, what) })
}

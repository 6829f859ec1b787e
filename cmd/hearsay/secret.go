package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"hearsay/fault"
)

// mostSecrets bounds what is read of stdin for passwords, in bytes.
const mostSecrets = 4096

// readSecrets reads passwords, one for each prompt: a line each of stdin, or from a terminal what somebody types there, which it does not show.
func readSecrets(ctx context.Context, s *streams, prompts ...string) ([]string, error) {
	if terminal, ok := s.in.(*os.File); ok && term.IsTerminal(int(terminal.Fd())) {
		return askSecrets(ctx, s, terminal, prompts)
	}
	data, err := io.ReadAll(io.LimitReader(s.in, mostSecrets))
	if err != nil {
		return nil, fmt.Errorf("reading stdin: %w", err)
	}
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n"), "\n")
	switch {
	case len(lines) == 1 && lines[0] == "":
		return nil, errors.New("stdin is empty; write the password to it, as in: hearsay … < password-file")
	case len(lines) != len(prompts):
		return nil, fault.Fault{What: fmt.Sprintf("stdin has %d lines in place of %d", len(lines), len(prompts)), Remedy: "write a line each: " + strings.Join(prompts, "; ")}
	}
	return lines, nil
}

// askSecrets asks on a terminal. Who interrupts it gets the terminal back as it was: what waits for a line there cannot be told to stop.
func askSecrets(ctx context.Context, s *streams, terminal *os.File, prompts []string) ([]string, error) {
	before, err := term.GetState(int(terminal.Fd()))
	if err != nil {
		return nil, fmt.Errorf("asking on the terminal: %w", err)
	}
	defer context.AfterFunc(ctx, func() {
		_ = term.Restore(int(terminal.Fd()), before)
		fmt.Fprintln(s.err)
		os.Exit(exitFault)
	})()
	secrets := make([]string, len(prompts))
	for i, prompt := range prompts {
		fmt.Fprint(s.err, prompt+": ")
		typed, err := term.ReadPassword(int(terminal.Fd()))
		fmt.Fprintln(s.err)
		if err != nil {
			return nil, fmt.Errorf("reading what is typed: %w", err)
		}
		secrets[i] = string(typed)
	}
	return secrets, nil
}

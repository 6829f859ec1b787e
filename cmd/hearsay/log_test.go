package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
)

// TestALineOfTheLogStaysOne logs what an attacker may choose, for programs and for people on a terminal: a line break would forge a
// line, and an escape would change what a terminal shows.
func TestALineOfTheLogStaysOne(t *testing.T) {
	const chosen = "x\n{\"level\":\"ERROR\",\"msg\":\"forged\"}\r\x1b[2J\u2028\u202e\x00"
	var forPrograms, forPeople bytes.Buffer
	for _, log := range []*slog.Logger{logger(&forPrograms), slog.New(slog.NewTextHandler(&forPeople, nil))} {
		log.Error(chosen, "name", chosen, chosen, 1, "error", errors.New(chosen))
	}
	for name, written := range map[string]string{"programs": forPrograms.String(), "people": forPeople.String()} {
		if strings.Count(written, "\n") != 1 || strings.ContainsAny(written, "\x1b\r\x00") {
			t.Errorf("for %s is written %q", name, written)
		}
	}
	var line map[string]any
	if err := json.Unmarshal(forPrograms.Bytes(), &line); err != nil || line["msg"] != chosen {
		t.Errorf("a program reads %v, %v", line, err)
	}
}

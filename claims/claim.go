// Package claims holds the catalogue: what has been checked already, with its rating, in the forms that fact-checkers
// exchange, and the index that finds the claims a post repeats. Start at Claim, Read and Index.
package claims

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"hearsay/fault"
)

// Claim is one entry of the catalogue.
type Claim struct {
	ID        string    `json:"id"`
	Text      string    `json:"claim"` // what is claimed, in one sentence
	Title     string    `json:"title,omitempty"`
	Rating    string    `json:"rating,omitempty"` // as its publisher words it
	Language  string    `json:"language,omitempty"`
	URL       string    `json:"url,omitempty"`       // of the fact-check
	Publisher string    `json:"publisher,omitempty"` // who checked it
	UpdatedAt time.Time `json:"updated_at,omitzero"`
}

// Validate reports what a claim lacks, or has that no ledger keeps.
func (c Claim) Validate() error {
	switch {
	case c.ID == "":
		return errors.New(`the claim has no "id"`)
	case c.Text == "":
		return errors.New(`the claim has no "claim", the sentence itself`)
	}
	for _, text := range []string{c.ID, c.Text, c.Title, c.Rating, c.Language, c.URL, c.Publisher} {
		if !utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0 {
			return fmt.Errorf("the claim holds a character that cannot be kept, in %.60q; write it again without", text)
		}
	}
	return nil
}

// maxLine bounds a line of a catalogue, in bytes.
const maxLine = 1 << 20

// ReadNDJSON reads a catalogue of one claim a line; name is used in faults. Lines that are claims are returned even
// if others are faults.
func ReadNDJSON(name string, r io.Reader) ([]Claim, error) {
	var all []Claim
	var faults fault.List
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	number := 0
	for lines.Scan() {
		number++
		line := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\xEF\xBB\xBF"))) // as some editors begin a file
		if len(line) == 0 {
			continue
		}
		var c Claim
		err := json.Unmarshal(line, &c)
		if err == nil {
			err = c.Validate()
		}
		if err != nil {
			faults.Add(name, number, `write one object a line with "id" and "claim"`, "not a claim: %v", err)
			continue
		}
		all = append(all, c)
	}
	if err := lines.Err(); err != nil {
		faults.Add(name, number+1, "split the file", "the line cannot be read: %v", err)
	}
	return all, faults.Err()
}

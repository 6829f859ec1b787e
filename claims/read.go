package claims

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"hearsay/fault"
)

// maxCatalogue bounds a catalogue file, in bytes.
const maxCatalogue = 1 << 30

// Read reads a catalogue in any of its forms, told by the file's ending: .csv and .tsv with a header, .json and .jsonld
// with a ClaimReview, a list of them, or a fact-check DataFeed, and anything else as NDJSON. Claims that can be read are
// returned even if others are faults; the error joins all of those.
func Read(name string, r io.Reader) ([]Claim, error) {
	r = io.LimitReader(r, maxCatalogue)
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv":
		return readTable(name, r, ',')
	case ".tsv", ".txt":
		return readTable(name, r, '\t')
	case ".json", ".jsonld":
		return readReviews(name, r)
	}
	return ReadNDJSON(name, r)
}

// columns are the names that a table's header may use. A first column without a name is the id.
var columns = map[string][]string{
	"id": {"id", "vclaim_id", "claim_id"}, "claim": {"claim", "vclaim", "text"}, "title": {"title"}, "rating": {"rating"},
	"language": {"language", "lang"}, "url": {"url"}, "publisher": {"publisher"},
}

func readTable(name string, r io.Reader, comma rune) ([]Claim, error) {
	table := csv.NewReader(r)
	table.Comma, table.LazyQuotes, table.FieldsPerRecord = comma, true, -1
	header, err := table.Read()
	if err != nil {
		return nil, fault.Fault{File: name, Line: 1, What: "the table has no header", Remedy: `begin it with a line such as "id", "claim", "title"`}
	}
	at := map[string]int{}
	for i, column := range header {
		column = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(column, "\uFEFF")))
		for key, names := range columns {
			if slices.Contains(names, column) || key == "id" && i == 0 && column == "" {
				at[key] = i
			}
		}
	}
	if _, ok := at["claim"]; !ok {
		return nil, fault.Fault{File: name, Line: 1, What: "no column of the header is a claim", Remedy: `name one "claim"`}
	}
	return readRows(name, table, at)
}

func readRows(name string, table *csv.Reader, at map[string]int) ([]Claim, error) {
	var all []Claim
	var faults fault.List
	for number := 1; ; number++ {
		row, err := table.Read()
		if errors.Is(err, io.EOF) {
			return all, faults.Err()
		}
		line, _ := table.FieldPos(0)
		if err != nil {
			faults.Add(name, line, "mend the row", "the row cannot be read: %v", err)
			if len(row) == 0 {
				return all, faults.Err()
			}
			continue
		}
		cell := func(key string) string {
			if i, ok := at[key]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		c := Claim{ID: cell("id"), Text: cell("claim"), Title: cell("title"), Rating: cell("rating"), Language: cell("language"), URL: cell("url"), Publisher: cell("publisher")}
		if _, named := at["id"]; !named {
			c.ID = fmt.Sprint(number)
		}
		if err := c.Validate(); err != nil {
			faults.Add(name, line, "fill the row, or take it out", "%v", err)
			continue
		}
		all = append(all, c)
	}
}

// readReviews reads ClaimReviews wherever they stand in a JSON-LD document: alone, in lists, in graphs, in DataFeeds.
func readReviews(name string, r io.Reader) ([]Claim, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	var document any
	if err := json.Unmarshal(data, &document); err != nil {
		line := 0
		if at := (*json.SyntaxError)(nil); errors.As(err, &at) {
			line = 1 + bytes.Count(data[:min(int(at.Offset), len(data))], []byte("\n"))
		}
		return nil, fault.Fault{File: name, Line: line, What: fmt.Sprintf("not JSON: %v", err), Remedy: "write ClaimReview JSON-LD, or name a file of another form .ndjson, .csv or .tsv"}
	}
	var all []Claim
	var faults fault.List
	walkReviews(document, func(review map[string]any) {
		c := fromReview(review)
		if err := c.Validate(); err != nil {
			faults.Add(name, 0, "fill in claimReviewed, and url or identifier", "ClaimReview %d: %v", len(all)+1, err)
			return
		}
		all = append(all, c)
	})
	if len(all) == 0 && faults.Err() == nil {
		faults.Add(name, 0, "look for @type ClaimReview in it", "the document holds no ClaimReview")
	}
	return Apart(all), faults.Err()
}

// walkReviews calls found for every object whose type is ClaimReview.
func walkReviews(node any, found func(map[string]any)) {
	switch node := node.(type) {
	case []any:
		for _, one := range node {
			walkReviews(one, found)
		}
	case map[string]any:
		if isType(node, "ClaimReview") {
			found(node)
			return
		}
		for _, key := range []string{"@graph", "dataFeedElement", "item", "itemListElement", "claims", "claimReview"} {
			walkReviews(node[key], found)
		}
	}
}

func isType(node map[string]any, name string) bool {
	for _, key := range []string{"@type", "type"} {
		switch t := node[key].(type) {
		case string:
			if t == name {
				return true
			}
		case []any:
			if slices.Contains(t, any(name)) {
				return true
			}
		}
	}
	return false
}

func fromReview(review map[string]any) Claim {
	c := Claim{
		ID: text(review["identifier"]), Text: text(review["claimReviewed"]), Title: text(review["name"]),
		Language: text(review["inLanguage"]), URL: text(review["url"]), Publisher: text(field1(review["author"], "name")),
		Rating: text(field1(review["reviewRating"], "alternateName")),
	}
	if c.Title == "" {
		c.Title = text(review["headline"])
	}
	c.Language, _, _ = strings.Cut(strings.ToLower(c.Language), "-")
	if c.ID == "" {
		c.ID = text(review["@id"])
	}
	if c.ID == "" {
		c.ID = c.URL
	}
	return c
}

// field1 is a field of an object, or of the first object of a list.
func field1(node any, key string) any {
	if list, ok := node.([]any); ok && len(list) > 0 {
		node = list[0]
	}
	if object, ok := node.(map[string]any); ok {
		return object[key]
	}
	return nil
}

// text is a JSON string, or a number as it is written.
func text(node any) string {
	switch node := node.(type) {
	case string:
		return strings.TrimSpace(node)
	case float64:
		return fmt.Sprint(node)
	}
	return ""
}

package bulletin

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"hearsay/fault"
	"hearsay/internal/spreadsheet"
)

// columns are those of a list of messengers. consent and consent_at say how and when a messenger said yes elsewhere; without them they
// are asked.
var columns = []string{"name", "email", "audience", "languages", "topics", "territory", "close", "consent", "consent_at"}

// mostRows bounds a list.
const mostRows = 100_000

// ReadCSV reads a list of messengers, with a header of the columns' names in any order; lists within a column are parted by spaces or
// semicolons. The error joins all faults, each with its line; then nothing of the list is to be used.
func ReadCSV(name string, from io.Reader, now time.Time) ([]Messenger, error) {
	r := csv.NewReader(from)
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: the list has no header; write one: %s", name, strings.Join(columns, ","))
	}
	at := map[string]int{}
	var faults fault.List
	for i, column := range header {
		column = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(column, "\ufeff")))
		if !slices.Contains(columns, column) {
			faults.Add(name, 1, "write some of "+strings.Join(columns, ", "), "%q is no column", column)
		}
		at[column] = i
	}
	var all []Messenger
	lines := map[string]int{}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return all, faults.Err()
		}
		if err != nil {
			line := 0
			var at *csv.ParseError
			if errors.As(err, &at) {
				line = at.Line
			}
			faults.Add(name, line, "close every quote, and double those within", "the line cannot be read: %v", err)
			return nil, faults.Err()
		}
		line, _ := r.FieldPos(0)
		if len(all) == mostRows {
			faults.Add(name, line, "part the list", "there are more than %d messengers", mostRows)
			return nil, faults.Err()
		}
		m, err := fromRow(row, at, now)
		if err != nil {
			faults.Add(name, line, "mend the line", "%v", err)
			continue
		}
		if before := lines[m.Email]; before > 0 {
			faults.Add(name, line, "leave one of them out", "%s stands on line %d, too", m.Email, before)
		}
		lines[m.Email] = line
		all = append(all, m)
	}
}

func fromRow(row []string, at map[string]int, now time.Time) (Messenger, error) {
	field := func(column string) string {
		i, known := at[column]
		if !known || i >= len(row) {
			return ""
		}
		return spreadsheet.Unguard(strings.TrimSpace(row[i]))
	}
	list := func(column string) []string {
		return strings.FieldsFunc(field(column), func(r rune) bool { return r == ' ' || r == ';' || r == ',' })
	}
	m := Messenger{
		Name: field("name"), Email: field("email"), Audience: field("audience"), Languages: list("languages"), Topics: list("topics"), Territory: field("territory"),
		Close: slices.Contains([]string{"1", "true", "yes", "x"}, strings.ToLower(field("close"))), State: New, Shared: []Shared{}, CreatedAt: now,
	}
	if how := field("consent"); how != "" {
		when, err := time.Parse(time.DateOnly, field("consent_at"))
		if err != nil || when.After(now) {
			return m, fmt.Errorf("%w: consent needs its date, as in 2026-03-01, and not one to come", ErrMessenger)
		}
		m.Confirm(how, when)
	}
	return m, m.Check()
}

// WriteCSV writes a list that ReadCSV reads. What a spreadsheet would take for a formula is guarded by a quote
// (https://owasp.org/www-community/attacks/CSV_Injection).
func WriteCSV(to io.Writer, all []Messenger) error {
	w := csv.NewWriter(to)
	if err := w.Write(append(slices.Clone(columns), "state", "shared")); err != nil {
		return err
	}
	for _, m := range all {
		isClose, consented := "", ""
		if m.Close {
			isClose = "yes"
		}
		if !m.ConsentAt.IsZero() {
			consented = m.ConsentAt.UTC().Format(time.DateOnly)
		}
		row := []string{m.Name, m.Email, m.Audience, strings.Join(m.Languages, " "), strings.Join(m.Topics, " "), m.Territory, isClose, m.Consent, consented, string(m.State), fmt.Sprint(len(m.Shared))}
		for i := range row {
			row[i] = spreadsheet.Guard(row[i])
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

package ledger

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/bits"
	"strings"
	"time"
	"unicode/utf8"
)

// database is what *sql.DB and *sql.Tx have in common.
type database interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// queries are the reads that a Ledger and a Tx share.
type queries struct {
	db      database
	dialect dialect
	now     func() time.Time
	replica *replica // nil for none, and in a transaction
}

// atOneMoment lets do read in one transaction that sees nothing of what is written meanwhile.
func atOneMoment(ctx context.Context, db *sql.DB, d dialect, do func(*queries) error) error {
	var options *sql.TxOptions // SQLite's transactions are so by themselves
	if d == postgres {
		options = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	tx, err := db.BeginTx(ctx, options)
	if err != nil {
		return fmt.Errorf("beginning to read the ledger: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	if d == postgres {
		if _, err := tx.ExecContext(ctx, "SET LOCAL statement_timeout = 0"); err != nil { // all of it is read
			return fmt.Errorf("beginning to read the ledger: %w", err)
		}
	}
	return do(&queries{db: tx, dialect: d, now: time.Now})
}

// exec runs a statement; what says what is being done, for the error.
func (q *queries) exec(ctx context.Context, what, query string, args ...any) error {
	_, err := q.execCount(ctx, what, query, args...)
	return err
}

// execCount is exec that counts the rows it changed.
func (q *queries) execCount(ctx context.Context, what, query string, args ...any) (int64, error) {
	if err := keepable(args); err != nil {
		return 0, fmt.Errorf("%s: %w", what, err)
	}
	result, err := q.db.ExecContext(ctx, q.dialect.rebind(query), args...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", what, err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("%s: %w", what, err)
	}
	return n, nil
}

// get reads one row; ErrNotFound if there is none.
func (q *queries) get(ctx context.Context, what, query string, args []any, into ...any) error {
	err := keepable(args)
	if err == nil {
		err = q.db.QueryRowContext(ctx, q.dialect.rebind(query), args...).Scan(into...)
	}
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("%s: %w", what, ErrNotFound)
	case err != nil:
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// each reads rows and calls row for each, with the function that scans it.
func (q *queries) each(ctx context.Context, what, query string, args []any, row func(scan func(...any) error) error) error {
	if err := keepable(args); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	rows, err := q.db.QueryContext(ctx, q.dialect.rebind(query), args...)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// keepable is ErrText for texts that PostgreSQL does not take; SQLite would.
func keepable(args []any) error {
	for _, arg := range args {
		switch texts := arg.(type) {
		case string:
			if !isKeepable(texts) {
				return ErrText
			}
		case []string:
			for _, text := range texts {
				if !isKeepable(text) {
					return ErrText
				}
			}
		}
	}
	return nil
}

func isKeepable(text string) bool { return strings.IndexByte(text, 0) < 0 && utf8.ValidString(text) }

// marks is n question marks with commas.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

// rowsOf is question marks for some rows of as many columns.
func rowsOf(rows, columns int) string {
	return strings.TrimSuffix(strings.Repeat("("+marks(columns)+"),", rows), ",")
}

// inRows calls do with the values of some rows at a time, of that width each: as many rows as a power of two, 64 at most. Statements of
// any length would each be a new one to the database, which reads and plans it before it can be used again.
func inRows(values []any, width int, do func(rows int, values []any) error) error {
	const most = 64
	for len(values) > 0 {
		rows := 1 << (bits.Len(uint(min(len(values)/width, most))) - 1)
		if err := do(rows, values[:rows*width]); err != nil {
			return err
		}
		values = values[rows*width:]
	}
	return nil
}

// among is the condition that a column is one of a list, behind its name, and the list as its one argument, so that the statement is the
// same however many they are. A list of one is asked for by itself: an index then has the rows in its order.
func (d dialect) among(list []string) (condition string, arg any) {
	switch {
	case len(list) == 1:
		return "= ?", list[0]
	case d == postgres:
		return "= ANY(CAST(? AS TEXT[]))", list
	}
	return "IN (SELECT value FROM json_each(?))", encode(list)
}

// micros is t as it is stored; the zero time is 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// encode is v as JSON. It is used on the ledger's own types, which cannot fail. With a NUL in a text of v it is one that keepable
// refuses: PostgreSQL takes no such JSON either.
func encode(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("encoding %T: %v", v, err))
	}
	if hasNUL(data) {
		return "\x00"
	}
	return string(data)
}

// hasNUL tells whether JSON has an escaped NUL.
func hasNUL(data []byte) bool {
	for {
		i := bytes.Index(data, []byte(`\u0000`))
		if i < 0 {
			return false
		}
		backslashes := len(data[:i]) - len(bytes.TrimRight(data[:i], `\`))
		if backslashes%2 == 0 {
			return true
		}
		data = data[i+1:]
	}
}

// flag is a truth as it is stored.
func flag(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

// list is strings as JSON, never null.
func list(s []string) string {
	if len(s) == 0 {
		return "[]"
	}
	return encode(s)
}

// Exec runs a statement as it is. It is for tests that break a ledger on purpose.
func (t *Tx) Exec(ctx context.Context, query string) error {
	return t.exec(ctx, "running a statement", query)
}

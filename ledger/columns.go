package ledger

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// columns are the values of many rows, column by column, each a []string or []int64, as PostgreSQL takes them as arrays: a statement
// of thousands of parameters costs it more to read than the rows cost to store.
type columns []any

// columnsOf turns rows that stand one after the other into columns. A column's values are all strings or all int64.
func columnsOf(values []any, width int) columns {
	rows := len(values) / width
	all := make(columns, width)
	for c := range width {
		switch values[c].(type) {
		case string:
			all[c] = column[string](values, c, width, rows)
		case int64:
			all[c] = column[int64](values, c, width, rows)
		default:
			panic(fmt.Sprintf("ledger: a column of %T", values[c])) // ours
		}
	}
	return all
}

func column[T any](values []any, first, width, rows int) []T {
	of := make([]T, 0, rows)
	for i := first; i < len(values); i += width {
		of = append(of, values[i].(T))
	}
	return of
}

// from is the rows as a table to select from, with the arrays as parameters.
func (c columns) from() string {
	var b strings.Builder
	for i, one := range c {
		kind := "text"
		if _, isNumber := one.([]int64); isNumber {
			kind = "bigint"
		}
		b.WriteString(", $" + strconv.Itoa(i+1) + "::" + kind + "[]")
	}
	return "SELECT * FROM unnest(" + strings.TrimPrefix(b.String(), ", ") + ")"
}

// insertRows stores rows, which stand in values one after the other, in a table; names are its columns.
func (t *Tx) insertRows(ctx context.Context, what, table, names string, width int, values []any) error {
	into := "INSERT INTO " + table + " (" + names + ") "
	if t.dialect == postgres {
		all := columnsOf(values, width)
		return t.exec(ctx, what, into+all.from(), all...)
	}
	const most = 2200 // parameters, well below what SQLite takes
	for len(values) > 0 {
		n := min(len(values), most/width*width)
		if err := t.exec(ctx, what, into+"VALUES "+rowsOf(n/width, width), values[:n]...); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}

package ledger

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// columns are the values of many rows, column by column, each a []string, []int64 or []float64, as PostgreSQL takes them as arrays: a statement
// of thousands of parameters costs it more to read than the rows cost to store.
type columns []any

// columnsOf turns rows that stand one after the other into columns. A column's values are of one type.
func columnsOf(values []any, width int) columns {
	rows := len(values) / width
	all := make(columns, width)
	for c := range width {
		switch values[c].(type) {
		case string:
			all[c] = column[string](values, c, width, rows)
		case int64:
			all[c] = column[int64](values, c, width, rows)
		case float64:
			all[c] = column[float64](values, c, width, rows)
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
		switch one.(type) {
		case []int64:
			kind = "bigint"
		case []float64:
			kind = "double precision"
		}
		b.WriteString(", $" + strconv.Itoa(i+1) + "::" + kind + "[]")
	}
	return "SELECT * FROM unnest(" + strings.TrimPrefix(b.String(), ", ") + ")"
}

// insertRows stores rows of that width, which stand in values one after the other, and counts those that were stored. into is a table
// and its columns; end is what the statement ends with, such as what to do with rows that are there.
func (t *Tx) insertRows(ctx context.Context, what, into string, width int, values []any, end string) (stored int64, err error) {
	if t.dialect == postgres && len(values) > 0 {
		all := columnsOf(values, width)
		return t.execCount(ctx, what, "INSERT INTO "+into+" "+all.from()+end, all...)
	}
	err = inRows(values, width, func(rows int, some []any) error {
		n, err := t.execCount(ctx, what, "INSERT INTO "+into+" VALUES "+rowsOf(rows, width)+end, some...)
		stored += n
		return err
	})
	return stored, err
}

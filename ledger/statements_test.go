package ledger

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
)

func openScratch(t *testing.T) *sql.DB {
	t.Helper()
	db, err := openSQLite(filepath.Join(t.TempDir(), "scratch.db"), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE numbers (n INTEGER PRIMARY KEY); INSERT INTO numbers VALUES (1), (2), (3)"); err != nil {
		t.Fatal(err)
	}
	return db
}

// TestAStatementIsReadTwiceAtOnce asks the same again while its rows are read: each reading gets all rows.
func TestAStatementIsReadTwiceAtOnce(t *testing.T) {
	tx, err := openScratch(t).Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	read := func(each func(n int)) {
		rows, err := tx.Query("SELECT n FROM numbers ORDER BY n")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var n int
			if err := rows.Scan(&n); err != nil {
				t.Fatal(err)
			}
			each(n)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	var pairs []string
	read(func(a int) {
		read(func(b int) { pairs = append(pairs, fmt.Sprint(a, b)) })
	})
	if want := []string{"1 1", "1 2", "1 3", "2 1", "2 2", "2 3", "3 1", "3 2", "3 3"}; !slices.Equal(pairs, want) {
		t.Errorf("read %q, not %q", pairs, want)
	}
}

// TestKeptStatementsAreBounded asks more than is kept, twice, and something that fails in between.
func TestKeptStatementsAreBounded(t *testing.T) {
	db := openScratch(t)
	for range 2 {
		for i := range keptStatements + 20 {
			var n int
			if err := db.QueryRow(fmt.Sprintf("SELECT max(n) + %d FROM numbers WHERE n < ?", i), 3).Scan(&n); err != nil || n != 2+i {
				t.Fatalf("asking %d got %d, %v", i, n, err)
			}
		}
		if _, err := db.Exec("INSERT INTO numbers VALUES (?)", 1); err == nil {
			t.Error("the same number was stored twice")
		}
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	err = conn.Raw(func(c any) error {
		if n := len(c.(*keptConn).statements); n != keptStatements {
			t.Errorf("%d statements are kept", n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAKeptStatementSeesANewTable asks the same before and after a table is another.
func TestAKeptStatementSeesANewTable(t *testing.T) {
	db := openScratch(t)
	for want := range 2 {
		var columns int
		if err := db.QueryRow("SELECT count(*) FROM (SELECT * FROM numbers WHERE n = 5)").Scan(&columns); err != nil || columns != want {
			t.Fatalf("found %d, %v, want %d", columns, err, want)
		}
		if _, err := db.Exec("DROP TABLE numbers; CREATE TABLE numbers (text TEXT, n INTEGER); INSERT INTO numbers VALUES ('five', 5)"); err != nil {
			t.Fatal(err)
		}
	}
}

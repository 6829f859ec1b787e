package main

import (
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	_ "modernc.org/sqlite"

	"hearsay/claims"
	"hearsay/classifier/token"
)

// benchClaims prints how long the best five claims of a tweet take.
func benchClaims(s *sample, each time.Duration) error {
	fmt.Printf("The best 5 of %d claims for a tweet\n\n| | a tweet | times hearsay |\n|---|---|---|\n", len(s.claims))
	x := claims.NewIndex(s.claims)
	posts := s.tweets[:min(len(s.tweets), 200)]
	ours := measure(len(posts), each, func() {
		for _, post := range posts {
			x.Search(post, "en", 5)
		}
	})
	row := func(name string, took time.Duration) {
		fmt.Printf("| %s | %v | %.1f |\n", name, took.Round(100*time.Nanosecond), float64(took)/float64(ours))
	}
	row("hearsay", ours)
	took, err := bleveClaims(s, posts[:20], each)
	if err != nil {
		return fmt.Errorf("bleve: %w", err)
	}
	row("bleve, in memory", took)
	if took, err = ftsClaims(s, posts[:20], each); err != nil {
		return fmt.Errorf("SQLite: %w", err)
	}
	row("SQLite FTS5, in memory", took)
	return nil
}

func bleveClaims(s *sample, posts []string, each time.Duration) (time.Duration, error) {
	index, err := bleve.NewMemOnly(bleve.NewIndexMapping())
	if err != nil {
		return 0, err
	}
	batch := index.NewBatch()
	for _, c := range s.claims {
		if err := batch.Index(c.ID, map[string]string{"claim": c.Text, "title": c.Title}); err != nil {
			return 0, err
		}
	}
	if err := index.Batch(batch); err != nil {
		return 0, err
	}
	var failed error
	took := measure(len(posts), each, func() {
		for _, post := range posts {
			request := bleve.NewSearchRequestOptions(bleve.NewMatchQuery(post), 5, 0, false)
			if _, err := index.Search(request); err != nil {
				failed = err
			}
		}
	})
	return took, failed
}

func ftsClaims(s *sample, posts []string, each time.Duration) (time.Duration, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE VIRTUAL TABLE claims USING fts5(claim, title, tokenize = 'porter')"); err != nil {
		return 0, err
	}
	tx, err := db.Begin()
	if err != nil {
		return 0, err
	}
	for _, c := range s.claims {
		if _, err := tx.Exec("INSERT INTO claims VALUES (?, ?)", c.Text, c.Title); err != nil {
			return 0, err
		}
	}
	if err := tx.Commit(); err != nil {
		return 0, err
	}
	var failed error
	took := measure(len(posts), each, func() {
		for _, post := range posts {
			if err := ftsSearch(db, post); err != nil {
				failed = err
			}
		}
	})
	return took, failed
}

func ftsSearch(db *sql.DB, post string) error {
	var quoted []string
	for _, word := range token.Cut(post).Words() {
		quoted = append(quoted, `"`+word+`"`)
	}
	rows, err := db.Query("SELECT rowid FROM claims WHERE claims MATCH ? ORDER BY bm25(claims) LIMIT 5", strings.Join(quoted, " OR "))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
	}
	return rows.Err()
}

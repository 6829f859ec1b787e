package ledger_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/replies"
	"hearsay/triage"
)

// TestEverySchemaIsBroughtUpToDate takes a ledger with something in every old table back to each version there has been, opens it with
// this program, and wants every value of then to be there, and the ledger to work.
func TestEverySchemaIsBroughtUpToDate(t *testing.T) {
	last, err := ledger.LastVersion()
	if err != nil {
		t.Fatal(err)
	}
	for version := last; version >= 1; version-- {
		t.Run(fmt.Sprint("SQLite/", version), func(t *testing.T) { upgrade(t, filepath.Join(t.TempDir(), "l.db"), version) })
		t.Run(fmt.Sprint("PostgreSQL/", version), func(t *testing.T) { upgrade(t, servertest.PostgresURL(t), version) })
	}
}

func upgrade(t *testing.T, address string, version int64) {
	l := open(t, address)
	fill(t, l)
	db, err := l.DownTo(t.Context(), version)
	if err != nil {
		t.Fatal(err)
	}
	before := rowsOf(t, db, address, nil)
	if len(before) < 10 || len(before["posts"].rows) == 0 || len(before["audit"].rows) == 0 {
		t.Fatalf("at version %d there are %d tables", version, len(before))
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	last, err := ledger.LastVersion()
	if err != nil {
		t.Fatal(err)
	}
	seen, err := ledger.Inspect(t.Context(), address)
	if err != nil || seen.Tables != version || seen.Wanted != last {
		t.Errorf("of version %d: %+v, %v", version, seen, err)
	}
	l = open(t, address)
	defer l.Close()
	db = l.Database()
	after := rowsOf(t, db, address, before)
	for name, table := range before {
		for _, row := range table.rows {
			if !slices.Contains(after[name].rows, row) {
				t.Errorf("%s had %q, and has %q", name, row, after[name].rows)
			}
		}
	}
	if _, err := l.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
	if found, err := l.Items(t.Context(), ledger.ItemFilter{Text: "bleach"}); err != nil || len(found) != 1 {
		t.Errorf("a search finds %v, %v", found, err)
	}
	if asked, err := l.Unanswered(t.Context()); err != nil || len(asked) != 2 || asked[0].Authority == "" || asked[1].Authority == "" {
		t.Errorf("of whom the question is asked: %+v, %v", asked, err)
	}
	if groups, err := l.TravelGroups(t.Context(), []string{"i"}); err != nil || len(groups) != 1 || groups[0].Posts == 0 || groups[0].First.IsZero() {
		t.Errorf("where its posts were made: %+v, %v", groups, err)
	}
	if wrote, err := l.PostsOfAuthor(t.Context(), "sample", "pseudonym"); err != nil || len(wrote) != 2 {
		t.Errorf("of an author: %v, %v", wrote, err)
	}
	if sources, err := l.SourcesOf(t.Context(), "i"); err != nil || len(sources) != 1 {
		t.Errorf("its sources: %v, %v", sources, err)
	}
	if _, err := l.Item(t.Context(), "i"); err != nil {
		t.Error(err)
	}
	if r, err := l.Reply(t.Context(), "r"); err != nil || r.Fact != "Never drink it." {
		t.Errorf("the reply is %+v, %v", r, err)
	}
}

// fill puts something into every table that the first version had.
func fill(t *testing.T, l *ledger.Ledger) {
	t.Helper()
	ctx, noon := t.Context(), time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	err := l.Write(ctx, func(tx *ledger.Tx) error {
		it := &triage.Item{
			ID: "i", Kind: classifier.KindClaim, State: triage.Open, Queue: "claims", Severity: rules.High, Language: "en", Topics: []string{"vaccines"}, Territories: []string{"oulu"},
			Lead: post.Ref{Platform: "sample", ID: "1"}, Posts: 1, Heat: 1.5, LastPost: noon, OpenedAt: noon, Deadline: noon.Add(time.Hour), Priority: triage.Priority{Total: 7},
		}
		stored := ledger.StoredPost{
			Post:   post.Post{Platform: "sample", ID: "1", Text: "They say bleach cures it", URL: "https://example.org/1", Author: "pseudonym", Links: []string{}, Language: "en", CreatedAt: noon, Space: "#sample"},
			Source: "s", CollectedAt: noon, Item: "i", Verdict: &classifier.Verdict{ID: "1", Kind: classifier.KindClaim, Topics: []string{"t"}, Territories: []string{}, Rules: []classifier.Reason{}},
		}
		asked := ledger.StoredPost{
			Post:   post.Post{Platform: "sample", ID: "2", Text: "When is it open?", Links: []string{}, CreatedAt: noon},
			Source: "s", CollectedAt: noon, Item: "ask", Verdict: &classifier.Verdict{ID: "2", Kind: classifier.KindQuestion, Topics: []string{}, Territories: []string{}, Rules: []classifier.Reason{}, Addressees: []string{"thl", "town"}},
		}
		other := ledger.StoredPost{Post: post.Post{Platform: "sample", ID: "3", Text: "A lovely walk", Author: "pseudonym", Links: []string{}}, Source: "s", CollectedAt: noon}
		asks := &triage.Item{ID: "ask", Kind: classifier.KindQuestion, State: triage.Open, Queue: "questions", Topics: []string{}, Territories: []string{}, Lead: post.Ref{Platform: "sample", ID: "2"}, Posts: 1, OpenedAt: noon}
		reply := replies.New("r", "i", classifier.KindClaim, "c", "ann", noon)
		reply.Fact = "Never drink it."
		return errors.Join(
			tx.AddUser(ctx, ledger.User{Name: "ann", Role: "verifier", Password: "none"}),
			tx.AddToken(ctx, ledger.Token{ID: "k", Hash: "h", User: "ann", ExpiresAt: noon}),
			tx.InsertPosts(ctx, []ledger.StoredPost{stored, asked, other}), tx.SaveItem(ctx, it), tx.SaveItem(ctx, asks), tx.SaveReply(ctx, reply), tx.AddNote(ctx, "i", "ann", "A note."),
			tx.SaveSignature(ctx, post.Ref{Platform: "sample", ID: "1"}, triage.Known{Item: "i", Signature: triage.Sign(stored.Text, "")}),
			tx.MoveCursor(ctx, "s", "", "here", 1), tx.Audit(ctx, "hearsay", "opened", "i", "s"), tx.Audit(ctx, "ann", "held", "i", ""),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// table is what a table holds, of the columns that are looked at.
type table struct {
	columns []string
	rows    []string
}

// rowsOf are all tables; only those, and only the columns, that like has, unless it is nil.
func rowsOf(t *testing.T, db *sql.DB, address string, like map[string]table) map[string]table {
	t.Helper()
	names := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%words%'"
	if strings.HasPrefix(address, "postgres://") {
		names = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
	}
	all := map[string]table{}
	for _, name := range readTable(t, db, names).rows {
		if name == "goose_db_version" || name == "alerts" || name == "notices" { // alerts began anew with version 21
			continue
		}
		columns := "*"
		if like != nil {
			if _, known := like[name]; !known {
				continue
			}
			columns = strings.Join(like[name].columns, ", ")
		}
		all[name] = readTable(t, db, "SELECT "+columns+" FROM "+name)
	}
	return all
}

func readTable(t *testing.T, db *sql.DB, query string, args ...any) (read table) {
	t.Helper()
	rows, err := db.QueryContext(context.WithoutCancel(t.Context()), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if read.columns, err = rows.Columns(); err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values := make([]any, len(read.columns))
		into := make([]any, len(values))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		var line []string
		for _, v := range values {
			if bytes, isBytes := v.([]byte); isBytes {
				v = string(bytes)
			}
			line = append(line, fmt.Sprint(v))
		}
		read.rows = append(read.rows, strings.Join(line, "|"))
	}
	slices.Sort(read.rows)
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return read
}

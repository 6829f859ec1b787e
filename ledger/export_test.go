package ledger

import (
	"context"
	"database/sql"

	"hearsay/travel"
)

// DownTo takes the tables back to what an earlier version of the program made, and returns the database as it is.
func (l *Ledger) DownTo(ctx context.Context, version int64) (*sql.DB, error) {
	provider, err := l.migrator(l.write)
	if err != nil {
		return nil, err
	}
	_, err = provider.DownTo(ctx, version)
	return l.write, err
}

// Database is the database as it is, for statements of a test's own.
func (l *Ledger) Database() *sql.DB { return l.write }

// LastVersion is that of the tables that this program makes.
func LastVersion() (int64, error) { return lastMigration() }

// FollowsReplica tells whether what is read at ease is read from the replica.
func (l *Ledger) FollowsReplica() bool { return l.replica.follows.Load() }

// FindOthers is how a statement for SQLite finds an author's posts that are nobody's business.
func FindOthers() string {
	query, _ := sqlite.othersOf("", "")
	return query
}

// How items are found and counted all the time.
const (
	FindToLookAt   = findToLookAt
	FindUnfinished = findUnfinished
	CountItems     = countItems
	CountOpened    = countOpened
)

// FindPosts are the ways in which statements for SQLite find posts by their ids, each as what follows WHERE in one that reads posts p, with asked
// (platform, id) beside them.
func FindPosts() map[string]string {
	several, _ := sqlite.postsAmong("", nil)
	return map[string]string{"one": sqlite.thePost(), "several": several, "joined": sqlite.isPost("p.", "asked.platform", "asked.id")}
}

// PlanOfPointing is how PostgreSQL would read where a claim came from.
func (l *Ledger) PlanOfPointing(ctx context.Context) (plan string, err error) {
	err = l.Write(ctx, func(tx *Tx) error {
		query, args := tx.pointing([]string{"i"}, []travel.Where{{Platform: "x", Space: "s"}})
		return tx.each(ctx, "asking for a plan", "EXPLAIN "+query, args, func(scan func(...any) error) error {
			var line string
			err := scan(&line)
			plan += line + "\n"
			return err
		})
	})
	return plan, err
}

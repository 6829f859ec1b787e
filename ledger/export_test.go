package ledger

import (
	"context"
	"database/sql"
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

// LastVersion is that of the tables that this program makes.
func LastVersion() (int64, error) { return lastMigration() }

// FollowsReplica tells whether what is read at ease is read from the replica.
func (l *Ledger) FollowsReplica() bool { return l.replica.follows.Load() }

package ledger

import (
	"context"
	"database/sql"
	"os"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"hearsay/amend"
	"hearsay/sight"
)

// Inspection is what is to be known of a ledger without changing it.
type Inspection struct {
	Server  string        // the database with its version
	Tables  int64         // the version of its tables; 0 if it has none yet
	Wanted  int64         // the version that this program makes
	Ahead   time.Duration // how far the database's clock is before this machine's; 0 for SQLite, which has none
	Untold  int64         // items that queues are still to be told of
	Since   time.Time     // since when the oldest of them waits; zero for none
	Readers int           // processes that read sources, or did a moment ago
	Stopped []string      // sources that are not read any more, by name
	Blind   []sight.Spell // of sources that cannot see now
	Amended []string      // rule packs that stand in the place of the folder's, by name
}

// Inspect looks at the ledger at an address. A file that is not there is an error that is fs.ErrNotExist.
func Inspect(ctx context.Context, address string) (Inspection, error) {
	d, open := sqlite, func() (*sql.DB, error) { return openSQLite(address, "mode=ro") }
	if IsPostgres(address) {
		d, open = postgres, func() (*sql.DB, error) { return openPostgres(address, 1, patience()) }
	} else if _, err := os.Stat(address); err != nil {
		return Inspection{}, err
	}
	db, err := open()
	if err != nil {
		return Inspection{}, err
	}
	defer db.Close()
	q := &queries{db: db, dialect: d, now: time.Now}
	var i Inspection
	if err := q.inspectServer(ctx, &i); err != nil {
		return i, err
	}
	if i.Wanted, err = lastMigration(); err != nil || i.Tables == 0 {
		return i, err
	}
	return i, q.inspectTables(ctx, &i)
}

// Unsecured are the hosts of a ledger at an address that are spoken to without TLS, or with nobody looking at whose certificate it is
// (https://www.postgresql.org/docs/current/libpq-ssl.html); a socket of this machine is its path. None for SQLite.
func Unsecured(address string) []string {
	if !IsPostgres(address) {
		return nil
	}
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil // Open says what is wrong with it
	}
	var hosts []string
	for _, way := range append([]*pgconn.FallbackConfig{{Host: config.Host, TLSConfig: config.TLSConfig}}, config.Fallbacks...) {
		if by := way.TLSConfig; by == nil || by.InsecureSkipVerify && by.VerifyPeerCertificate == nil {
			hosts = append(hosts, way.Host)
		}
	}
	return hosts
}

func (q *queries) inspectServer(ctx context.Context, i *Inspection) error {
	version := "SELECT 'SQLite ' || sqlite_version()"
	if q.dialect == postgres {
		version = "SELECT 'PostgreSQL ' || current_setting('server_version')"
	}
	if err := q.get(ctx, "asking the database for its version", version, nil, &i.Server); err != nil {
		return err
	}
	if q.dialect == postgres {
		var there time.Time
		asked := time.Now()
		if err := q.get(ctx, "asking the database for the time", "SELECT clock_timestamp()", nil, &there); err != nil {
			return err
		}
		i.Ahead = there.Sub(asked.Add(time.Since(asked) / 2))
	}
	var err error
	i.Tables, err = q.tablesVersion(ctx)
	return err
}

// tablesVersion is that of the tables; 0 if there are none.
func (q *queries) tablesVersion(ctx context.Context) (version int64, err error) {
	tables := "SELECT COUNT(to_regclass('goose_db_version'))"
	if q.dialect == sqlite {
		tables = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'goose_db_version'"
	}
	var has int64
	if err := q.get(ctx, "looking for tables", tables, nil, &has); err != nil || has == 0 {
		return 0, err
	}
	return version, q.get(ctx, "reading the version of the tables", "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version", nil, &version)
}

func (q *queries) inspectTables(ctx context.Context, i *Inspection) error {
	var since int64
	err := q.get(ctx, "looking at the outbox", "SELECT COUNT(*), COALESCE(MIN(at), 0) FROM outbox", nil, &i.Untold, &since)
	if err != nil {
		return err
	}
	i.Since = fromMicros(since)
	err = q.each(ctx, "looking for sources that stopped", "SELECT name FROM sources WHERE stopped <> '' ORDER BY name", nil, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		i.Stopped = append(i.Stopped, name)
		return err
	})
	if err != nil || i.Tables < i.Wanted {
		return err // what follows may not be there yet
	}
	if err := q.get(ctx, "counting the processes that read sources", "SELECT COUNT(*) FROM readers", nil, &i.Readers); err != nil {
		return err
	}
	now := q.now()
	spells, err := q.Spells(ctx, now.Add(-time.Second), now)
	i.Blind = slices.DeleteFunc(spells, func(s sight.Spell) bool { return !s.Lasts() })
	if err != nil {
		return err
	}
	accepted, err := q.AmendmentsIn(ctx, amend.Accepted)
	for _, a := range accepted {
		if a.Source != "" {
			i.Amended = append(i.Amended, a.Pack)
		}
	}
	slices.Sort(i.Amended)
	return err
}

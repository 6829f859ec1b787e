package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// dumpPostgres copies the database with pg_dump, which reads it in one transaction.
func dumpPostgres(ctx context.Context, address, to string) (Contents, error) {
	l, err := connect(address)
	if err != nil {
		return Contents{}, err
	}
	copied, err := examine(ctx, l.read, postgres)
	if err := errors.Join(err, l.Close()); err != nil {
		return Contents{}, err
	}
	return copied, runPostgres(ctx, address, "pg_dump", "--format=custom", "--no-owner", "--exclude-table-data=sessions", "--file="+to)
}

// loadPostgres fills an empty database in one transaction.
func loadPostgres(ctx context.Context, address, from string) error {
	l, err := connect(address)
	if err != nil {
		return err
	}
	var has bool
	err = l.get(ctx, "looking whether the database is empty", "SELECT to_regclass('goose_db_version') IS NOT NULL", nil, &has)
	if err := errors.Join(err, l.Close()); err != nil {
		return err
	}
	if has {
		return fmt.Errorf("the database has a ledger: %w; make an empty one (createdb) and name that in the configuration", ErrExists)
	}
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return err
	}
	if err := runPostgres(ctx, address, "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", "--dbname="+config.Database, from); err != nil {
		return err
	}
	return noteRestore(ctx, address, from)
}

// runPostgres runs one of PostgreSQL's own programs on a database. It is told by its environment, which others cannot read,
// where that is (https://www.postgresql.org/docs/current/libpq-envars.html).
func runPostgres(ctx context.Context, address, program string, args ...string) error {
	environment, err := postgresEnvironment(address)
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, program, args...) //nolint:gosec // the two programs above
	command.Env = append(os.Environ(), environment...)
	var said bytes.Buffer
	command.Stderr = &said
	err = command.Run()
	if errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("%s is needed and not installed; it comes with PostgreSQL's client (Debian: postgresql-client)", program)
	}
	if err != nil {
		return fmt.Errorf("%s: %w: %s", program, err, strings.TrimSpace(said.String()))
	}
	return nil
}

func postgresEnvironment(address string) ([]string, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	environment := []string{
		"PGHOST=" + config.Host, "PGPORT=" + strconv.Itoa(int(config.Port)), "PGUSER=" + config.User, "PGPASSWORD=" + config.Password, "PGDATABASE=" + config.Database,
	}
	for _, option := range []string{"sslmode", "sslrootcert", "sslcert", "sslkey"} {
		if value := u.Query().Get(option); value != "" {
			environment = append(environment, "PG"+strings.ToUpper(option)+"="+value)
		}
	}
	return environment, nil
}

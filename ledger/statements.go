package ledger

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// SQLite reads and plans a statement anew each time it is given its text. PostgreSQL's driver keeps what was planned; these connections do
// so for SQLite's.

// openKept opens a database by a driver's name and an address, with connections that keep their statements.
func openKept(name, address string) (*sql.DB, error) {
	db, err := sql.Open(name, address)
	if err != nil {
		return nil, err
	}
	defer db.Close() // it was asked for its driver only
	return sql.OpenDB(connector{db.Driver(), address}), nil
}

// connector implements driver.Connector.
type connector struct {
	driver  driver.Driver
	address string
}

func (c connector) Driver() driver.Driver { return c.driver }

func (c connector) Connect(context.Context) (driver.Conn, error) {
	opened, err := c.driver.Open(c.address)
	if err != nil {
		return nil, err
	}
	conn, ok := opened.(connection)
	if !ok {
		return nil, errors.Join(fmt.Errorf("connections of %T cannot be used", c.driver), opened.Close())
	}
	return &keptConn{connection: conn, statements: map[string]*statement{}}, nil
}

// connection is what SQLite's connections can do.
type connection interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// Bounds of what one connection keeps: statements, and bytes of a statement's text. Longer ones are lists of many rows, which come in many
// lengths and take long to run.
const (
	keptStatements = 128
	keptText       = 4 << 10
)

// keptConn is a connection that keeps its statements. Like any driver's it is used by one goroutine at a time.
type keptConn struct {
	connection
	statements map[string]*statement
}

// statement is one that is kept.
type statement struct {
	driver.Stmt
	isRead bool // its rows are being read: it cannot be used again meanwhile
}

// ready is the statement of a text, nil for one that is not kept or is in use.
func (c *keptConn) ready(ctx context.Context, text string) (*statement, error) {
	if len(text) > keptText {
		return nil, nil
	}
	if s := c.statements[text]; s != nil {
		if s.isRead {
			return nil, nil
		}
		return s, nil
	}
	if len(c.statements) == keptStatements {
		if err := c.forgetOne(); err != nil {
			return nil, err
		}
	}
	prepared, err := c.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	s := &statement{Stmt: prepared}
	c.statements[text] = s
	return s, nil
}

// forgetOne makes room for another statement.
func (c *keptConn) forgetOne() error {
	for text, s := range c.statements {
		if !s.isRead {
			delete(c.statements, text)
			return s.Close()
		}
	}
	return nil
}

// ExecContext implements driver.ExecerContext.
func (c *keptConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.ready(ctx, text)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.connection.ExecContext(ctx, text, args)
	}
	return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
}

// QueryContext implements driver.QueryerContext.
func (c *keptConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.ready(ctx, text)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.connection.QueryContext(ctx, text, args)
	}
	found, err := s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.isRead = true
	return &keptRows{found, s}, nil
}

// Close implements driver.Conn.
func (c *keptConn) Close() error {
	var err error
	for _, s := range c.statements {
		err = errors.Join(err, s.Close())
	}
	return errors.Join(err, c.connection.Close())
}

// keptRows are rows of a statement that is kept.
type keptRows struct {
	driver.Rows
	of *statement
}

// Close implements driver.Rows.
func (r *keptRows) Close() error {
	r.of.isRead = false
	return r.Rows.Close()
}

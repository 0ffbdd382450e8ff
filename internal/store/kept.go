package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"strings"
)

// SQLite reads the text of a statement anew each time it is sent, which takes longer than running most of ours. So each of its connections keeps
// what it has prepared. (PostgreSQL's driver does so by itself.)

// keeping opens connections that keep their statements.
type keeping struct {
	name   string
	driver driver.Driver
}

// Connect implements driver.Connector.
func (k keeping) Connect(context.Context) (driver.Conn, error) {
	c, err := k.driver.Open(k.name)
	if err != nil {
		return nil, err
	}
	full, ok := c.(conn)
	if !ok {
		return nil, errors.Join(errors.New("store: the driver has changed"), c.Close())
	}
	return &keptConn{conn: full, kept: map[string]*keptStmt{}}, nil
}

// Driver implements driver.Connector.
func (k keeping) Driver() driver.Driver { return k.driver }

// conn is what a connection of SQLite's driver can do, all of which is passed on.
type conn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.Pinger
	driver.QueryerContext
	driver.SessionResetter
	driver.Validator
}

// maxKept bounds what a connection keeps; lists of different lengths make different statements.
const maxKept = 256

type keptConn struct {
	conn
	kept map[string]*keptStmt
}

type keptStmt struct {
	driver.Stmt
	busy bool // its rows are being read
}

// statement gives a kept statement that is not busy, or nil for one that is to be sent as text.
func (c *keptConn) statement(ctx context.Context, query string) (*keptStmt, error) {
	if s, ok := c.kept[query]; ok {
		if s.busy {
			return nil, nil
		}
		return s, nil
	}
	if len(c.kept) >= maxKept || !comesAgain(query) {
		return nil, nil
	}
	prepared, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s := &keptStmt{Stmt: prepared}
	c.kept[query] = s
	return s, nil
}

// comesAgain tells our statements from those that make or change a schema.
func comesAgain(query string) bool {
	word, _, _ := strings.Cut(query, " ")
	switch word {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "SAVEPOINT", "RELEASE":
		return true
	}
	return false
}

// ExecContext implements driver.ExecerContext.
func (c *keptConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.conn.ExecContext(ctx, query, args)
	}
	return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
}

// QueryContext implements driver.QueryerContext.
func (c *keptConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.conn.QueryContext(ctx, query, args)
	}
	rows, err := s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.busy = true
	return &keptRows{rows, s}, nil
}

// Close implements driver.Conn.
func (c *keptConn) Close() error {
	var errs []error
	for _, s := range c.kept {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.conn.Close())...)
}

type keptRows struct {
	driver.Rows
	of *keptStmt
}

// Close implements driver.Rows; the statement may be used again.
func (r *keptRows) Close() error {
	r.of.busy = false
	return r.Rows.Close()
}

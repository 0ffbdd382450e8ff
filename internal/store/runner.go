package store

import (
	"context"
	"database/sql"
)

// runner runs statements: those of a transaction, or a single one.
type runner interface {
	exec(ctx context.Context, query string, a []any) (changed int64, err error)
	query(ctx context.Context, query string, a []any) (rows, error)
	// later runs a statement whose answer nobody looks at, now or together with a later one. taken is the error when it meets a row that is there already.
	later(ctx context.Context, query string, a []any, taken error) error
}

// rows are an answer.
type rows interface {
	Next() bool
	Scan(into ...any) error
	Err() error
	Close() error
}

// direct sends each statement by itself: to SQLite, which is in this process, and single questions to PostgreSQL.
type direct struct {
	to interface {
		ExecContext(ctx context.Context, query string, a ...any) (sql.Result, error)
		QueryContext(ctx context.Context, query string, a ...any) (*sql.Rows, error)
	}
}

func (d direct) exec(ctx context.Context, query string, a []any) (int64, error) {
	res, err := d.to.ExecContext(ctx, query, a...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (d direct) query(ctx context.Context, query string, a []any) (rows, error) {
	return d.to.QueryContext(ctx, query, a...)
}

func (d direct) later(ctx context.Context, query string, a []any, taken error) error {
	_, err := d.to.ExecContext(ctx, query, a...)
	if taken != nil && isTaken(err) {
		return taken
	}
	return err
}

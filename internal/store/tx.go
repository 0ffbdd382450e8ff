package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"siegel/internal/counsel"
)

// tx is one transaction, or one savepoint of a group. SQL stands in its unexported methods only.
type tx struct {
	ctx  context.Context
	sql  runner
	s    *Store
	now  time.Time // the same for the whole transaction
	told []counsel.Event

	failed error // the shred store's: nothing of this transaction may be kept
}

type args []any

// exec runs a statement and gives the number of rows it changed.
func (t *tx) exec(query string, a ...any) (int64, error) {
	return t.sql.exec(t.ctx, t.s.d.text(query), plain(a))
}

// later runs a statement whose answer nobody looks at. taken is the error when it meets a row that is there already; it comes at the latest with
// the commit.
func (t *tx) later(taken error, query string, a ...any) error {
	return t.sql.later(t.ctx, t.s.d.text(query), plain(a), taken)
}

// get reads one row into the pointers; found is false if there is none.
func (t *tx) get(query string, a args, into ...any) (found bool, err error) {
	rows, err := t.sql.query(t.ctx, t.s.d.text(query), plain(a))
	if err != nil {
		return false, err
	}
	if found = rows.Next(); found {
		err = rows.Scan(targets(into)...)
	}
	err = errors.Join(err, rows.Err(), rows.Close())
	return found && err == nil, err
}

// each calls row for every row of the answer.
func (t *tx) each(query string, a args, row func(scan func(into ...any) error) error) error {
	rows, err := t.sql.query(t.ctx, t.s.d.text(query), plain(a))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(func(into ...any) error { return rows.Scan(targets(into)...) }); err != nil {
			return err
		}
	}
	return rows.Err()
}

// fill reads every row of an answer into the same variables, and then calls row.
func (t *tx) fill(query string, a args, into []any, row func()) error {
	rows, err := t.sql.query(t.ctx, t.s.d.text(query), plain(a))
	if err != nil {
		return err
	}
	defer rows.Close()
	into = targets(into)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		row()
	}
	return rows.Err()
}

// plain turns our values into those of the drivers. Nothing is NULL: a nil slice, a zero id are ”, a zero time is 0.
func plain(a []any) []any {
	out := make([]any, len(a))
	for i, v := range a {
		switch v := v.(type) {
		case counsel.ID:
			out[i] = idBytes(v)
		case []byte:
			out[i] = append([]byte{}, v...)
		case time.Time:
			out[i] = millis(v)
		default:
			out[i] = v
		}
	}
	return out
}

func idBytes(id counsel.ID) []byte {
	if id == (counsel.ID{}) {
		return []byte{}
	}
	return id[:]
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// targets wraps the pointers that the drivers do not know.
func targets(into []any) []any {
	out := make([]any, len(into))
	for i, p := range into {
		switch p := p.(type) {
		case *counsel.ID:
			out[i] = (*idTarget)(p)
		case *[32]byte:
			out[i] = (*hashTarget)(p)
		case *time.Time:
			out[i] = &timeTarget{p}
		default:
			out[i] = p
		}
	}
	return out
}

type (
	idTarget   counsel.ID
	hashTarget [32]byte
	timeTarget struct{ t *time.Time }
)

// Scan implements sql.Scanner; ” is the zero id.
func (id *idTarget) Scan(v any) error {
	*id = idTarget{}
	return fill(id[:], v)
}

// Scan implements sql.Scanner.
func (h *hashTarget) Scan(v any) error {
	*h = hashTarget{}
	return fill(h[:], v)
}

func fill(to []byte, v any) error {
	b, ok := v.([]byte)
	if !ok || len(b) != 0 && len(b) != len(to) {
		return fmt.Errorf("store: a column holds %T where %d bytes belong", v, len(to))
	}
	copy(to, b)
	return nil
}

// Scan implements sql.Scanner; 0 is the zero time.
func (t *timeTarget) Scan(v any) error {
	ms, ok := v.(int64)
	if !ok {
		return fmt.Errorf("store: a column holds %T where a time belongs", v)
	}
	*t.t = time.Time{}
	if ms != 0 {
		*t.t = time.UnixMilli(ms).UTC()
	}
	return nil
}

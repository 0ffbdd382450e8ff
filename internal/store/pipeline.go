package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// pipeline is a transaction on PostgreSQL that goes to the database and back as rarely as it can: its beginning goes with the first statement, its
// end with the last, and a statement whose answer nobody looks at with the next one. Each is still run after the one before, and sees what that did.
type pipeline struct {
	c     *lone
	begin string
	waits []statement
	begun bool // the beginning has been sent
}

// statement is a statement that is not sent yet.
type statement struct {
	query string
	a     []any
	taken error
}

const (
	beginWriting = `begin`
	beginReading = `begin isolation level repeatable read read only` // one unchanging state
	rollbackTime = 5 * time.Second
)

// errRolledBack says that a transaction was ended by the database although nobody had seen an error.
var errRolledBack = errors.New("store: postgres has undone the transaction")

// transactPostgres runs fn in a transaction on a connection of the pool.
func (s *Store) transactPostgres(ctx context.Context, db *sql.DB, begin string, fn func(*tx) error) error {
	pooled, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	t := &tx{ctx: ctx, s: s, now: s.clock()}
	err = pooled.Raw(func(conn any) error { // a panic in fn closes the connection, which undoes what it did
		p := &pipeline{c: conn.(*pooledConn).Conn(), begin: begin}
		t.sql = p
		if err := t.do(fn); err != nil {
			p.rollback(ctx)
			return err
		}
		return p.commit(ctx)
	})
	_ = pooled.Close() // it is back in the pool before anybody is told
	if err == nil {
		s.publish(t.told)
	}
	return err
}

func (p *pipeline) later(_ context.Context, query string, a []any, taken error) error {
	p.waits = append(p.waits, statement{query, a, taken})
	return nil
}

func (p *pipeline) exec(ctx context.Context, query string, a []any) (int64, error) {
	answers, err := p.send(ctx, query, a)
	if err != nil {
		return 0, err
	}
	tag, err := answers.Exec()
	return tag.RowsAffected(), errors.Join(err, answers.Close())
}

func (p *pipeline) query(ctx context.Context, query string, a []any) (rows, error) {
	answers, err := p.send(ctx, query, a)
	if err != nil {
		return nil, err
	}
	list, err := answers.Query()
	if err != nil {
		return nil, errors.Join(err, answers.Close())
	}
	return pipelined{list, answers}, nil
}

// send sends what waits and a last statement in one go. The answers that come back begin with the last statement's.
func (p *pipeline) send(ctx context.Context, query string, a []any) (answers, error) {
	waits := p.waits
	if !p.begun {
		waits = append([]statement{{query: p.begin}}, waits...)
	}
	p.waits, p.begun = nil, true
	var all batch
	for _, w := range append(waits, statement{query: query, a: a}) {
		all.Queue(w.query, w.a...)
	}
	got := p.c.SendBatch(ctx, &all)
	for _, w := range waits {
		if _, err := got.Exec(); err != nil {
			if w.taken != nil && isTaken(err) {
				err = w.taken
			}
			_ = got.Close() // says the same error
			return nil, err
		}
	}
	return got, nil
}

// commit sends the end with what waits. A transaction that asked nothing was never begun.
func (p *pipeline) commit(ctx context.Context) error {
	if !p.begun && len(p.waits) == 0 {
		return nil
	}
	answers, err := p.send(ctx, `commit`, nil)
	if err != nil {
		p.rollback(ctx)
		return err
	}
	tag, err := answers.Exec()
	if err := errors.Join(err, answers.Close()); err != nil {
		return err
	}
	if tag.String() != "COMMIT" {
		return errRolledBack // kill: S.Pipeline.commit-rolled-back
	}
	return nil
}

// rollback is done even when ctx has ended: the connection goes back into the pool. Where it cannot be done, the connection is closed.
func (p *pipeline) rollback(ctx context.Context) {
	if !p.begun || p.c.IsClosed() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTime)
	defer cancel()
	if _, err := p.c.Exec(ctx, `rollback`); err != nil {
		_ = p.c.Close(ctx)
	}
}

// pipelined are the rows of the last statement of several.
type pipelined struct {
	driverRows
	of answers
}

func (r pipelined) Close() error {
	r.driverRows.Close()
	return r.of.Close()
}

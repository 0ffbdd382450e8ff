package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"siegel/internal/counsel"
)

// attempts is how often a transaction that PostgreSQL gave up is repeated.
const attempts = 8

// write is the one way to change anything. When it returns nil, the change is on the disk. fn may run more than once, and must
// not touch anything but its transaction and its own results. An error or a panic of fn undoes what it did, and nothing else.
func (s *Store) write(ctx context.Context, fn func(*tx) error) error {
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	if s.group != nil {
		return coded(s.group.write(ctx, fn))
	}
	if s.d == sqlite { // opened by Look, which lets nothing be written
		return coded(s.transact(ctx, s.w, nil, fn))
	}
	for i := 1; ; i++ {
		err := s.transactPostgres(ctx, s.w, beginWriting, fn)
		if !again(err) || i == attempts {
			return coded(err)
		}
		time.Sleep(time.Duration(i) * 5 * time.Millisecond)
	}
}

// read shows fn one unchanging state of the database.
func (s *Store) read(ctx context.Context, fn func(*tx) error) error {
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	ctx, err := s.unhurried(ctx)
	if err != nil {
		return err
	}
	if s.d == postgres {
		return coded(s.transactPostgres(ctx, s.r, beginReading, fn))
	}
	return coded(s.transact(ctx, s.r, &sql.TxOptions{ReadOnly: true}, fn))
}

// bounded gives a context that ends on PostgreSQL when nobody should wait for its answer any longer.
func (s *Store) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.d == postgres {
		return context.WithTimeout(ctx, answerTime)
	}
	return ctx, func() {}
}

// unhurried gives a context without an end on SQLite: it reads in microseconds, and waiting for an end costs a goroutine for each statement.
func (s *Store) unhurried(ctx context.Context) (context.Context, error) {
	if s.d == postgres {
		return ctx, nil
	}
	return context.WithoutCancel(ctx), ctx.Err()
}

// look asks a single question, which needs no transaction around it.
func (s *Store) look(ctx context.Context, fn func(*tx) error) error {
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	ctx, err := s.unhurried(ctx)
	if err != nil {
		return err
	}
	return coded(fn(&tx{ctx: ctx, sql: direct{s.r}, s: s, now: s.clock()}))
}

func (s *Store) transact(ctx context.Context, db *sql.DB, o *sql.TxOptions, fn func(*tx) error) error {
	t, err := db.BeginTx(ctx, o)
	if err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	defer t.Rollback() // after a commit this does nothing; after a panic it frees the connection
	in := &tx{ctx: ctx, sql: direct{t}, s: s, now: s.clock()}
	if err := in.do(fn); err != nil {
		return err
	}
	if err := t.Commit(); err != nil {
		return err
	}
	s.publish(in.told)
	return nil
}

// group joins the writers that wait at the same moment into one commit: SQLite syncs the disk once for all of them.
// Each has a savepoint, so one that fails is undone alone.
type group struct {
	s       *Store
	jobs    chan *job
	stopped chan struct{}
	done    chan struct{}
	once    sync.Once
	commits atomic.Int64
}

// Commits is how many transactions have changed something so far: on SQLite, where writers share them. Elsewhere the database counts.
func (s *Store) Commits() int64 {
	if s.group == nil {
		return 0
	}
	return s.group.commits.Load()
}

// groupSize bounds a group, so that the first of it does not wait long.
const groupSize = 128

// ErrClosed says that the store is being closed.
var ErrClosed = broken(counsel.Away, "closed")

type job struct {
	ctx    context.Context
	fn     func(*tx) error
	err    error
	thrown any // the value of a panic
	ready  chan struct{}
}

func newGroup(s *Store) *group {
	g := &group{s: s, jobs: make(chan *job, groupSize), stopped: make(chan struct{}), done: make(chan struct{})}
	go g.run()
	return g
}

func (g *group) stop() {
	g.once.Do(func() { close(g.stopped) })
	<-g.done
}

// write hands fn to the writing goroutine and waits: also when ctx ends, because fn may be running.
func (g *group) write(ctx context.Context, fn func(*tx) error) error {
	j := &job{ctx: ctx, fn: fn, ready: make(chan struct{})}
	select {
	case g.jobs <- j:
	case <-g.stopped:
		return ErrClosed // kill: S.Funnel.write-stopped
	}
	select {
	case <-j.ready:
	case <-g.done: // closed: either just done or never begun
		select {
		case <-j.ready:
		default:
			return ErrClosed // kill: S.Funnel.write-never-begun
		}
	}
	if j.thrown != nil {
		panic(j.thrown)
	}
	return j.err
}

func (g *group) run() {
	defer close(g.done)
	for {
		select {
		case j := <-g.jobs:
			g.commit(g.gather(j))
		case <-g.stopped:
			return
		}
	}
}

// gather takes whoever waits already.
func (g *group) gather(first *job) []*job {
	jobs := []*job{first}
	for len(jobs) < groupSize {
		select {
		case j := <-g.jobs:
			jobs = append(jobs, j)
		default:
			return jobs
		}
	}
	return jobs
}

// commit runs the jobs in one transaction and tells each how it went, after the commit.
func (g *group) commit(jobs []*job) {
	err := g.transact(jobs)
	for _, j := range jobs {
		if err != nil {
			j.err, j.thrown = err, nil
		}
		close(j.ready)
	}
}

// transact runs under a context of its own: SQLite undoes the whole transaction when a statement in it is interrupted.
func (g *group) transact(jobs []*job) error {
	g.commits.Add(1)
	return g.s.transact(context.Background(), g.s.w, nil, func(t *tx) error {
		for _, j := range jobs {
			if err := t.savepoint(j); err != nil {
				return err
			}
		}
		return nil
	})
}

// savepoint runs one job. The error it returns is not the job's: it means that the transaction itself is broken.
func (t *tx) savepoint(j *job) error {
	if j.err = j.ctx.Err(); j.err != nil {
		return nil
	}
	if _, err := t.exec(`SAVEPOINT job`); err != nil {
		return err
	}
	in := &tx{ctx: t.ctx, sql: t.sql, s: t.s, now: t.s.clock()}
	if j.run(in) {
		t.told = append(t.told, in.told...)
	} else if _, err := t.exec(`ROLLBACK TO SAVEPOINT job`); err != nil {
		if code := counsel.CodeOf(coded(j.err)); code == counsel.Full || code == counsel.Away {
			return j.err // then SQLite has undone everything by itself, and there is no savepoint any more
		}
		return err
	}
	_, err := t.exec(`RELEASE SAVEPOINT job`)
	return err
}

// run says whether the job went well. A panic is kept for the goroutine that asked.
func (j *job) run(t *tx) (ok bool) {
	defer func() {
		if v := recover(); v != nil {
			j.thrown, ok = v, false
		}
	}()
	j.err = t.do(j.fn)
	return j.err == nil
}

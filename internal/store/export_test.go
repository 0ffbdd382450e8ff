package store

import (
	"context"
	"database/sql"
	"errors"

	"siegel/internal/counsel"
)

// What the tests of the funnel need to see.

// Tx lets tests run statements inside the funnel.
type Tx = tx

// Write is the funnel itself.
func (s *Store) Write(ctx context.Context, fn func(*Tx) error) error { return s.write(ctx, fn) }

// Read is its sister.
func (s *Store) Read(ctx context.Context, fn func(*Tx) error) error { return s.read(ctx, fn) }

// RemoveFilesOf marks the attachments of a case for removal.
func (t *tx) RemoveFilesOf(agency, id counsel.ID) error { return t.removeFiles(agency, id) }

// Exec runs a statement of a test.
func (t *tx) Exec(query string, a ...any) error {
	_, err := t.exec(query, a...)
	return err
}

// News and NoticeGone note what the notifier is told.
func (t *tx) News(agency, uid counsel.ID) error       { return t.news(agency, uid) }
func (t *tx) NoticeGone(agency, uid counsel.ID) error { return t.noticeGone(agency, uid) }

// AddEnquiry stores an enquiry inside a transaction of a test.
func (t *tx) AddEnquiry(by counsel.Actor, e counsel.Enquiry) error {
	e.Message.Case, e.Message.Author, e.Message.Role, e.Message.Kind = e.Case, by.UID, counsel.SeekerRole, counsel.KindMessage
	_, err := t.addEnquiry(by, e)
	return err
}

// End deletes a case inside a transaction of a test.
func (t *tx) End(agency, id counsel.ID) error {
	by := counsel.Actor{Agency: agency}
	c, err := t.caseByID(by, id)
	if err != nil {
		return err
	}
	return t.end(by, c, counsel.Ending{}, counsel.BecauseOrder)
}

// Later runs a statement whose answer nobody looks at.
func (t *tx) Later(taken error, query string, a ...any) error { return t.later(taken, query, a...) }

// Get reads one row for a test.
func (t *tx) Get(query string, a []any, into ...any) (bool, error) { return t.get(query, a, into...) }

// Each reads all rows for a test.
func (t *tx) Each(query string, row func(scan func(into ...any) error) error) error {
	return t.each(query, nil, row)
}

// Pools gives the writing and the reading connections.
func (s *Store) Pools() (w, r *sql.DB) { return s.w, s.r }

// Coded is what others learn of an error.
func Coded(err error) error { return coded(err) }

// PostgresTrouble and SQLiteTrouble say which codes they have for a number.
func PostgresTrouble(code string) counsel.Code { return postgresTrouble(code) }
func SQLiteTrouble(code int) counsel.Code      { return sqliteTrouble(code) }

// Waiting is how many writers stand in line on SQLite.
func (s *Store) Waiting() int { return len(s.group.jobs) }

// WriteToEnded hands something to a funnel whose goroutine has ended with writers still in line.
func WriteToEnded(ctx context.Context, fn func(*Tx) error) error {
	g := &group{jobs: make(chan *job, 1), stopped: make(chan struct{}), done: make(chan struct{})}
	close(g.done)
	return g.write(ctx, fn)
}

// Migrate takes the schema down or up to a version.
func (s *Store) Migrate(ctx context.Context, to int64) error {
	p, err := s.migrator()
	if err != nil {
		return err
	}
	if to < Schema() {
		_, err = p.DownTo(ctx, to)
		return err
	}
	_, err = p.UpTo(ctx, to)
	return err
}

// Tell is what writers say to open pages.
func (t *tx) Tell(e counsel.Event) { t.tell(e) }

// The form of what nodes say to each other.
const MaxEvents = maxEvents

var (
	Payload = payload
	Heard   = heard
)

// Kept gives the statements that the connections to SQLite have prepared so far.
func (s *Store) Kept(ctx context.Context) (list []string, err error) {
	var held []*sql.Conn
	defer func() {
		for _, c := range held {
			err = errors.Join(err, c.Close())
		}
	}()
	for _, db := range []*sql.DB{s.w, s.r} {
		for range db.Stats().OpenConnections { // each is held, so that the next is another one
			c, err := db.Conn(ctx)
			if err != nil {
				return nil, err
			}
			held = append(held, c)
			if err := c.Raw(func(raw any) error {
				for query := range raw.(*keptConn).kept {
					list = append(list, query)
				}
				return nil
			}); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// StoredColumns gives, for the test of the columns, under which items each table's columns are told to seekers.
func StoredColumns() (told map[string]map[string][]string, keys []string) {
	told = map[string]map[string][]string{}
	for _, item := range stored {
		keys = append(keys, item.key)
		for table, columns := range item.columns {
			if told[table] == nil {
				told[table] = map[string][]string{}
			}
			told[table][item.key] = append(told[table][item.key], columns)
		}
	}
	return told, keys
}

// AboutNoSeeker gives the tables that hold nothing of a seeker.
func AboutNoSeeker() map[string]string { return aboutNoSeeker }

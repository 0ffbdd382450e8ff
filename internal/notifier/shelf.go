package notifier

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver

	"siegel/internal/counsel"
	"siegel/internal/notice"
)

// shelfFile is the notifier's own database, apart from the server's.
const shelfFile = "notifier.db"

// schemas are the steps from an empty file to the schema of this version; one that was there stays as it is.
var schemas = []string{`CREATE TABLE people (
	agency  BLOB    NOT NULL,
	uid     BLOB    NOT NULL,
	realm   TEXT    NOT NULL,
	lang    TEXT    NOT NULL,
	form    TEXT    NOT NULL,
	words   TEXT    NOT NULL, -- JSON: the agency's sender, subject and text
	state   TEXT    NOT NULL,
	level   TEXT    NOT NULL,
	address BLOB    NOT NULL, -- age
	token   TEXT    NOT NULL UNIQUE,
	code    TEXT    NOT NULL,
	tries   INTEGER NOT NULL,
	until   INTEGER NOT NULL,
	waits   TEXT    NOT NULL,
	due     INTEGER NOT NULL,
	fails   INTEGER NOT NULL,
	told    INTEGER NOT NULL,
	rest    INTEGER NOT NULL, -- hour
	entries INTEGER NOT NULL,
	PRIMARY KEY (agency, uid)
) WITHOUT ROWID`,
	// The marks of addresses that were given up, until the server has noted them.
	`CREATE TABLE withdrawn (mark BLOB NOT NULL PRIMARY KEY) WITHOUT ROWID`}

const columns = `agency, uid, realm, lang, form, words, state, level, address, token, code, tries, until, waits, due, fails, told, rest, entries`

// ErrNewer says that a newer version has been here.
var ErrNewer = errors.New("the notifier's database was written by a newer version of Siegel")

// shelf keeps people. One change after the other: there are few.
type shelf struct {
	mu sync.Mutex
	db *sql.DB
}

// openShelf opens the database of a folder. What is deleted is overwritten, and no copy stays in a journal.
func openShelf(folder string) (*shelf, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(folder, shelfFile)+"?_pragma=journal_mode(truncate)&_pragma=synchronous(full)&_pragma=secure_delete(on)&_pragma=busy_timeout(5000)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if err := prepare(db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &shelf{db: db}, nil
}

func prepare(db *sql.DB) error {
	var at int
	if err := db.QueryRow(`PRAGMA user_version`).Scan(&at); err != nil {
		return fmt.Errorf("notifier: %w", err)
	}
	if at > len(schemas) {
		return ErrNewer // kill: S.Shelf.prepare-newer
	}
	for ; at < len(schemas); at++ {
		if _, err := db.Exec(fmt.Sprintf("BEGIN; %s; PRAGMA user_version = %d; COMMIT", schemas[at], at+1)); err != nil {
			return fmt.Errorf("notifier: %w", err)
		}
	}
	return nil
}

func (s *shelf) close() error { return s.db.Close() }

// change reads a person, lets fn change it, and keeps the result; nil where there is none, or is to be none. What fn refuses is kept all the same: a
// wrong code has been tried.
func (s *shelf) change(who notice.Person, fn func(p *person) (*person, error)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.read(`agency = ? AND uid = ?`, who.Agency[:], who.UID[:])
	if err != nil {
		return err
	}
	var before person
	if p != nil {
		before = *p
	}
	next, refused := fn(p)
	if p == nil && next == nil {
		return refused
	}
	if err := s.inOne(func(t *sql.Tx) error {
		if before.address != nil && (next == nil || next.address == nil || next.token != before.token) {
			if err := withdraw(t, before.token); err != nil {
				return err
			}
		}
		if next != nil {
			return keep(t, next)
		}
		return remove(t, who)
	}); err != nil {
		return err
	}
	return refused
}

// inOne does something in one transaction.
func (s *shelf) inOne(do func(*sql.Tx) error) error {
	t, err := s.db.Begin()
	if err != nil {
		return err
	}
	defer func() { _ = t.Rollback() }() // after a commit this does nothing
	if err := do(t); err != nil {
		return err
	}
	return t.Commit()
}

func remove(t *sql.Tx, who notice.Person) error {
	_, err := t.Exec(`DELETE FROM people WHERE agency = ? AND uid = ?`, who.Agency[:], who.UID[:])
	return err
}

// by finds the person of a token; nil if there is none.
func (s *shelf) by(token string) (*person, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.read(`token = ?`, token)
}

// forget takes a whole agency away.
func (s *shelf) forget(agency counsel.ID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.db.Exec(`DELETE FROM people WHERE agency = ?`, agency[:])
	return err
}

// due gives those to whom something is to go out, the longest waiting first.
func (s *shelf) due(now time.Time) ([]notice.Person, error) {
	return s.list(`waits <> '' AND due <= ? ORDER BY due`, now.UnixMilli())
}

// overdue counts those who should have had a mail by now, and says since when (Unix milliseconds; 0: nobody waits).
func (s *shelf) overdue(now time.Time) (n int, since int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return n, since, s.db.QueryRow(`SELECT count(*), COALESCE(min(due), 0) FROM people WHERE waits <> '' AND due <= ?`, now.UnixMilli()).Scan(&n, &since)
}

// void gives those whose code nobody has typed in time.
func (s *shelf) void(now time.Time) ([]notice.Person, error) {
	return s.list(`until > 0 AND until <= ?`, now.UnixMilli())
}

// list gives at most a hundred people.
func (s *shelf) list(where string, a ...any) (list []notice.Person, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows, err := s.db.Query(`SELECT agency, uid FROM people WHERE `+where+` LIMIT 100`, a...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var agency, uid []byte
		if err := rows.Scan(&agency, &uid); err != nil {
			return nil, err
		}
		list = append(list, notice.Person{Agency: counsel.ID(agency), UID: counsel.ID(uid)})
	}
	return list, rows.Err()
}

// read gives one person, or nil.
func (s *shelf) read(where string, a ...any) (*person, error) {
	var p person
	var agency, uid []byte
	var words string
	var until, due, rest int64
	err := s.db.QueryRow(`SELECT `+columns+` FROM people WHERE `+where, a...).Scan(&agency, &uid, &p.realm, &p.lang, &p.form, &words, &p.state, &p.level, &p.address, &p.token,
		&p.code, &p.tries, &until, &p.waits, &due, &p.fails, &p.told, &rest, &p.entries)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if len(agency) != len(p.Agency) || len(uid) != len(p.UID) || json.Unmarshal([]byte(words), &p.words) != nil {
		return nil, errors.New("notifier: a row is broken") // kill: S.Shelf.read-row-broken
	}
	p.Agency, p.UID = counsel.ID(agency), counsel.ID(uid)
	p.until, p.due, p.rest = moment(until), moment(due), moment(rest)
	return &p, nil
}

func keep(t *sql.Tx, p *person) error {
	words, err := json.Marshal(p.words)
	if err != nil {
		return err
	}
	_, err = t.Exec(`INSERT OR REPLACE INTO people (`+columns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		p.Agency[:], p.UID[:], p.realm, p.lang, p.form, string(words), p.state, p.level, append([]byte{}, p.address...), p.token, p.code, p.tries, millis(p.until), p.waits, millis(p.due),
		p.fails, p.told, millis(p.rest), p.entries)
	return err
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

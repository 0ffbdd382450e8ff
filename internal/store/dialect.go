package store

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	driver "modernc.org/sqlite" // registers itself as "sqlite"
	lib "modernc.org/sqlite/lib"

	"siegel/internal/counsel"
)

// dialect is everything the two databases disagree about; all of it stands in this file.
type dialect int

const (
	sqlite dialect = iota
	postgres
)

func dialectOf(database string) dialect {
	if strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://") {
		return postgres
	}
	return sqlite
}

func (s *Store) connect(database string) (err error) {
	if s.d == postgres {
		return s.connectPostgres(database)
	}
	if err := ownFile(database); err != nil {
		return err
	}
	s.w = sql.OpenDB(keeping{sqliteName(database, "_txlock=immediate"), new(driver.Driver)})
	s.w.SetMaxOpenConns(1)
	s.r = sql.OpenDB(keeping{sqliteName(database, "_pragma=query_only(1)"), new(driver.Driver)})
	s.r.SetMaxOpenConns(16)
	s.r.SetMaxIdleConns(16)
	return nil
}

func (s *Store) connectPostgres(address string) error {
	dial, err := loner(address)
	if err != nil {
		return err
	}
	if s.w, err = openPostgres(address); err != nil {
		return err
	}
	s.r, s.relay = s.w, newRelay(dial)
	return nil
}

// ownFile makes the database file readable by its owner only, also one that was copied back with laxer rights. SQLite gives its side files
// the same mode.
func ownFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}

// sqliteName gives the data source name. synchronous(FULL): an acknowledged write survives a power cut. A letter touches half a dozen pages of
// indexes, each written whole: pages of 1 KiB (of a new database; the journal mode, which makes it, is set after them) and a log of 16 MiB before
// they go to their places write half as much as SQLite's defaults (docs/decisions/0016).
func sqliteName(path, extra string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?_pragma=busy_timeout(5000)&_pragma=page_size(1024)&_journal_mode=WAL&_pragma=wal_autocheckpoint(16000)" +
		"&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&" + extra
}

func postgresConfig(address, name string) (*pgx.ConnConfig, error) {
	c, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("store: the address of the database is not understood") // the driver's error may quote the password
	}
	c.RuntimeParams["application_name"] = name
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = patience
	}
	return c, nil
}

func openPostgres(address string) (*sql.DB, error) {
	c, err := postgresConfig(address, "siegel")
	if err != nil {
		return nil, err
	}
	c.RuntimeParams["synchronous_commit"] = "on"
	// A node that was cut off in the middle of a transaction must not keep its cases locked: nobody would hear of its end for hours.
	c.RuntimeParams["idle_in_transaction_session_timeout"] = strconv.FormatInt(answerTime.Milliseconds(), 10)
	db := stdlib.OpenDB(*c)
	db.SetMaxOpenConns(16)
	db.SetMaxIdleConns(16)
	return db, nil
}

// openToLook opens a database that exists, for one who must not change it.
func (d dialect) openToLook(database string) (*sql.DB, error) {
	if d == sqlite {
		if _, err := os.Stat(database); err != nil {
			return nil, fmt.Errorf("store: %w", err)
		}
		return sql.Open("sqlite", "file:"+(&url.URL{Path: database}).EscapedPath()+"?mode=rw&_pragma=busy_timeout(5000)&_pragma=query_only(1)") // rw: beside a running server the journal must be shared
	}
	c, err := postgresConfig(database, "siegel doctor")
	if err != nil {
		return nil, err
	}
	c.RuntimeParams["default_transaction_read_only"] = "on"
	return stdlib.OpenDB(*c), nil
}

// about asks a database what it is, and with the name of a setting what the server has it set to.
func (d dialect) about() (version, setting string) {
	if d == postgres {
		return `SELECT 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1)`, `SELECT current_setting($1)`
	}
	return `SELECT 'SQLite ' || sqlite_version()`, ""
}

// What the files beside this one need of the driver of PostgreSQL.
type (
	lone       = pgx.Conn    // one connection
	pooledConn = stdlib.Conn // the same, in the pool
	batch      = pgx.Batch   // several statements that are sent together
	answers    = pgx.BatchResults
	driverRows = pgx.Rows
)

// loner gives a way to open such connections for events. Nothing that is sent on them has to survive anything, so they wait for no disk.
func loner(address string) (func(context.Context) (*lone, error), error) {
	c, err := postgresConfig(address, "siegel events")
	if err != nil {
		return nil, err
	}
	c.RuntimeParams["synchronous_commit"] = "off"
	return func(ctx context.Context) (*lone, error) { return pgx.ConnectConfig(ctx, c.Copy()) }, nil
}

var placeholder = regexp.MustCompile(`\$(\d+)`)

// texts keeps what text has made. Our statements are constants, but for lists of a bounded length.
var texts sync.Map

// text gives a statement in the words of the database: PostgreSQL's, with ?1 for $1 on SQLite.
func (d dialect) text(query string) string {
	if d == postgres {
		return query
	}
	if kept, ok := texts.Load(query); ok {
		return kept.(string)
	}
	text := placeholder.ReplaceAllString(query, "?$1")
	texts.Store(query, text)
	return text
}

// lock is what a SELECT ends with that makes other writers of its rows wait. SQLite has one writer anyway.
func (d dialect) lock() string {
	if d == postgres {
		return ` FOR NO KEY UPDATE`
	}
	return ""
}

// isTaken says whether a statement met a row that is there already.
func isTaken(err error) bool {
	var pe *pgconn.PgError
	var se *driver.Error
	return errors.As(err, &pe) && pe.Code == "23505" ||
		errors.As(err, &se) && (se.Code() == lib.SQLITE_CONSTRAINT_UNIQUE || se.Code() == lib.SQLITE_CONSTRAINT_PRIMARYKEY)
}

// again says whether a transaction was given up by PostgreSQL for the sake of another one and may simply be repeated.
func again(err error) bool {
	var pe *pgconn.PgError
	return errors.As(err, &pe) && (pe.Code == "40001" || pe.Code == "40P01")
}

// size asks how many bytes the database takes.
func (d dialect) size() string {
	if d == postgres {
		return `SELECT pg_database_size(current_database())`
	}
	return `SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()`
}

// hasSchema asks whether goose has worked on this database before.
func (d dialect) hasSchema() string {
	if d == postgres {
		return `SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'goose_db_version'`
	}
	return `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'goose_db_version'`
}

// columns lists the columns of our tables with their declared types, by table. Goose's own table is not ours.
func (d dialect) columns() string {
	if d == postgres {
		return `SELECT table_name, column_name, data_type FROM information_schema.columns
			WHERE table_schema = current_schema() AND table_name <> 'goose_db_version' ORDER BY table_name COLLATE "C", ordinal_position`
	}
	return `SELECT m.name, c.name, c.type FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'goose_db_version' ORDER BY m.name, c.cid`
}

// references lists which table refers to which.
func (d dialect) references() string {
	if d == postgres {
		return `SELECT a.relname, b.relname FROM pg_constraint c JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid
			WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace`
	}
	return `SELECT m.name, f."table" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`
}

// otherWriters asks SQLite for a number that changes on this connection when another one has written. Ours is the only one of this process that does.
const otherWriters = `PRAGMA data_version`

// coded leaves of a driver's error only its number: the text may quote values, or the address of the database. An error of the database's own
// trouble carries the code for it: away, full.
func coded(err error) error {
	var pe *pgconn.PgError
	var se *driver.Error
	switch {
	case errors.As(err, &pe):
		return broken(postgresTrouble(pe.Code), "postgres error "+pe.Code)
	case errors.As(err, &se):
		return broken(sqliteTrouble(se.Code()), fmt.Sprintf("sqlite error %d", se.Code()))
	case isLost(err):
		return broken(counsel.Away, "postgres does not answer")
	}
	return err
}

// postgresTrouble gives away or full for the errors of a server that cannot serve anybody just now (its manual, appendix A), "" for others.
func postgresTrouble(code string) counsel.Code {
	switch {
	case code == "53100":
		return counsel.Full
	case strings.HasPrefix(code, "08"), // connection lost
		strings.HasPrefix(code, "53"),    // out of memory, too many connections
		strings.HasPrefix(code, "57P"),   // it stops, starts, or has crashed
		strings.HasPrefix(code, "58"),    // its disk fails
		code == "57014", code == "25P03", // ended by the server, for it took too long
		code == "25006": // no writes: it is a copy, or in recovery
		return counsel.Away
	}
	return ""
}

// sqliteTrouble does the same for SQLite. The upper bytes of its codes say more than is needed.
func sqliteTrouble(code int) counsel.Code {
	switch code & 0xff {
	case lib.SQLITE_FULL:
		return counsel.Full
	case lib.SQLITE_IOERR, lib.SQLITE_CANTOPEN, lib.SQLITE_READONLY, lib.SQLITE_BUSY:
		if code == lib.SQLITE_IOERR_SHMSIZE { // the file that is beside the log could not grow
			return counsel.Full
		}
		return counsel.Away
	}
	return ""
}

// isLost says whether there was no answer from PostgreSQL: no connection, a broken one, or none in time.
func isLost(err error) bool {
	var connecting *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connecting) || errors.As(err, &network) || pgconn.Timeout(err) || pgconn.SafeToRetry(err) || errors.Is(err, sqldriver.ErrBadConn) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, context.DeadlineExceeded)
}

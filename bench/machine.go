package main

import (
	"context"
	"database/sql"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"siegel/internal/testkit"
)

// What the machine can do, in the same run: the server can be no faster than the disk and the loopback it stands on.

// appends is how often a second 4 KB at the end of a file come to the disk.
func appends(dir string, d time.Duration) (float64, error) {
	f, err := os.Create(filepath.Join(dir, "appends"))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	page, n, begin := make([]byte, 4096), 0, time.Now()
	for ; time.Since(begin) < d; n++ {
		if _, err := f.Write(page); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(begin).Seconds(), nil
}

const bare = `CREATE TABLE bare (id BYTEA PRIMARY KEY, box BYTEA NOT NULL)`

// liteCommits is how often a second SQLite commits so many letters with synchronous=FULL, one writer.
func liteCommits(dir string, rows int, d time.Duration) (float64, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "bare.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	defer os.Remove(filepath.Join(dir, "bare.db"))
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`DROP TABLE IF EXISTS bare; ` + bare); err != nil {
		return 0, err
	}
	n, begin := 0, time.Now()
	for ; time.Since(begin) < d; n++ {
		t, err := db.Begin()
		if err != nil {
			return 0, err
		}
		for range rows {
			if _, err := t.Exec(`INSERT INTO bare VALUES ($1, $2)`, testkit.Bytes(16), testkit.Box(letterSize)); err != nil {
				return 0, err
			}
		}
		if err := t.Commit(); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(begin).Seconds(), nil
}

// inserts is how many single letters a second PostgreSQL takes from 64 connections, each its own commit.
func inserts(database string, d time.Duration) (float64, error) {
	db, err := sql.Open("pgx", database)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	db.SetMaxOpenConns(64)
	db.SetMaxIdleConns(64)
	if _, err := db.Exec(bare); err != nil {
		return 0, err
	}
	ctx, stop := context.WithTimeout(context.Background(), d)
	defer stop()
	var n atomic.Int64
	var all sync.WaitGroup
	begin := time.Now()
	for range 64 {
		all.Go(func() {
			for ctx.Err() == nil {
				if _, err := db.Exec(`INSERT INTO bare VALUES ($1, $2)`, testkit.Bytes(16), testkit.Box(letterSize)); err != nil {
					return
				}
				n.Add(1)
			}
		})
	}
	all.Wait()
	return float64(n.Load()) / time.Since(begin).Seconds(), nil
}

// plain answers every call with nothing, in a process of its own: what net/http and the loopback take by themselves.
func plain(listener net.Listener) error {
	return http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		buffer := make([]byte, 4096)
		for {
			if _, err := r.Body.Read(buffer); err != nil {
				break
			}
		}
		w.WriteHeader(http.StatusNoContent)
	}))
}

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"siegel/internal/rest"
)

// run is the measuring of one database.
type run struct {
	plan
	table    *table
	column   string // SQLite or PostgreSQL
	dir      string
	database string
	keys     *rest.Keys
	world    *world
	server   *place
	senders  []client
	desk     person   // who has 200 cases
	deskOf   []string // their ids
	machine  map[string]float64
	leavers  []person
	cluster  *cluster
	filled   int // messages that `fill` has put there
}

const (
	sqliteColumn, postgresColumn = "SQLite FULL", "PostgreSQL"
	senders                      = 64
	deskCases, deskLetters       = 200, 20
	watchers                     = 50
)

func (r *run) add(work, goal, format string, a ...any) {
	text := fmt.Sprintf(format, a...)
	r.table.add(r.column, work, goal, text)
	fmt.Fprintf(os.Stderr, "%-12s %-62s %s\n", r.column, work, text)
}

func (r *run) keysDir() string { return filepath.Join(r.dir, "keys") }

// prepare makes the agency, its people and their cases, and starts the server.
func (r *run) prepare(ctx context.Context) (err error) {
	if r.keys, err = rest.Create(r.keysDir()); err != nil {
		return err
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	address := fmt.Sprintf("127.0.0.1:%d", port)
	begin := time.Now()
	if r.world, err = newWorld(ctx, r.database, r.keys, "http://"+address, watchers+1); err != nil {
		return err
	}
	if err := r.people(ctx); err != nil {
		return err
	}
	if wanted("deletion") {
		if err := r.addLeavers(ctx); err != nil {
			return err
		}
	}
	if err := r.world.store.Close(); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%-12s a world of %d seekers is there after %.1f s\n", r.column, len(r.world.seekers), time.Since(begin).Seconds())
	r.server, err = startServer(r.database, r.keysDir(), filepath.Join(r.dir, "data", "files"), address, "http://"+address)
	return err
}

func (r *run) people(ctx context.Context) error {
	w := r.world
	if err := w.addSeekers(ctx, r.keys, max(r.live, senders+deskCases+1)); err != nil {
		return err
	}
	n := len(w.seekers)
	if err := w.addSeekers(ctx, r.keys, senders); err != nil {
		return err
	}
	w.seekers, w.signers = w.seekers[:n], w.seekers[n:]
	r.senders = make([]client, senders)
	if err := together(senders, func(i int) error {
		id, err := w.enquiry(ctx, &w.seekers[i], &w.staff[i%len(w.staff)])
		r.senders[i] = client{Does: "send", who: w.seekers[i].who(), Case: id.String(), Seq: 1}
		return err
	}); err != nil {
		return err
	}
	if _, err := w.enquiry(ctx, &w.seekers[len(w.seekers)-1], nil); err != nil { // stays in the pool
		return err
	}
	r.desk, r.deskOf = w.staff[0], make([]string, deskCases)
	return together(deskCases, func(i int) error {
		seeker := &w.seekers[senders+i]
		id, err := w.enquiry(ctx, seeker, &r.desk)
		if err != nil {
			return err
		}
		r.deskOf[i] = id.String()
		return w.letters(ctx, *seeker, id, 2, deskLetters)
	})
}

func (r *run) task(clients ...client) task {
	return task{Address: r.server.address, Host: r.server.host(), Server: r.server.cmd.Process.Pid, Clients: clients, Warm: r.warm, Window: r.window, Windows: r.windows}
}

func (r *run) load(t task) ([]window, error) {
	windows, err := child[[]window]("load", t)
	if n := errorsOf(windows); err == nil && n > 0 {
		r.add("errors", "none", "%d in %s", n, t.Clients[0].Does)
	}
	return windows, err
}

// stored moves the senders' numbers on: what a load process has sent it alone knows.
func (r *run) stored(ctx context.Context, clients []client) error {
	for i := range clients {
		if err := r.server.newest(ctx, &clients[i]); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) postgres() bool { return strings.HasPrefix(r.database, "postgres://") }

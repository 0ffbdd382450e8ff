// Bench measures a whole server against its goals, beside what the machine can do in the same run, and prints one table (README.md).
// The server, the load and the pages that are open are processes of their own: `bench serve`, `load`, `see`, `hold`, `plain` are run by it, not by people.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	if err := command(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func command(args []string) error {
	switch {
	case len(args) == 0:
		return measure(context.Background())
	case args[0] == "load":
		return load(os.Stdin, os.Stdout)
	case args[0] == "see":
		return see(os.Stdin, os.Stdout)
	case args[0] == "hold":
		return hold(os.Stdin, os.Stdout)
	case args[0] == "serve" && len(args) == 2:
		return serve(args[1])
	case args[0] == "plain" && len(args) == 2:
		listener, err := net.Listen("tcp", args[1])
		if err != nil {
			return err
		}
		fmt.Println("listening")
		return plain(listener)
	}
	return errors.New("no arguments are needed; BENCH=quick in the environment gives the short form")
}

// measure runs everything on both databases. The table is printed as far as it came, also if something fails.
func measure(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "siegel-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.Chmod(dir, 0o711); err != nil { // PostgreSQL runs as somebody else
		return err
	}
	p, t := planOf(), &table{columns: []string{sqliteColumn, postgresColumn}}
	defer t.print(os.Stdout)
	began := time.Now()
	defer func() { fmt.Fprintf(os.Stderr, "measured in %s\n", time.Since(began).Round(time.Second)) }()
	c, err := startCluster(filepath.Join(dir, "cluster"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.stop()) }()
	machine, err := p.machine(dir, c, t)
	if err != nil {
		return err
	}
	postgres, err := c.database("siegel")
	if err != nil {
		return err
	}
	for _, r := range []*run{
		{plan: p, table: t, column: sqliteColumn, dir: filepath.Join(dir, "sqlite"), database: filepath.Join(dir, "sqlite", "data", "siegel.db"), machine: machine, cluster: c},
		{plan: p, table: t, column: postgresColumn, dir: filepath.Join(dir, "on-postgres"), database: postgres, machine: machine, cluster: c},
	} {
		if err := errors.Join(os.MkdirAll(filepath.Join(r.dir, "data"), 0o700), r.all(ctx)); err != nil {
			return fmt.Errorf("%s: %w", r.column, err)
		}
	}
	if !wanted("browser") {
		return nil
	}
	return throttled(ctx, t)
}

// all rows of one database, or those that BENCH_ROWS names.
func (r *run) all(ctx context.Context) error {
	if err := r.prepare(ctx); err != nil {
		return err
	}
	for _, step := range []struct {
		name string
		run  func(context.Context) error
	}{
		{"crowd", r.crowd}, // first: the memory of a server that has done nothing else
		{"sends", r.sends}, {"seen", r.seen}, {"signins", r.signIns}, {"probing", r.probing}, {"desks", r.desks}, {"cases", r.cases}, {"attachments", r.attachments}, {"deletion", r.deletions}, {"backup", r.backups}, {"begin", r.begin},
	} {
		if !wanted(step.name) {
			continue
		}
		if err := step.run(ctx); err != nil {
			return errors.Join(fmt.Errorf("%s: %w", step.name, err), r.server.stop())
		}
	}
	return r.server.stop()
}

// wanted: BENCH_ROWS=sends,desks measures only those. Everything, where it is not set.
func wanted(name string) bool {
	rows := os.Getenv("BENCH_ROWS")
	return rows == "" || slices.Contains(strings.Split(rows, ","), name)
}

// machine gives the rates that the rows are compared with.
func (p plan) machine(dir string, c *cluster, t *table) (map[string]float64, error) {
	rates := map[string]float64{}
	var err error
	if rates["appends"], err = appends(dir, p.seconds); err != nil {
		return nil, err
	}
	if rates["commits"], err = liteCommits(dir, 1, p.seconds); err != nil {
		return nil, err
	}
	if rates["commits of 16"], err = liteCommits(dir, 16, p.seconds); err != nil {
		return nil, err
	}
	database, err := c.database("bare")
	if err != nil {
		return nil, err
	}
	if rates["inserts"], err = inserts(database, p.seconds); err != nil {
		return nil, err
	}
	posts, err := p.posts()
	if err != nil {
		return nil, err
	}
	t.add(sqliteColumn, "machine: synced appends of 4 KB a second", "", whole(rates["appends"]))
	t.add(sqliteColumn, "machine: commits a second, one letter each", "", whole(rates["commits"]))
	t.add(sqliteColumn, "machine: commits a second, 16 letters each", "", whole(rates["commits of 16"]))
	t.add(postgresColumn, "machine: plain inserts a second, 64 connections", "", whole(rates["inserts"]))
	t.add(sqliteColumn, "machine: plain POSTs of 2 KB a second, 64 clients", "", fmt.Sprintf("%s, CPU %s", rateOf(posts).number(), timeOf(posts, window.cpu).time()))
	return rates, nil
}

// posts measures net/http and the loopback alone.
func (p plan) posts() ([]window, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	address := fmt.Sprintf("127.0.0.1:%d", port)
	server, err := start([]string{os.Args[0], "plain", address}, nil, "listening")
	if err != nil {
		return nil, err
	}
	clients := make([]client, 64)
	for i := range clients {
		clients[i] = client{Does: "post"}
	}
	windows, err := child[[]window]("load", task{Address: address, Host: address, Server: server.cmd.Process.Pid, Clients: clients, Warm: p.warm, Window: p.window, Windows: p.windows})
	return windows, errors.Join(err, server.stop())
}

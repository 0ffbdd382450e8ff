package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"time"

	"siegel/internal/api"
	"siegel/internal/config"
	"siegel/internal/counsel"
	"siegel/internal/live"
	"siegel/internal/site"
	"siegel/web"
)

// shutdownTime is how long requests that are running may go on after the end was asked for.
const shutdownTime = 10 * time.Second

func serve(ctx context.Context, in input) error {
	c, err := config.Check(in.values)
	if err != nil {
		return err
	}
	if err := noCoreDumps(); err != nil {
		return err
	}
	log := site.NewLog(in.Stderr, c.LogLevel)
	way, err := transportOf(c, log) // before anything is made: a first start that is refused leaves no keys behind
	if err != nil {
		return err
	}
	notices, err := noticesOf(c)
	if err != nil {
		return err
	}
	well := &health{}
	well.numbers = numbersOf(c, well, in.now)
	at, stop, err := serveHealth(c, well, log) // early: a long migration is alive, and not ready
	if err != nil {
		return err
	}
	defer stop()
	if err := beforeMigration(ctx, in, c); err != nil {
		return err
	}
	s, err := openStoreAt(ctx, c, in.Clock)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }() // every acknowledged write is on the disk already
	listener, err := way.listen(c.Listen)
	if err != nil {
		return err
	}
	stopPlain, err := redirectPlain(c, log, in.Stdout)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer stopPlain()
	defer way.keep(ctx)()
	if _, err := fs.Stat(web.Files, "dist/manifest.json"); err != nil {
		_, _ = fmt.Fprintln(in.Stderr, "siegel: the browser side is not built into this binary (make build): pages answer, but nobody can write or read")
	}
	if _, err := fmt.Fprintf(in.Stdout, "Siegel answers at %s (listening on %s)\n", c.PublicURL, listener.Addr()); err != nil {
		return errors.Join(err, listener.Close())
	}
	if at != "" {
		_, _ = fmt.Fprintf(in.Stdout, "Its health is told at http://%s/readyz\n", at)
	}
	go watchdog(ctx, in.Env, at)
	return (&node{config: c, store: s, log: log, from: scrubbed, health: well, env: in.Env, clock: in.Clock, notices: notices}).serveOn(ctx, listener)
}

// serveOn answers until ctx ends. Then nobody new is welcome, running requests may finish, event streams are ended, and what is left after
// shutdownTime is cut off.
func (n *node) serveOn(ctx context.Context, listener net.Listener) error {
	defer runtime.KeepAlive(ballast())
	n.live = live.New(n.store.Watchers)
	defer n.live.Close()
	n.tabs = api.NewTabs(n.clock, n.store.Watchers)
	n.store.Cut(n.live.Break)
	n.store.Listen(func(events []counsel.Event) {
		n.live.Tell(events)
		n.tabs.Hear(events)
	})
	h, err := n.handler()
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer n.tick(ctx)()
	server := newServer(h, n.log)
	server.RegisterOnShutdown(n.live.Close) // streams have no end of their own, and Shutdown would wait for it
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	go n.hearOthers(ctx)
	n.health.open(n.store.Ping)
	n.health.watchClock(n.store.Plausible)
	tellSystemd(n.env, "READY=1")
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	n.health.drain()
	tellSystemd(n.env, "STOPPING=1")
	// The context that ended is the reason for stopping, so the running requests need another one.
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		n.log.Warn("requests were cut off at the end", "error", err)
		return server.Close()
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// hearEvery is how soon a page hears that its person was stopped by a command beside a server on SQLite. Calls are refused at once.
const hearEvery = time.Second

// hearOthers has the sessions of open pages looked at when another process has written to the database.
func (n *node) hearOthers(ctx context.Context) {
	_, _ = n.store.Others(ctx) // what was written before is known
	for tick := time.NewTicker(hearEvery); ; {
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
		}
		if n.live.Streams() == 0 {
			continue
		}
		if wrote, err := n.store.Others(ctx); err == nil && wrote {
			n.live.Sweep(ctx)
		}
	}
}

// ballast counts as memory in use and is never touched, so it takes none: the collector lets the garbage of the few megabytes that we hold grow as
// large before it looks through them again. That is a seventh of the work of a letter; with much in use it changes nothing.
func ballast() []byte { return make([]byte, 16<<20) }

func newServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler: h, ErrorLog: site.ErrorLog(log), MaxHeaderBytes: 16 << 10,
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
	}
}

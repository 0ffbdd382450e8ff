package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"siegel/internal/config"
	"siegel/internal/metrics"
	"siegel/internal/store"
)

// health answers machines that watch this one, on a listener of its own: the pages and the people behind them are not asked.
// It says yes or no and nothing else.
type health struct {
	numbers *metrics.Metrics                            // what /metrics tells; nil for nothing
	alarms  func(check string)                          // counts among the numbers
	ask     atomic.Pointer[func(context.Context) error] // whether the database answers; nil while we start, and again while we end
	clock   atomic.Pointer[func(context.Context) error] // whether the clock is believed; nil while we start
}

// askTime bounds the question to the database.
const askTime = 2 * time.Second

var (
	errNoAnswer = errors.New("the server does not answer")
	errNotReady = errors.New("the server is not ready")
)

func (h *health) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	switch {
	case r.URL.Path == "/metrics" && h.numbers != nil && r.Method == http.MethodGet:
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		_ = h.numbers.Write(w) // whoever asked has gone
	case r.URL.Path != "/healthz" && r.URL.Path != "/readyz":
		w.WriteHeader(http.StatusNotFound)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
	case r.URL.Path == "/readyz" && !h.ready(r.Context()):
		w.WriteHeader(http.StatusServiceUnavailable)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// ready says whether new callers are welcome: not before the database is open, nor while the last callers are seen off.
func (h *health) ready(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	ask := h.ask.Load()
	return ask != nil && (*ask)(ctx) == nil
}

func (h *health) open(ask func(context.Context) error) { h.ask.Store(&ask) }

func (h *health) watchClock(ask func(context.Context) error) { h.clock.Store(&ask) }

// clockBelieved is 1 where what is due is ended. A server whose clock is not believed is ready all the same: people can write and read.
func (h *health) clockBelieved() (float64, bool) {
	ask := h.clock.Load()
	if ask == nil {
		return 0, false
	}
	ctx, cancel := context.WithTimeout(context.Background(), askTime)
	defer cancel()
	switch err := (*ask)(ctx); {
	case err == nil:
		return 1, true
	case errors.Is(err, store.ErrClock):
		return 0, true
	}
	return 0, false
}

func (h *health) drain() { h.ask.Store(nil) }

// serveHealth answers on the listener of the settings, if there is one, until stop is called. It gives the address, "" for none.
func serveHealth(c config.Config, h *health, log *slog.Logger) (at string, stop func(), err error) {
	if c.HealthListen == "" {
		return "", func() {}, nil
	}
	l, err := net.Listen("tcp", c.HealthListen)
	if err != nil {
		return "", nil, fmt.Errorf("health_listen: %w", err)
	}
	server := newServer(h, log)
	go func() { _ = server.Serve(l) }() // ends when it is closed
	return l.Addr().String(), func() { _ = server.Close() }, nil
}

// healthcheck asks the health listener of a running server, for a container or a watching program.
func healthcheck(ctx context.Context, in input) error {
	c, err := config.Check(in.values)
	if err != nil {
		return err
	}
	if c.HealthListen == "" {
		return errors.New("health_listen is not set, so there is nobody to ask")
	}
	return answers(ctx, c.HealthListen, "/readyz", 5*time.Second)
}

// answers asks a health listener: errNoAnswer, errNotReady.
func answers(ctx context.Context, address, path string, within time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+path, nil)
	if err != nil {
		return err
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(r)
	if err != nil {
		return errNoAnswer
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusNoContent {
		return errNotReady
	}
	return nil
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"
)

// task is what a load process does: clients that each repeat one operation.
type task struct {
	Address string   `json:"address"` // to connect to
	Host    string   `json:"host"`    // of the public URL
	Server  int      `json:"server"`  // its process, for the processor time
	Clients []client `json:"clients"`
	// Rate is operations a second, all clients together, by the clock; 0: each client goes on as soon as it has its answer.
	Rate    float64       `json:"rate"`
	Warm    time.Duration `json:"warm"`
	Window  time.Duration `json:"window"`
	Windows int           `json:"windows"`
}

// client is one person at work. Which fields count depends on Does.
type client struct {
	Does string `json:"does"` // send, login, get, post
	who
	Case   string   `json:"case"`
	Seq    int64    `json:"seq"` // of the newest message
	Agency string   `json:"agency"`
	Name   string   `json:"name"`
	Auth   string   `json:"auth"`
	Paths  []string `json:"paths"`
}

// stroke is one operation that is done.
type stroke struct {
	at    time.Time
	took  time.Duration
	bytes int
	err   error
}

// load runs the task that it reads, in a process of its own, and writes the windows.
func load(in io.Reader, out io.Writer) error {
	var t task
	if err := json.NewDecoder(in).Decode(&t); err != nil {
		return err
	}
	windows, err := t.run()
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(windows)
}

func (t task) run() ([]window, error) {
	ctx, stop := context.WithTimeout(context.Background(), t.Warm+time.Duration(t.Windows)*t.Window)
	defer stop()
	start := time.Now()
	beat := t.beat(ctx)
	strokes := make([][]stroke, len(t.Clients))
	var all sync.WaitGroup
	for i, c := range t.Clients {
		all.Go(func() { strokes[i] = t.work(ctx, c, beat) })
	}
	used, err := t.watch(start)
	all.Wait()
	if err != nil {
		return nil, err
	}
	return t.windows(start, strokes, used), nil
}

// beat gives the moments at which operations are due; nil where nobody waits for the clock.
func (t task) beat(ctx context.Context) chan time.Time {
	if t.Rate == 0 {
		return nil
	}
	due := make(chan time.Time, 1<<16)
	go func() {
		for next := time.Now(); ctx.Err() == nil; next = next.Add(time.Duration(float64(time.Second) / t.Rate)) {
			time.Sleep(time.Until(next))
			due <- next
		}
	}()
	return due
}

func (t task) work(ctx context.Context, c client, beat chan time.Time) (done []stroke) {
	l, err := dial(t.Address, t.Host)
	if err != nil {
		return []stroke{{time.Now(), 0, 0, err}}
	}
	defer l.close()
	requests := c.requests(l)
	for ctx.Err() == nil {
		next := requests()
		from := time.Now()
		if beat != nil {
			select {
			case from = <-beat: // who comes late has waited since then
			case <-ctx.Done():
				return done
			}
		}
		s := stroke{}
		for _, request := range next {
			status, length, err := l.ask(request)
			if err == nil && status >= 300 {
				err = fmt.Errorf("status %d", status)
			}
			s.bytes += length
			if err != nil {
				s.err = err
				break
			}
		}
		s.at, s.took = time.Now(), time.Since(from)
		done = append(done, s)
		if s.err != nil {
			return done // its next messages would not fit any more
		}
	}
	return done
}

// watch looks at the server at every end of a window.
func (t task) watch(start time.Time) (used []usage, err error) {
	for i := range t.Windows + 1 {
		time.Sleep(time.Until(start.Add(t.Warm + time.Duration(i)*t.Window)))
		if t.Server == 0 {
			used = append(used, usage{})
			continue
		}
		u, err := usageOf(t.Server)
		if err != nil {
			return nil, err
		}
		used = append(used, u)
	}
	return used, nil
}

func (t task) windows(start time.Time, strokes [][]stroke, used []usage) (out []window) {
	for i := range t.Windows {
		from := start.Add(t.Warm + time.Duration(i)*t.Window)
		var times []time.Duration
		w := window{}
		for _, one := range strokes {
			for _, s := range one {
				if s.at.Before(from) || !s.at.Before(from.Add(t.Window)) {
					continue
				}
				if s.err != nil {
					w.Errors++
					continue
				}
				times, w.Bytes = append(times, s.took), s.bytes
			}
		}
		sum := summarize(times)
		sum.Errors, sum.Bytes, sum.Took, sum.Used = w.Errors, w.Bytes, t.Window, used[i+1].since(used[i])
		out = append(out, sum)
	}
	return out
}

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// binary is what people run: the rows of this file measure it, and no child of ours.
var binary = filepath.Join("build", "siegel")

// begin measures the binary by itself: its size, its start, its memory at rest; then with many messages stored.
func (r *run) begin(context.Context) error {
	if err := r.server.stop(); err != nil {
		return err
	}
	if info, err := os.Stat(binary); err == nil && !r.postgres() {
		r.add("binary", "30 MB", "%.1f MB", float64(info.Size())/1e6)
	}
	if err := r.starts("start to first answer", "50 ms", true); err != nil {
		return err
	}
	if err := r.fillTo(r.plan.stored); err != nil {
		return err
	}
	return r.starts(fmt.Sprintf("… with %s messages stored", whole(float64(r.plan.stored))), "100 ms", false)
}

// fillTo puts messages there until there are so many of them.
func (r *run) fillTo(messages int) error {
	if messages <= r.filled {
		return nil
	}
	began := time.Now()
	if err := fill(r.database, r.world.agency.ID, messages-r.filled); err != nil {
		return fmt.Errorf("fill: %w", err)
	}
	r.filled = messages
	fmt.Fprintf(os.Stderr, "%-12s %d messages are there after %.0f s\n", r.column, messages, time.Since(began).Seconds())
	return nil
}

// settings are those of the binary.
func (r *run) settings() []string {
	env := []string{
		"SIEGEL_LISTEN=" + r.server.address, "SIEGEL_PUBLIC_URL=" + r.server.origin, "SIEGEL_KEYS=" + r.keysDir(), "SIEGEL_DATA=" + filepath.Join(r.dir, "data"),
		"SIEGEL_OPERATOR=bench", "SIEGEL_LOG_LEVEL=error",
	}
	if r.postgres() {
		env = append(env, "SIEGEL_DATABASE="+r.database)
	}
	return env
}

func (r *run) starts(work, goal string, memory bool) error {
	env := r.settings()
	var times []time.Duration
	var rss int64
	for i := range r.plan.starts {
		took, p, err := firstAnswer([]string{binary, "serve"}, env, r.server.address, r.server.host())
		if err != nil {
			return err
		}
		times = append(times, took)
		if memory && i == 0 {
			time.Sleep(2 * time.Second)
			u, err := usageOf(p.cmd.Process.Pid)
			if err != nil {
				return err
			}
			rss = u.RSS
		}
		if err := p.stop(); err != nil {
			return err
		}
	}
	slices.Sort(times)
	r.add(work, goal, "%s (%s–%s)", milli(float64(times[len(times)/2])), milli(float64(times[0])), milli(float64(times[len(times)-1])))
	if memory {
		r.add("idle memory", "25 MiB", "%s", mib(rss))
	}
	return nil
}

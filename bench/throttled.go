package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// paint is what a slow phone on a slow line shows, in milliseconds from the opening of the start page (web/e2e/bench/throttled.mjs).
type paint struct {
	First, Largest, Longest float64
	Usable                  float64 // from the last link before it
	Way                     float64 // from the start page, over the page on safety, without a person's time
	Shift                   float64
}

// throttled opens the start page of the demo and begins a letter in a Chromium with 1.6 Mbit/s, 150 ms and a fourth of the processor.
func throttled(ctx context.Context, t *table) error {
	port, err := freePort()
	if err != nil {
		return err
	}
	address := fmt.Sprintf("127.0.0.1:%d", port)
	demo, err := start([]string{binary, "demo", "--listen", address}, nil, "Ctrl-C")
	if err != nil {
		return err
	}
	defer func() { _ = demo.stop() }()
	browser := exec.CommandContext(ctx, "node", filepath.Join("e2e", "bench", "throttled.mjs"), "http://"+address+"/wien")
	browser.Dir, browser.Stderr = "web", os.Stderr
	out, err := browser.Output()
	if err != nil {
		return fmt.Errorf("throttled Chromium: %w", err)
	}
	var p paint
	if err := json.Unmarshal(out, &p); err != nil {
		return err
	}
	add := func(work, goal, format string, a ...any) { t.add(sqliteColumn, work, goal, fmt.Sprintf(format, a...)) }
	add("throttled Chromium: first paint", "1.0 s", "%.2f s", p.First/1000)
	add("… largest paint", "1.3 s", "%.2f s", p.Largest/1000)
	add("… text box usable", "2.5 s", "%.2f s", p.Usable/1000)
	add("… from the start page to it, over the page on safety", "", "%.2f s", p.Way/1000)
	add("… layout shift", "0", "%.3f", p.Shift)
	add("… longest task while typing", "never blocked (50 ms)", "%.0f ms", p.Longest)
	return nil
}

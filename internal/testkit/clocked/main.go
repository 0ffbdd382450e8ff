// Command clocked is the whole server with a clock that a journey sets: the file named by CLOCK_FILE holds how many milliseconds it is
// ahead of the machine's. It exists for browser tests and is never shipped.
package main

import (
	"context"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"siegel/internal/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := app.Run(ctx, os.Args[1:], app.Streams{Env: os.Environ(), Stdout: os.Stdout, Stderr: os.Stderr, Clock: now})
	stop()
	os.Exit(code)
}

// now reads the file each time, so that a journey moves the clock by writing it.
func now() time.Time {
	data, err := os.ReadFile(os.Getenv("CLOCK_FILE"))
	if err != nil {
		return time.Now()
	}
	ahead, err := strconv.ParseInt(strings.TrimSpace(string(data)), 10, 64)
	if err != nil {
		return time.Now()
	}
	return time.Now().Add(time.Duration(ahead) * time.Millisecond)
}

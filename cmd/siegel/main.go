// Command siegel is the whole server: pages, interface and database in one file.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"siegel/internal/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := app.Run(ctx, os.Args[1:], app.Streams{Env: os.Environ(), Stdout: os.Stdout, Stderr: os.Stderr})
	stop()
	os.Exit(code)
}

package app

import (
	"context"
	"io"
	"net"

	"siegel/internal/config"
	"siegel/internal/site"
	"siegel/internal/store"
)

// Measured serves an open store as `siegel serve` does, for the programs that measure (bench): they bring limits that `serve` refuses, because
// one address there is many people. Nothing in the binary calls it.
func Measured(ctx context.Context, c config.Config, s *store.Store, listener net.Listener, log io.Writer) error {
	return (&node{config: c, store: s, log: site.NewLog(log, c.LogLevel), from: scrubbed, health: &health{}}).serveOn(ctx, listener)
}

package site

import (
	"context"
	"errors"
	"io"
	"log"
	"log/slog"
	"net"
	"regexp"
	"slices"
	"strings"
)

// logKeys are the only attributes that reach the log (PROTOCOL 2.13). A key that is not here is dropped, whatever it holds.
var logKeys = []string{"code", "count", "engine", "error", "kind", "route", "seconds", "stack", "state", "status", "step", "version"}

// addresses finds what looks like an IP address, also one of IPv4 inside IPv6, between letters or behind other numbers, with a wide net: a masked
// time of day costs nothing.
var addresses = regexp.MustCompile(`(?i)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\.\d+)*|\d+(?:\.\d+){3,}`)

// NewLog writes lines of JSON to w, without anything that could name a person: allowed keys only, addresses masked, errors of the network reduced to a word.
func NewLog(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(guard{slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level})})
}

type guard struct{ next slog.Handler }

func (g guard) Enabled(ctx context.Context, level slog.Level) bool {
	return g.next.Enabled(ctx, level)
}

func (g guard) Handle(ctx context.Context, r slog.Record) error {
	clean := slog.NewRecord(r.Time, r.Level, mask(r.Message), 0)
	r.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(guarded([]slog.Attr{a})...)
		return true
	})
	return g.next.Handle(ctx, clean)
}

func (g guard) WithAttrs(attrs []slog.Attr) slog.Handler {
	return guard{g.next.WithAttrs(guarded(attrs))}
}

// WithGroup keeps the attributes flat: a group's name is no allowed key.
func (g guard) WithGroup(string) slog.Handler { return g }

func guarded(attrs []slog.Attr) []slog.Attr {
	var kept []slog.Attr
	for _, a := range attrs {
		if !slices.Contains(logKeys, a.Key) {
			continue
		}
		switch v := a.Value.Resolve(); v.Kind() {
		case slog.KindBool, slog.KindInt64, slog.KindUint64, slog.KindFloat64, slog.KindDuration:
			kept = append(kept, slog.Attr{Key: a.Key, Value: v})
		case slog.KindString:
			kept = append(kept, slog.String(a.Key, mask(v.String())))
		default:
			if err, ok := v.Any().(error); ok {
				kept = append(kept, slog.String(a.Key, reason(err)))
			}
		}
	}
	return kept
}

// reason puts an error into words. Errors of the network print addresses and never reach the log as text.
func reason(err error) string {
	var network net.Error
	var operation *net.OpError
	if errors.As(err, &network) || errors.As(err, &operation) {
		return "network"
	}
	return mask(err.Error())
}

func mask(s string) string { return addresses.ReplaceAllString(s, "[address]") }

// ErrorLog is for http.Server: its own lines hold the peer's address on TLS errors and panics, so only their kind is kept.
func ErrorLog(l *slog.Logger) *log.Logger { return log.New(kinds{l}, "", 0) }

type kinds struct{ log *slog.Logger }

func (k kinds) Write(line []byte) (int, error) {
	text := string(line)
	switch {
	case strings.Contains(text, "TLS handshake error"):
		k.log.Debug("http server", "kind", "tls handshake")
	case strings.Contains(text, "panic serving"):
		k.log.Error("http server", "kind", "panic")
	case strings.Contains(text, "Accept error"):
		k.log.Warn("http server", "kind", "accept")
	default:
		k.log.Warn("http server", "kind", "other")
	}
	return len(line), nil
}

package app

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net"

	"siegel/internal/certificate"
	"siegel/internal/config"
	"siegel/internal/site"
)

// transport is how people reach us: in the clear (loopback, or behind a proxy), with certificate files, or with a certificate that an authority gives.
type transport struct {
	tls    *tls.Config         // nil: in the clear
	keeper *certificate.Keeper // nil without an authority
}

// transportOf reads the certificate files, where there are some. Nobody is asked yet.
func transportOf(c config.Config, log *slog.Logger) (t transport, err error) {
	switch {
	case !c.TLS():
		return t, nil
	case c.ACME.Directory != "":
		t.keeper, err = certificate.New(certificate.Options{
			Host: c.ACME.Host, Directory: c.ACME.Directory, Email: c.ACME.Email, Root: c.ACME.Root, Folder: c.ACME.Folder, Log: log,
		})
		if err != nil {
			return t, fmt.Errorf("acme: %w", err)
		}
		t.tls = t.keeper.Config()
		return t, nil
	}
	pair, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
	if err != nil {
		return t, fmt.Errorf("certificate: %w", err)
	}
	t.tls = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS13, NextProtos: []string{"h2", "http/1.1"}}
	return t, nil
}

// listen opens the port, with TLS 1.3 where there is a certificate. Go prefers the hybrid key exchange X25519MLKEM768 by itself.
func (t transport) listen(address string) (net.Listener, error) {
	plain, err := net.Listen("tcp", address)
	if err != nil || t.tls == nil {
		return plain, err
	}
	return tls.NewListener(plain, t.tls), nil
}

// keep has the certificate got and renewed until end is called. The port has to be open. Nobody waits for an authority that is slow to answer.
func (t transport) keep(ctx context.Context) (end func()) {
	keeping, stop := context.WithCancel(ctx)
	if t.keeper != nil {
		go t.keeper.Keep(keeping)
	}
	return stop
}

// redirectPlain answers plain HTTP with the way to public_url, if the settings say so.
func redirectPlain(c config.Config, log *slog.Logger, out io.Writer) (stop func(), err error) {
	if c.HTTPListen == "" {
		return func() {}, nil
	}
	l, err := net.Listen("tcp", c.HTTPListen)
	if err != nil {
		return nil, fmt.Errorf("http_listen: %w", err)
	}
	server := newServer(site.Redirect(c.PublicURL), log)
	go func() { _ = server.Serve(l) }() // ends when it is closed
	_, err = fmt.Fprintf(out, "Plain HTTP at %s is led to %s\n", l.Addr(), c.PublicURL)
	return func() { _ = server.Close() }, err
}

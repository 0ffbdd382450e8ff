package app

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"siegel/internal/config"
)

func showConfig(_ context.Context, in input) error { return config.Show(in.Stdout, in.values) }

func checkConfig(_ context.Context, in input) error {
	c, err := config.Check(in.values)
	if err != nil {
		return err
	}
	if _, err := certificateOf(c); err != nil {
		return err
	}
	_, err = fmt.Fprintln(in.Stdout, "The settings are in order.")
	return err
}

// Version is set when a release is built (-ldflags -X).
var Version = "development"

func version(_ context.Context, in input) error {
	goVersion := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		goVersion = info.GoVersion
	}
	if in.flags.Lookup("json").Value.String() == "true" {
		return json.NewEncoder(in.Stdout).Encode(map[string]string{"version": Version, "go": goVersion})
	}
	_, err := fmt.Fprintf(in.Stdout, "siegel %s (%s)\n", Version, goVersion)
	return err
}

// healthcheck asks over the listening port. The certificate is for the public name, so here only the answer counts.
func healthcheck(ctx context.Context, in input) error {
	c, err := config.Check(in.values)
	if err != nil {
		return err
	}
	scheme := "http"
	if c.TLS() {
		scheme = "https"
	}
	client := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} // no secret is sent, and only the status is read
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+dialable(c.Listen)+"/readyz", nil)
	if err != nil {
		return err
	}
	answer, err := client.Do(r)
	if err != nil {
		return errors.New("the server does not answer")
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusNoContent {
		return errors.New("the server is not ready")
	}
	return nil
}

// dialable turns "every address of this machine" into one that can be called.
func dialable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

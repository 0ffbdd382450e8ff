package app

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"

	"siegel/internal/config"
	"siegel/internal/store"
)

func showConfig(_ context.Context, in input) error { return config.Show(in.Stdout, in.values) }

func checkConfig(_ context.Context, in input) error {
	c, err := config.Check(in.values)
	if err != nil {
		return err
	}
	if _, err := transportOf(c, slog.New(slog.DiscardHandler)); err != nil {
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
		return json.NewEncoder(in.Stdout).Encode(map[string]any{"version": Version, "go": goVersion, "system": runtime.GOOS + "/" + runtime.GOARCH, "schema": store.Schema()})
	}
	_, err := fmt.Fprintf(in.Stdout, "siegel %s (%s)\n", Version, goVersion)
	return err
}

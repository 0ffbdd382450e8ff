package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"

	"siegel/internal/config"
	"siegel/internal/demo"
	"siegel/internal/site"
	"siegel/internal/store"
	"siegel/web"
)

// demoSettings are the only ones a demo takes; everything else it decides itself.
var demoSettings = []string{"listen", "log_level"}

// runDemo serves two invented agencies from a temporary folder, on loopback and nowhere else.
func runDemo(ctx context.Context, in input) (err error) {
	listener, err := listenForDemo(in.values)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "siegel-demo-")
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	c, err := demoConfig(in.values, listener, folder)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	post, err := openDemoPost(&c, folder)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	sending, stop := context.WithCancel(ctx)
	wait := post.serve(sending, in)
	defer func() { stop(); err = errors.Join(err, wait()) }()
	s, err := openStore(ctx, c)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return serveDemo(ctx, in, c, s, listener, post.mails())
}

func listenForDemo(v config.Values) (net.Listener, error) {
	for _, setting := range config.Settings {
		if v[setting.Name].Source != "default" && !slices.Contains(demoSettings, setting.Name) {
			return nil, fmt.Errorf("the demo does not take %s (%s): its data are invented and gone at the end", setting.Name, v[setting.Name].Source)
		}
	}
	host, _, err := net.SplitHostPort(v["listen"].Text)
	if err != nil || !config.Loopback(host) {
		return nil, errors.New("the demo listens on a loopback address only, such as 127.0.0.1:8080: its passphrases are public")
	}
	return net.Listen("tcp", v["listen"].Text)
}

// demoConfig is that of a server with everything in one temporary folder.
func demoConfig(v config.Values, listener net.Listener, folder string) (config.Config, error) {
	host, _, err := net.SplitHostPort(v["listen"].Text)
	if err != nil {
		return config.Config{}, err
	}
	port := listener.Addr().(*net.TCPAddr).Port // the real one, where 0 was asked for
	origin := "http://" + net.JoinHostPort(host, fmt.Sprint(port))
	if port == 80 {
		origin = "http://" + host
	}
	own := config.Values{}
	for name, value := range v {
		own[name] = value
	}
	own["public_url"] = config.Value{Text: origin, Source: "demo"}
	own["data"] = config.Value{Text: filepath.Join(folder, "data"), Source: "demo"}
	own["keys"] = config.Value{Text: filepath.Join(folder, "keys"), Source: "demo"}
	own["operator"] = config.Value{Text: "Vorführung / demonstration", Source: "demo"}
	return config.Check(own)
}

// serveDemo fills the world while the server runs, and then says where everything is.
func serveDemo(ctx context.Context, in input, c config.Config, s *store.Store, listener net.Listener, mails string) error {
	notices, err := noticesOf(c)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	agencies, err := createDemoAgencies(ctx, c, s)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	running, stop := context.WithCancel(ctx)
	defer stop()
	served := make(chan error, 1)
	go func() {
		log := site.NewLog(in.Stderr, max(c.LogLevel, slog.LevelWarn))
		served <- (&node{config: c, store: s, log: log, from: strangers, health: &health{}, notices: notices}).serveOn(running, listener)
	}()
	dist, err := fs.Sub(web.Files, "dist")
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(in.Stderr, "Sealing the demo's letters …\n")
	worlds, err := demo.Fill(running, dist, c.PublicURL, agencies, in.Stdout)
	if err == nil {
		err = announce(in, c.PublicURL, worlds, mails)
	}
	if err != nil {
		stop()
		err = errors.Join(err, <-served)
		if ctx.Err() != nil {
			return nil // ended while it was being filled: that is no failure
		}
		return err
	}
	return <-served
}

// strangers gives every call a bucket of its own. On loopback all callers share one address; the limits would stop whoever tries the demo
// out, and there is nothing here to guess, because every passphrase is printed.
func strangers(context.Context) (now, before [16]byte) {
	rand.Read(now[:])
	rand.Read(before[:])
	return now, before
}

func createDemoAgencies(ctx context.Context, c config.Config, s *store.Store) (list []demo.Agency, err error) {
	files, err := demo.AgencyFiles()
	if err != nil {
		return nil, err
	}
	for _, text := range files {
		file, err := readAgency(text, demo.Folder)
		if err != nil {
			return nil, err
		}
		token, err := s.CreateAgency(ctx, agencyOf(file, c.PublicURL, true))
		if err != nil {
			return nil, err
		}
		list = append(list, demo.Agency{Short: file.Short, Token: token})
	}
	return list, nil
}

// announce prints one address a line, and then the public passphrases.
func announce(in input, origin string, worlds []demo.World, mails string) error {
	for _, w := range worlds {
		if _, err := fmt.Fprintf(in.Stdout, "%s/%s\n%s/%s/desk\n", origin, w.Short, origin, w.Short); err != nil {
			return err
		}
	}
	_, _ = fmt.Fprintf(in.Stdout, "\nEverything here is invented, and gone when you press Ctrl-C. The passphrases are public:\n")
	for _, w := range worlds {
		for _, person := range w.Staff {
			_, _ = fmt.Fprintf(in.Stdout, "  %-6s staff   %-12s %s\n", w.Short, person.Name, person.Password)
		}
		for _, person := range w.Seekers {
			_, _ = fmt.Fprintf(in.Stdout, "  %-6s seeker  %-12s %s\n", w.Short, person.Name, person.Password)
		}
	}
	_, _ = fmt.Fprintf(in.Stdout, "Notices by mail are delivered to nobody; they lie in %s\n", mails)
	return nil
}

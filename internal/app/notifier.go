package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"siegel/internal/config"
	"siegel/internal/notice"
	"siegel/internal/notifier"
	"siegel/internal/site"
	"siegel/internal/texts"
	"siegel/locales"
)

// noticesOf gives the server's way to its notifier; nil where none is set. A secret that cannot be read is noticed at the start.
func noticesOf(c config.Config) (*notice.Client, error) {
	if !c.Notifier.Given() {
		return nil, nil
	}
	secret, err := notice.ReadSecret(c.Notifier.Secret)
	if err != nil {
		return nil, fmt.Errorf("notifier_secret: %w", err)
	}
	return notice.New(c.Notifier.At, secret, c.Notifier.Recipient), nil
}

func (n *node) stopNotices() func(context.Context, string) (bool, error) {
	if n.notices == nil {
		return nil
	}
	return n.notices.Stop
}

// initNotifier makes what a notifier needs, where it is not there yet, and prints the server's settings.
func initNotifier(_ context.Context, in input) error {
	folder, secret := in.values["notifier_folder"].Text, in.values["notifier_secret"].Text
	if secret == "" {
		return errors.New("notifier_secret is required: the file that server and notifier share")
	}
	id, made, err := notifier.Open(folder)
	if err != nil {
		return err
	}
	if _, err := notifier.Secret(secret); err != nil {
		return err
	}
	at := in.values["notifier"].Text
	if at == "" {
		at = "127.0.0.1:8090"
	}
	if made {
		_, _ = fmt.Fprintf(in.Stderr, "A new identity lies in %s. Back the folder up: without it, no address can be read.\n", folder)
	}
	_, err = fmt.Fprintf(in.Stdout, "notifier = %q\nnotifier_recipient = %q\nnotifier_secret = %q\n", at, id.Recipient(), secret)
	return err
}

// runNotifier answers the server and sends mails until ctx ends.
func runNotifier(ctx context.Context, in input) error {
	c, err := config.CheckNotifier(in.values)
	if err != nil {
		return err
	}
	if err := noCoreDumps(); err != nil {
		return err
	}
	if c.Tells != "" {
		_, _ = fmt.Fprintf(in.Stderr, "siegel: warning: the links in mails say %q to whoever reads the mailbox; notifier_link takes a neutral name that leads here too\n", c.Tells)
	}
	secret, err := notifier.Secret(c.Secret)
	if err != nil {
		return fmt.Errorf("notifier_secret: %w", err)
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(in.values["log_level"].Text)); err != nil {
		return fmt.Errorf("log_level: %w", err)
	}
	listener, err := listenNear(c.At)
	if err != nil {
		return err
	}
	return serveNotifier(ctx, c, secret, listener, in.Clock, site.NewLog(in.Stderr, level), func(recipient string) {
		_, _ = fmt.Fprintf(in.Stdout, "The notifier listens at %s\nIts recipient is %s\n", c.At, recipient)
		tellSystemd(in.Env, "READY=1")
	})
}

// serveNotifier runs one over an open port. ready is told its recipient.
func serveNotifier(ctx context.Context, c config.Notifier, secret string, listener net.Listener, clock func() time.Time, log *slog.Logger, ready func(recipient string)) error {
	catalogues, err := texts.Load(locales.Files)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	n, err := notifier.New(notifier.Options{
		Folder: c.Folder, Secret: secret, Link: c.Link, Jitter: c.Jitter, Texts: catalogues, Log: log, Clock: clock,
		Post: notifier.Post{Server: c.Server, Security: c.Security, User: c.User, Password: c.Password, From: c.From, Return: c.Return, CAs: c.CAs},
	})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	running, stop := context.WithCancel(ctx)
	var sending sync.WaitGroup
	sending.Go(func() { n.Run(running) })
	defer func() {
		stop()
		sending.Wait() // a mail that is being handed in is ended first
		_ = n.Close()
	}()
	server := &http.Server{Handler: n.Handler(), ErrorLog: site.ErrorLog(log), ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	ready(n.Recipient())
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	return server.Close()
}

// listenNear opens a loopback port or a socket. A socket that a dead notifier has left is taken over.
func listenNear(at string) (net.Listener, error) {
	path, ok := strings.CutPrefix(at, "unix:")
	if !ok {
		return net.Listen("tcp", at)
	}
	if info, err := os.Stat(path); err == nil && info.Mode().Type() == fs.ModeSocket {
		if other, err := net.Dial("unix", path); err == nil {
			_ = other.Close()
			return nil, fmt.Errorf("a notifier listens at %s already", path)
		}
		if err := os.Remove(path); err != nil {
			return nil, err
		}
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	return l, os.Chmod(path, 0o660)
}

package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"path/filepath"
	"time"

	"siegel/internal/config"
	"siegel/internal/demo"
	"siegel/internal/notifier"
	"siegel/internal/site"
)

// demoJitter is short, so that whoever tries the demo out need not wait.
const demoJitter = 3 * time.Second

// demoPost is the demo's notifier with a mail server that delivers nothing.
type demoPost struct {
	office *demo.PostOffice
	config config.Notifier
	secret string
	at     net.Listener
}

// openDemoPost makes both in the demo's folder and tells c of them.
func openDemoPost(c *config.Config, folder string) (*demoPost, error) {
	p := &demoPost{config: config.Notifier{
		Folder: filepath.Join(folder, "notifier"), Secret: filepath.Join(folder, "notifier-secret"), Link: c.PublicURL, Jitter: demoJitter, Security: notifier.NoTLS, From: "post@portal.example",
	}}
	id, _, err := notifier.Open(p.config.Folder)
	if err != nil {
		return nil, err
	}
	if p.secret, err = notifier.Secret(p.config.Secret); err != nil {
		return nil, err
	}
	if p.office, err = demo.OpenPostOffice(p.mails()); err != nil {
		return nil, err
	}
	if p.at, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, errors.Join(err, p.office.Close())
	}
	p.config.Server = p.office.At
	c.Notifier = config.ToNotifier{At: p.at.Addr().String(), Recipient: id.Recipient(), Secret: p.config.Secret}
	return p, nil
}

// mails is the folder that the mails lie in.
func (p *demoPost) mails() string { return filepath.Join(filepath.Dir(p.config.Folder), "mails") }

// serve runs the notifier until ctx ends; what it gives waits for that.
func (p *demoPost) serve(ctx context.Context, in input) (wait func() error) {
	done := make(chan error, 1)
	go func() {
		done <- serveNotifier(ctx, p.config, p.secret, p.at, nil, site.NewLog(in.Stderr, slog.LevelWarn), func(string) {})
	}()
	return func() error { return errors.Join(<-done, p.office.Close()) }
}

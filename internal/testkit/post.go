package testkit

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"siegel/internal/demo"
	"siegel/internal/notice"
	"siegel/internal/notifier"
	"siegel/internal/texts"
	"siegel/locales"
)

// Post is a notifier with a mail server that keeps everything, as its server sees it.
type Post struct {
	*notice.Client
	t      testing.TB
	folder string
	office *demo.PostOffice
	clock  func() time.Time
	end    func()
}

// NewPost runs one until the test ends.
func NewPost(t testing.TB, clock func() time.Time) *Post {
	t.Helper()
	p := &Post{t: t, folder: t.TempDir(), clock: clock}
	var err error
	p.office, err = demo.OpenPostOffice(filepath.Join(p.folder, "mails"))
	must(t, err)
	p.start()
	t.Cleanup(func() {
		p.end()
		must(t, p.office.Close())
	})
	w, err := p.Withdrawn(context.Background(), nil)
	must(t, err)
	must(t, p.Forget(context.Background(), notice.Gone{Run: w.Run})) // as its server does
	return p
}

func (p *Post) start() {
	p.t.Helper()
	catalogues, err := texts.Load(locales.Files)
	must(p.t, err)
	secret := strings.Repeat("secret-", 6)
	n, err := notifier.New(notifier.Options{
		Folder: p.Folder(), Secret: secret, Link: Origin, Texts: catalogues, Log: slog.New(slog.DiscardHandler), Clock: p.clock, Look: 10 * time.Millisecond,
		Post: notifier.Post{Server: p.office.At, Security: notifier.NoTLS, From: "post@portal.example"},
	})
	must(p.t, err)
	server := httptest.NewServer(n.Handler())
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { n.Run(ctx); close(ended) }()
	p.end = func() {
		stop()
		<-ended
		server.Close()
		must(p.t, n.Close())
	}
	p.Client = notice.New(strings.TrimPrefix(server.URL, "http://"), secret, n.Recipient())
}

// Folder is the notifier's own.
func (p *Post) Folder() string { return filepath.Join(p.folder, "notifier") }

// Restart ends it, lets something happen, and starts it again; its server has to tell it what is gone. It listens somewhere else then.
func (p *Post) Restart(while func()) {
	p.t.Helper()
	p.end()
	while()
	p.start()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Mails gives what has come, once there are so many.
func (p *Post) Mails(n int) (list []string) {
	p.t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		names, err := filepath.Glob(filepath.Join(p.folder, "mails", "*.eml"))
		must(p.t, err)
		list = nil
		for _, name := range names {
			text, err := os.ReadFile(name)
			must(p.t, err)
			list = append(list, string(text))
		}
		if len(list) >= n {
			return list
		}
		if time.Now().After(end) {
			p.t.Fatalf("%d mails, want %d", len(list), n)
		}
	}
}

// Sealed seals an address to the notifier as a browser does.
func (p *Post) Sealed(agency, uid fmt.Stringer, address string) []byte {
	p.t.Helper()
	to, err := age.ParseHybridRecipient(p.Recipient())
	must(p.t, err)
	text := fmt.Sprintf(`{"v":1,"agency":%q,"uid":%q,"address":%q}`, agency, uid, address)
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	must(p.t, err)
	_, err = io.WriteString(w, text+strings.Repeat(" ", 512-len(text)))
	must(p.t, err)
	must(p.t, w.Close())
	return out.Bytes()
}

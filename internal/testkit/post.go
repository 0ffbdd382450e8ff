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
}

// NewPost runs one until the test ends.
func NewPost(t testing.TB, clock func() time.Time) *Post {
	t.Helper()
	folder := t.TempDir()
	office, err := demo.OpenPostOffice(filepath.Join(folder, "mails"))
	must(t, err)
	catalogues, err := texts.Load(locales.Files)
	must(t, err)
	secret := strings.Repeat("secret-", 6)
	n, err := notifier.New(notifier.Options{
		Folder: filepath.Join(folder, "notifier"), Secret: secret, Link: Origin, Texts: catalogues, Log: slog.New(slog.DiscardHandler), Clock: clock, Look: 10 * time.Millisecond,
		Post: notifier.Post{Server: office.At, Security: notifier.NoTLS, From: "post@portal.example"},
	})
	must(t, err)
	server := httptest.NewServer(n.Handler())
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { n.Run(ctx); close(ended) }()
	t.Cleanup(func() {
		stop()
		<-ended
		server.Close()
		must(t, n.Close())
		must(t, office.Close())
	})
	return &Post{notice.New(strings.TrimPrefix(server.URL, "http://"), secret, n.Recipient()), t, folder}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Mails gives what has come, in order, once there are so many.
func (p *Post) Mails(n int) (list []string) {
	p.t.Helper()
	for end := time.Now().Add(20 * time.Second); len(list) < n; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatalf("%d mails, want %d", len(list), n)
		}
		names, err := filepath.Glob(filepath.Join(p.folder, "mails", "*.eml"))
		must(p.t, err)
		list = nil
		for _, name := range names {
			text, err := os.ReadFile(name)
			must(p.t, err)
			list = append(list, string(text))
		}
	}
	return list
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

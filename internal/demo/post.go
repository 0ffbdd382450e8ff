package demo

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"
)

// PostOffice is a mail server on loopback that delivers nothing: it lays each mail into the folder as a file, in the order of their coming, so that whoever
// tries the demo out can read what would have gone out. Close it at the end.
type PostOffice struct {
	At     string // host:port
	folder string
	mails  atomic.Int64
	server *smtp.Server
}

// OpenPostOffice opens one on a free port.
func OpenPostOffice(folder string) (*PostOffice, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	o := &PostOffice{At: listener.Addr().String(), folder: folder}
	o.server = smtp.NewServer(o)
	o.server.Domain, o.server.ErrorLog = "localhost", log.New(io.Discard, "", 0)
	o.server.ReadTimeout, o.server.WriteTimeout, o.server.MaxMessageBytes = time.Minute, time.Minute, 1<<20
	go func() { _ = o.server.Serve(listener) }()
	return o, nil
}

// Close ends it.
func (o *PostOffice) Close() error { return o.server.Close() }

// NewSession implements smtp.Backend: everybody may hand in, and everything is taken.
func (o *PostOffice) NewSession(*smtp.Conn) (smtp.Session, error) { return counter{o}, nil }

// counter is where one mail after the other is handed in.
type counter struct{ o *PostOffice }

func (counter) Mail(string, *smtp.MailOptions) error { return nil }
func (counter) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (counter) Reset()                               {}
func (counter) Logout() error                        { return nil }

func (c counter) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	path := filepath.Join(c.o.folder, fmt.Sprintf("%03d.eml", c.o.mails.Add(1)))
	if err := os.WriteFile(path+".part", bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".part", path) // whoever watches the folder sees whole mails
}

// Package notifier sends neutral mails (PROTOCOL 2.10.2). It runs as a process of its own, under a user of its own, and is the only code that can
// open an address: in memory, while a mail is written. The server knows it by its recipient and speaks to it as internal/notice says.
package notifier

import (
	"crypto/rand"
	"errors"
	"log/slog"
	"math/big"
	"net"
	"sync/atomic"
	"time"

	"siegel/internal/texts"
)

// Options is what a notifier needs.
type Options struct {
	Folder string // its own: identity and database
	Secret string // that the server shows
	Post   Post
	Link   string        // scheme and host of the links in mails
	Jitter time.Duration // news wait for a random part of it
	Texts  *texts.Catalogues
	Log    *slog.Logger
	Clock  func() time.Time // nil: time.Now
	Look   time.Duration    // between two looks at the outbox; 0: a second
}

// Notifier keeps sealed addresses and sends what is due.
type Notifier struct {
	identity *Identity
	shelf    *shelf
	post     Post
	writer   writer
	secret   string
	jitter   time.Duration
	log      *slog.Logger
	clock    func() time.Time
	every    time.Duration
	often    *often
	run      string      // of this start
	begun    atomic.Bool // a server has told what is gone: mails may go out
}

// New opens the folder. Errors: ErrNoIdentity, ErrOtherIdentity, ErrNewer, and those of the disk.
func New(o Options) (*Notifier, error) {
	identity, _, err := Open(o.Folder)
	if err != nil {
		return nil, err
	}
	s, err := openShelf(o.Folder)
	if err != nil {
		return nil, err
	}
	if err := s.belongs(identity); err != nil {
		return nil, errors.Join(err, s.close())
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Look == 0 {
		o.Look = look
	}
	return &Notifier{identity: identity, shelf: s, post: o.Post, writer: writer{o.Texts, o.Link}, secret: o.Secret, jitter: o.Jitter, log: o.Log, clock: o.Clock,
		every: o.Look, often: newOften(), run: newToken()}, nil
}

// Recipient is whom browsers seal addresses to.
func (n *Notifier) Recipient() string { return n.identity.Recipient() }

// Close closes the database. Whoever runs Run ends that first.
func (n *Notifier) Close() error { return n.shelf.close() }

// randomly gives a random part of the jitter.
func (n *Notifier) randomly() time.Duration {
	if n.jitter <= 0 {
		return 0
	}
	part, err := rand.Int(rand.Reader, big.NewInt(int64(n.jitter)))
	if err != nil {
		return n.jitter
	}
	return time.Duration(part.Int64())
}

// wayError is a failure on the way to the mail server.
type wayError struct{ error }

func (e wayError) Unwrap() error { return e.error }

// kindOf says what failed in a word; a mail server's own words may hold an address.
func kindOf(err error) string {
	var way wayError
	var network net.Error
	switch {
	case errors.As(err, &network) && network.Timeout():
		return "mail server: no answer in time"
	case errors.As(err, &network):
		return "mail server: no connection"
	case errors.As(err, &way):
		return "mail server: refused"
	}
	return "database"
}

package notifier

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/log"
)

// The ways to a mail server.
const (
	StartTLS = "starttls"
	TLS      = "tls"
	NoTLS    = "none" // to loopback only
)

// Post is where mails are handed in.
type Post struct {
	Server         string // host:port
	Security       string // starttls, tls, none
	User, Password string // "" for none
	From           string // the sender's address
	Return         string // where mails come back to; "" is From. With a token behind a +, so that one tells whose it was
	CAs            *x509.CertPool
}

// fate is what became of a mail.
type fate int

const (
	taken   fate = iota // a mail server has it
	put                 // it may have it: nobody learnt
	later               // it would not, or could not, this time
	refused             // it says that there is no such address
)

// postTime bounds everything that waits for a mail server.
const postTime = 30 * time.Second

// line is an open connection to the mail server.
type line struct {
	client *mail.Client
	post   Post
}

// silence keeps the library from writing anything: its lines hold addresses.
type silence struct{}

func (silence) Debugf(log.Log) {}
func (silence) Infof(log.Log)  {}
func (silence) Warnf(log.Log)  {}
func (silence) Errorf(log.Log) {}

// dial connects, secures and signs in. The error says what is wrong with the way and holds no address of a person.
func (p Post) dial(ctx context.Context) (*line, error) {
	host, port, err := net.SplitHostPort(p.Server)
	if err != nil {
		return nil, err
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	client, err := mail.NewClient(host, p.options(host, number)...)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, postTime)
	defer cancel()
	if err := client.DialWithContext(ctx); err != nil {
		return nil, err
	}
	return &line{client, p}, nil
}

func (p Post) options(host string, port int) []mail.Option {
	options := []mail.Option{
		mail.WithPort(port), mail.WithTimeout(postTime), mail.WithHELO(p.domain()), mail.WithLogger(silence{}), mail.WithoutSMTPUTF8(),
		mail.WithTLSConfig(&tls.Config{ServerName: host, MinVersion: tls.VersionTLS12, RootCAs: p.CAs}),
	}
	switch p.Security {
	case TLS:
		options = append(options, mail.WithSSL())
	case NoTLS:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if p.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(p.User), mail.WithPassword(p.Password))
	}
	return options
}

// domain is what we call ourselves, instead of the name of this machine, which others would read in the mail.
func (p Post) domain() string {
	_, domain, _ := strings.Cut(p.From, "@")
	return domain
}

func (l *line) close() { _ = l.client.Close() } // what was taken is taken

// send hands one mail in.
func (l *line) send(to, token string, words letter) fate {
	m, err := l.post.message(to, token, words, time.Now())
	if err != nil {
		return later
	}
	return fateOf(l.client.Send(m))
}

// message writes the mail: one part of plain text, and no line that tells more than it must.
func (p Post) message(to, token string, words letter, now time.Time) (*mail.Msg, error) {
	m := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithEncoding(mail.EncodingQP))
	id := make([]byte, 16)
	rand.Read(id)
	m.SetMessageIDWithValue(hex.EncodeToString(id) + "@" + p.domain())
	m.SetDateWithValue(now.UTC().Truncate(time.Minute))
	m.SetGenHeader("Auto-Submitted", "auto-generated") // so that no machine answers it
	m.Subject(words.subject)
	m.SetBodyString(mail.TypeTextPlain, words.text)
	return m, errors.Join(m.FromFormat(words.sender, p.From), m.To(to), m.EnvelopeFrom(p.returnTo(token)))
}

// returnTo is where this mail comes back to if it cannot be delivered.
func (p Post) returnTo(token string) string {
	local, domain, found := strings.Cut(p.Return, "@")
	if !found {
		return p.From
	}
	return local + "+" + token + "@" + domain
}

// fateOf reads a failure. Only a mail server's word about the recipient counts against an address; what is refused for reasons of policy (5.7) is
// the operator's matter.
func fateOf(err error) fate {
	var failed *mail.SendError
	switch {
	case err == nil:
		return taken
	case !errors.As(err, &failed):
		return later
	case failed.Reason == mail.ErrSMTPReset: // it was taken before
		return taken
	case failed.Reason == mail.ErrSMTPDataClose && failed.ErrorCode() == 0:
		return put
	case failed.Reason == mail.ErrSMTPRcptTo && !failed.IsTemp() && failed.ErrorCode() >= 500 && !strings.HasPrefix(failed.EnhancedStatusCode(), "5.7."):
		return refused
	}
	return later
}

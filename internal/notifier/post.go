package notifier

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"net"
	"slices"
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
	ours                // it would not for good, and the address is not why: the fault may be ours
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

// noSuchAddress are the enhanced codes that say of a recipient, for good, that it is none: RFC 3463 sections 3.2 and 3.3 and, for 5.1.10 (a domain that
// takes no mail), RFC 7505; all in IANA's registry of SMTP enhanced status codes. Not among them: 5.1.0 (anything), 5.1.4 (ambiguous), 5.1.7 and 5.1.8 (the
// sender's address, which is ours), 5.1.9, 5.2.2 to 5.2.4 (full, too long, a list), and all of 5.0, 5.3 to 5.7 (systems, routes, policy).
var noSuchAddress = []string{
	"5.1.1",  // no such mailbox
	"5.1.2",  // no such domain
	"5.1.3",  // no mailbox is written like this
	"5.1.6",  // moved, nobody says where to
	"5.1.10", // the domain takes no mail
	"5.2.1",  // disabled
}

// fateOf reads a failure. Only a mail server's word about the recipient counts against an address, and only one that cannot be meant for us: "relay not
// permitted" and "sender verify failed" are answers to RCPT too, and would take every address away after one wrong setting.
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
	case failed.Reason == mail.ErrSMTPRcptTo && failed.ErrorCode() >= 500 && slices.Contains(noSuchAddress, enhanced(failed)):
		return refused
	case failed.ErrorCode() >= 500:
		return ours
	}
	return later
}

// enhanced gives the enhanced code where RFC 2034 wants it, behind the code. The library takes the first thing in a text that looks like one, which may be
// the beginning of an IP address.
func enhanced(failed *mail.SendError) string {
	_, said, _ := strings.Cut(failed.Error(), ": ") // the reason, and then what was said: 550 "5.1.1 no such mailbox"
	_, text, _ := strings.Cut(said, " ")
	text, code := strings.TrimPrefix(text, `"`), failed.EnhancedStatusCode()
	if strings.HasPrefix(text, code) && !strings.HasPrefix(text, code+".") {
		return code
	}
	return ""
}

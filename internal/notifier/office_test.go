package notifier_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"siegel/internal/notifier"
)

// got is a mail as it arrived over the wire.
type got struct{ hello, from, to, text string }

// office is a real mail server on loopback.
type office struct {
	t      *testing.T
	server *smtp.Server
	at     string
	roots  *x509.CertPool

	mu       sync.Mutex
	mails    []got
	answer   func(to string) error // to RCPT; nil: yes
	finally  func() error          // after the text; nil: taken
	password string                // "": nobody has to sign in
	signedIn int
}

// newOffice opens one. security is as in notifier.Post.
func newOffice(t *testing.T, security string) *office {
	t.Helper()
	o := &office{t: t}
	certificate, roots := certify(t)
	o.roots = roots
	o.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &visit{o: o, hello: c.Hostname(), cut: c.Conn().Close}, nil
	}))
	o.server.Domain, o.server.ErrorLog = "office.example", log.New(io.Discard, "", 0)
	o.server.AllowInsecureAuth = security == notifier.NoTLS
	config := &tls.Config{Certificates: []tls.Certificate{certificate}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o.at = listener.Addr().String()
	switch security {
	case notifier.TLS:
		listener = tls.NewListener(listener, config)
	case notifier.StartTLS:
		o.server.TLSConfig = config
	}
	go func() { _ = o.server.Serve(listener) }()
	t.Cleanup(func() { _ = o.server.Close() })
	return o
}

// certify makes a certificate for 127.0.0.1 that signs itself.
func certify(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

func (o *office) all() []got {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]got{}, o.mails...)
}

// visit is one connection.
type visit struct {
	o     *office
	hello string
	in    bool
	mail  got
	cut   func() error // the connection
}

// errCut breaks the connection instead of an answer.
var errCut = errors.New("the machine falls over")

var errSignIn = &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "sign in first"}

func (v *visit) AuthMechanisms() []string {
	if v.o.password == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (v *visit) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "siegel" || password != v.o.password {
			return errors.New("no")
		}
		v.in = true
		v.o.mu.Lock()
		v.o.signedIn++
		v.o.mu.Unlock()
		return nil
	}), nil
}

func (v *visit) Mail(from string, _ *smtp.MailOptions) error {
	if v.o.password != "" && !v.in {
		return errSignIn
	}
	v.mail = got{hello: v.hello, from: from}
	return nil
}

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.mail.to = to
	v.o.mu.Lock()
	answer := v.o.answer
	v.o.mu.Unlock()
	if answer != nil {
		return answer(to)
	}
	return nil
}

func (v *visit) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	v.mail.text = string(text)
	v.o.mu.Lock()
	defer v.o.mu.Unlock()
	if v.o.finally != nil {
		if err := v.o.finally(); err != nil {
			if errors.Is(err, errCut) {
				err = errors.Join(err, v.cut())
			}
			return err
		}
	}
	v.o.mails = append(v.o.mails, v.mail)
	return nil
}

func (v *visit) Reset()        {}
func (v *visit) Logout() error { return nil }

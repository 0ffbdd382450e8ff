package config

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"siegel/internal/counsel"
)

// ToNotifier is what a server needs of its notifier; all empty without one.
type ToNotifier struct {
	At        string // 127.0.0.1:8090, or unix:/path
	Recipient string // age1pq1…
	Secret    string // path of the file that both read
}

// Given says whether there is a notifier.
func (n ToNotifier) Given() bool { return n.At != "" }

// toNotifier reads the three settings that belong together.
func (c *Config) toNotifier(v Values) error {
	c.Notifier = ToNotifier{v["notifier"].Text, v["notifier_recipient"].Text, v["notifier_secret"].Text}
	n := c.Notifier
	if n == (ToNotifier{}) {
		return nil
	}
	if n.At == "" || n.Recipient == "" || n.Secret == "" {
		return errors.New("notifier, notifier_recipient and notifier_secret belong together: set all or none (`siegel notifier init` prints them)")
	}
	if !strings.HasPrefix(n.Recipient, "age1pq1") {
		return errors.New("notifier_recipient begins with age1pq1; `siegel notifier init` prints it")
	}
	return near(n.At)
}

// near wants a socket, or a port of this machine: what goes over it is not secured.
func near(at string) error {
	if path, ok := strings.CutPrefix(at, "unix:"); ok {
		if !filepath.IsAbs(path) {
			return errors.New("unix: and the whole path of a socket is expected")
		}
		return nil
	}
	host, err := hostOf(at)
	if err != nil {
		return err
	}
	if !Loopback(host) {
		return errors.New("a loopback address such as 127.0.0.1:8090 is expected, or unix:/path")
	}
	return nil
}

// Notifier is the checked configuration of a notifier.
type Notifier struct {
	At, Secret string
	Folder     string // its own, apart from data and keys
	Link       string // scheme and host of the links in mails
	Jitter     time.Duration
	Server     string // host:port
	Security   string // starttls, tls, none
	User       string
	Password   string
	From       string
	Return     string // "" for From
	CAs        *x509.CertPool
	Tells      string // the part of Link that tells what it is for, or ""
}

// CheckNotifier turns values into the configuration of a notifier. It gives all faults at once, joined.
func CheckNotifier(v Values) (Notifier, error) {
	n := Notifier{
		At: v["notifier"].Text, Secret: v["notifier_secret"].Text, Link: v["notifier_link"].Text, Server: v["smtp_server"].Text, Security: v["smtp_security"].Text,
		User: v["smtp_user"].Text, Password: v["smtp_password"].Text, From: v["smtp_from"].Text, Return: v["smtp_return"].Text,
	}
	var faults []error
	collect := func(name string, err error) {
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w (from: %s)", name, err, v[name].Source))
		}
	}
	collect("notifier", near(n.At))
	if n.Secret == "" {
		collect("notifier_secret", errors.New("required: the file that the server reads too"))
	}
	var err error
	n.Folder, err = n.folder(v)
	collect("notifier_folder", err)
	if n.Link == "" {
		n.Link = v["public_url"].Text
	}
	n.Link, err = origin(n.Link)
	collect("notifier_link", err)
	n.Tells = counsel.Telling(n.Link, nil)
	n.Jitter, err = jitter(v["notifier_jitter"].Text)
	collect("notifier_jitter", err)
	collect("smtp_server", n.server())
	collect("smtp_from", sender(n.From, true))
	collect("smtp_return", sender(n.Return, n.Return != ""))
	n.CAs, err = authorities(v["smtp_ca"].Text)
	collect("smtp_ca", err)
	return n, errors.Join(faults...)
}

// folder keeps the notifier's addresses away from what the server can read.
func (n Notifier) folder(v Values) (string, error) {
	own, err := real(v["notifier_folder"].Text)
	if err != nil {
		return "", err
	}
	for _, name := range []string{"data", "keys"} {
		other, err := real(v[name].Text)
		if err != nil {
			return "", err
		}
		if own == other || inside(other, own) || inside(own, other) {
			return "", fmt.Errorf("must lie apart from %s, neither inside the other", name)
		}
	}
	return own, nil
}

// mostJitter is an hour: a notice that comes later is none.
const mostJitter = time.Hour

func jitter(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 || d > mostJitter {
		return 0, errors.New("a time such as 15m is expected, at most 1h")
	}
	return d, nil
}

func (n Notifier) server() error {
	host, port, err := net.SplitHostPort(n.Server)
	if err != nil || host == "" {
		return errors.New("required: host and port of the mail server, such as mail.example:587")
	}
	if number, err := strconv.Atoi(port); err != nil || number < 1 || number > 65535 {
		return errors.New("the port must be a number from 1 to 65535")
	}
	switch n.Security {
	case "starttls", "tls":
	case "none":
		if !Loopback(host) {
			return errors.New("smtp_security none only for a mail server on this machine")
		}
	default:
		return fmt.Errorf("smtp_security: %w", Unknown("value", n.Security, []string{"starttls", "tls", "none"}))
	}
	if (n.User == "") != (n.Password == "") {
		return errors.New("smtp_user and smtp_password belong together: set both or none")
	}
	return nil
}

// sender looks at an address of ours that stands in mails.
func sender(address string, required bool) error {
	if !required {
		return nil
	}
	local, domain, found := strings.Cut(address, "@")
	if !found || local == "" || domain == "" || strings.ContainsAny(address, " <>\"\r\n\t+,;") {
		return errors.New("one plain address is expected, such as post@portal.example")
	}
	if word := counsel.Telling(address, nil); word != "" {
		return fmt.Errorf("%q in the address tells what the mail is about to whoever reads the mailbox", word)
	}
	return nil
}

// authorities are those that the mail server's certificate may come from; nil: those of the system.
func authorities(path string) (*x509.CertPool, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, errors.New("there is no certificate in this file")
	}
	return pool, nil
}

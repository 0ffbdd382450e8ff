package config

import (
	"errors"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
)

// ACME says who gives the certificate, where it does not lie in files.
type ACME struct {
	Directory string // "" for none
	Email     string
	Root      string // file of an authority of one's own
	Host      string // whose certificate it is
	Folder    string // where it is kept, among the keys
}

// acmeFolder is where certificate and its key are kept, inside the keys folder.
const acmeFolder = "acme"

// authority reads the setting. The certificate is for the host of public_url, and for no other.
func (c Config) authority(v Values) (ACME, error) {
	a := ACME{Directory: v["acme"].Text, Email: v["acme_email"].Text, Root: v["acme_root"].Text, Folder: filepath.Join(c.Keys, acmeFolder)}
	if a.Directory == "" {
		if a.Email != "" || a.Root != "" {
			return ACME{}, errors.New("acme_email and acme_root say nothing without acme")
		}
		return ACME{}, nil
	}
	u, err := url.Parse(a.Directory)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ACME{}, errors.New("the https:// address of a directory is expected, such as https://acme-v02.api.letsencrypt.org/directory")
	}
	if c.TLSCert != "" || c.TLSKey != "" {
		return ACME{}, errors.New("either acme, or tls_cert and tls_key")
	}
	if len(c.TrustedProxies) > 0 {
		return ACME{}, errors.New("behind a reverse proxy it is the proxy that needs the certificate: take trusted_proxies away, or acme")
	}
	origin, err := url.Parse(c.PublicURL)
	if err != nil {
		return ACME{}, nil // public_url has said so
	}
	a.Host = origin.Hostname()
	if _, err := netip.ParseAddr(a.Host); err == nil || origin.Scheme != "https" || !strings.Contains(a.Host, ".") {
		return ACME{}, errors.New("public_url must be https:// with a full host name: nobody gives a certificate for anything else")
	}
	if a.Email != "" && strings.Count(a.Email, "@") != 1 {
		return ACME{}, errors.New("acme_email: one address is expected")
	}
	return a, nil
}

// plain reads http_listen. It makes sense only where we speak TLS ourselves.
func (c Config) plain(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	if _, err := hostOf(text); err != nil {
		return "", err
	}
	if !c.TLS() {
		return "", errors.New("it leads to TLS, which this server does not speak itself: set acme, or tls_cert and tls_key")
	}
	return text, nil
}

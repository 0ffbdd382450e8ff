package doctor

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"siegel/internal/certificate"
	"siegel/internal/config"
)

func (e *examination) configuration() {
	if e.ConfigError != nil {
		e.fail("configuration", "siegel config show tells where each value comes from", "%v", e.ConfigError)
		return
	}
	e.ok("configuration", "the settings are in order")
}

// address looks at what people type. Nobody is asked over the network.
func (e *examination) address() {
	u, err := url.Parse(e.Config.PublicURL)
	if err != nil {
		return // config.Check has read it
	}
	host := u.Hostname()
	_, noAddress := netip.ParseAddr(host)
	switch {
	case config.Loopback(host):
		e.warn("address", "set public_url to the name that people will type", "%s is reached from this machine only", e.Config.PublicURL)
	case noAddress == nil:
		e.warn("address", "use a host name: an address changes, and an agency is bound to public_url for ever", "%s is an address", e.Config.PublicURL)
	case !strings.Contains(host, "."):
		e.warn("address", "use a full host name, such as beratung.example", "%s is known in your own network only", e.Config.PublicURL)
	default:
		e.ok("address", "%s", e.Config.PublicURL)
	}
}

// proxy compares how we are reached with how we listen.
func (e *examination) proxy() {
	switch c := e.Config; {
	case c.TLS() && len(c.TrustedProxies) == 0:
		e.ok("proxy", "none; the server speaks TLS itself")
	case len(c.TrustedProxies) > 0:
		e.ok("proxy", "X-Forwarded-For is believed from the named proxies only")
	case strings.HasPrefix(c.PublicURL, "https://"):
		e.warn("proxy", "name the reverse proxy in trusted_proxies", "there must be a proxy that speaks TLS, but none is named: all visitors share one throttle")
	default:
		e.ok("proxy", "none, on loopback")
	}
}

// folders looks at who may read what.
func (e *examination) folders() {
	e.folder("data", e.Config.Data, Warn)
	e.folder("keys", e.Config.Keys, Fail)
	keys, _ := filepath.Glob(filepath.Join(e.Config.Keys, "*")) // fails for a malformed pattern only
	files := keys
	if !e.Config.Postgres() {
		files = append(files, e.Config.Database)
	}
	for _, path := range files {
		if open, mode := readableByOthers(path); open {
			e.fail("files", "chmod 0600 "+path, "%s has mode %04o: others may read it", path, mode)
		}
	}
	e.tlsKey()
}

// tlsKey may be a group's: the programs that renew certificates give it to one. Whoever reads it can speak in the server's name.
func (e *examination) tlsKey() {
	path := e.Config.TLSKey
	info, err := os.Stat(path)
	if path == "" || err != nil { // that it cannot be read, the server says at its start
		return
	}
	if mode := info.Mode().Perm(); mode&0o027 != 0 {
		e.fail("files", "chmod 0640 "+path+", or 0600 if it is the server's user's", "%s, the private key of tls_cert, has mode %04o: others may read or change it", path, mode)
	}
}

func (e *examination) folder(check, path string, level Level) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.warn(check, "start the server once, or correct the setting "+check, "there is no folder %s", path)
	case err != nil || !info.IsDir():
		e.fail(check, "correct the setting "+check+", or the rights of the folder", "%s cannot be used as a folder", path)
	case info.Mode().Perm()&0o077 != 0:
		e.findings = append(e.findings, Finding{level, check, "others may look into " + path, "chmod 0700 " + path})
	default:
		e.ok(check, "%s is its owner's alone", path)
	}
}

func readableByOthers(path string) (bool, fs.FileMode) {
	info, err := os.Stat(path)
	if err != nil {
		return false, 0
	}
	return info.Mode().Perm()&0o077 != 0, info.Mode().Perm()
}

// How much room a disk must have, in bytes. A database that cannot write loses letters that were just typed.
const (
	littleRoom = 2 << 30
	noRoom     = 256 << 20
	fullRoom   = 1 << 20
)

func (e *examination) disk() {
	if e.Config.Postgres() {
		return // see databaseDisk
	}
	e.room("the data folder", e.Config.Data)
}

// room looks at what is left for a folder.
func (e *examination) room(name, folder string) {
	free, known := FreeBytes(folder)
	cure := "make room, or move " + name + " to a larger disk"
	switch {
	case !known:
		return
	case free < fullRoom:
		e.fail("disk", cure, "the disk of %s is full: nothing that people send can be kept", name)
	case free < noRoom:
		e.fail("disk", cure, "%d MiB are left for %s", free>>20, name)
	case free < littleRoom:
		e.warn("disk", cure, "%d MiB are left for %s", free>>20, name)
	default:
		e.ok("disk", "%d GiB are left for %s", free>>30, name)
	}
}

// soon is how long before its end a certificate is warned of.
const soon = 21 * 24 * time.Hour

func (e *examination) certificate() {
	path, from, renew := e.Config.TLSCert, "tls_cert", "renew it, and restart the server: certificates are read at the start"
	if a := e.Config.ACME; a.Directory != "" {
		path, from = certificate.Path(a.Folder, a.Host), "acme"
		renew = "the log says why it is not renewed; port 443 of " + a.Host + " must reach this server, and this server the authority"
	}
	if path == "" {
		return
	}
	leaf, err := readCertificate(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && from == "acme":
		e.fail("certificate", renew, "the authority has given none yet")
	case err != nil:
		e.fail("certificate", "correct "+from, "%v", err)
	default:
		e.leaf(leaf, renew)
	}
}

func (e *examination) leaf(leaf *x509.Certificate, renew string) {
	u, _ := url.Parse(e.Config.PublicURL) // config.Check has read it
	left, early := leaf.NotAfter.Sub(e.Now()), time.Duration(soon)
	if e.Config.ACME.Directory != "" {
		early = certificate.Late(leaf) // it should have been renewed by itself
	}
	switch day := leaf.NotAfter.UTC().Format(time.DateOnly); {
	case leaf.VerifyHostname(u.Hostname()) != nil:
		e.fail("certificate", "use a certificate for the host of public_url", "it is not for %s", u.Hostname())
	case e.Now().Before(leaf.NotBefore):
		e.fail("certificate", "set the machine's clock, or wait", "it begins on %s", leaf.NotBefore.UTC().Format(time.DateOnly))
	case left <= 0:
		e.fail("certificate", renew, "it ended on %s", day)
	case left < early:
		e.warn("certificate", renew, "%d days are left, until %s", left/(24*time.Hour), day)
	default:
		e.ok("certificate", "%d days are left, until %s", left/(24*time.Hour), day)
	}
}

func readCertificate(path string) (*x509.Certificate, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "CERTIFICATE" {
			return x509.ParseCertificate(block.Bytes)
		}
	}
	return nil, errors.New(path + " holds no certificate")
}

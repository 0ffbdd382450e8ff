// Package certificate keeps the server's certificate: it asks an authority that speaks ACME (RFC 8555), proves on the port that people use whose
// name it is (TLS-ALPN-01, RFC 8737), and renews it while the server runs. A renewal that fails leaves the old certificate where it is.
package certificate

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// Options says whose certificate is kept, and by whom it is given.
type Options struct {
	Host      string // the one name
	Directory string // URL of the authority's directory
	Email     string // for its warnings; "" for none
	Root      string // file (PEM) of who vouches for the directory; "": who is known publicly
	Folder    string // where certificate, its key and the account's key are kept
	Log       *slog.Logger
}

// Keeper holds the certificate of one name.
type Keeper struct {
	manager *autocert.Manager
	host    string
	log     *slog.Logger
	there   atomic.Bool // once there is one, no handshake waits for the authority
}

// Handshakes that get no certificate.
var (
	errOtherName = errors.New("certificate: asked for another name")
	errNotYet    = errors.New("certificate: there is none yet")
)

// New makes a keeper. It asks nobody yet: Keep does.
func New(o Options) (*Keeper, error) {
	client, err := clientOf(o.Root)
	if err != nil {
		return nil, err
	}
	return &Keeper{host: o.Host, log: o.Log, manager: &autocert.Manager{
		Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(o.Folder), HostPolicy: autocert.HostWhitelist(o.Host), Email: o.Email,
		Client: &acme.Client{DirectoryURL: o.Directory, HTTPClient: client, UserAgent: "siegel"},
	}}, nil
}

// askTime bounds one call to the authority.
const askTime = 30 * time.Second

func clientOf(root string) (*http.Client, error) {
	client := &http.Client{Timeout: askTime}
	if root == "" {
		return client, nil
	}
	text, err := os.ReadFile(root)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate", root)
	}
	client.Transport = &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, IdleConnTimeout: time.Minute}
	return client, nil
}

// Config is that of the listener: TLS 1.3, and the authority's question besides what people speak.
func (k *Keeper) Config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS13, NextProtos: []string{"h2", "http/1.1", acme.ALPNProto}, GetCertificate: k.certificate}
}

// certificate answers a handshake. Strangers cannot make us ask the authority: it would soon refuse to listen.
func (k *Keeper) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	switch {
	case strings.TrimSuffix(strings.ToLower(hello.ServerName), ".") != k.host:
		return nil, errOtherName // whose name that is stays out of the log // kill: S.Certificate.certificate-other-name
	case slices.Equal(hello.SupportedProtos, []string{acme.ALPNProto}):
		return k.manager.GetCertificate(hello)
	case !k.there.Load():
		return nil, errNotYet // kill: S.Certificate.certificate-not-yet
	}
	return k.current()
}

// current asks for the one certificate that we keep. Whoever speaks TLS 1.3 knows ECDSA with P-256 (RFC 8446, 9.1), which the library would
// otherwise look for among suites of TLS 1.2.
func (k *Keeper) current() (*tls.Certificate, error) {
	return k.manager.GetCertificate(&tls.ClientHelloInfo{
		ServerName: k.host, SignatureSchemes: []tls.SignatureScheme{tls.ECDSAWithP256AndSHA256}, SupportedCurves: []tls.CurveID{tls.CurveP256},
		CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
	})
}

// again is how long we wait after each failure; the last holds for all further ones. Authorities count failures by the hour.
var again = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}

// Keep gets the certificate, from the folder or the authority, and then looks once an hour whether it is being renewed. It ends with ctx. The
// listener has to be open: the authority knocks there.
func (k *Keeper) Keep(ctx context.Context) {
	for failures := 0; ; {
		wait := time.Hour
		c, err := k.current()
		if err != nil {
			wait = again[min(failures, len(again)-1)]
			failures++
			k.log.Error("there is no certificate", "step", "certificate", "error", err, "count", failures)
		} else {
			failures = 0
			k.there.Store(true)
			k.watch(c.Leaf)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// watch warns when a certificate is older than it should get: the library renews it when a third of its life is left, and is silent about failures.
func (k *Keeper) watch(leaf *x509.Certificate) {
	if leaf == nil {
		return
	}
	if left := time.Until(leaf.NotAfter); left < Late(leaf) {
		k.log.Warn("the certificate is not being renewed", "step", "certificate", "seconds", int64(left/time.Second))
	}
}

// Late is how much of its life is left to a certificate that should have been renewed long ago.
func Late(leaf *x509.Certificate) time.Duration { return leaf.NotAfter.Sub(leaf.NotBefore) / 4 }

// Path is the file in which the certificate of a host is kept, with its key in front of it.
func Path(folder, host string) string { return filepath.Join(folder, host) }

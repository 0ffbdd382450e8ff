package certificate_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"siegel/internal/certificate"
)

const host = "portal.example"

// TestHandshakes: nobody who knocks makes us ask the authority, and a certificate that is there is shown under its own name only. The authority itself is met
// in internal/app.
func TestHandshakes(t *testing.T) {
	t.Parallel()
	authority := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the authority was asked") }))
	t.Cleanup(authority.Close)
	folder := t.TempDir()
	keeper, err := certificate.New(certificate.Options{Host: host, Directory: authority.URL, Folder: folder, Log: slog.New(slog.DiscardHandler)})
	no(t, err)
	shown := func(name string) error {
		c, err := keeper.Config().GetCertificate(&tls.ClientHelloInfo{ServerName: name, SupportedProtos: []string{"h2"}})
		if (c == nil) == (err == nil) {
			t.Errorf("%s: %v, %v", name, c, err)
		}
		return err
	}
	if shown(host) == nil {
		t.Error("a certificate out of nowhere")
	}
	keep(t, folder)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { keeper.Keep(ctx); close(ended) }()
	t.Cleanup(func() { cancel(); <-ended })
	for end := time.Now().Add(20 * time.Second); shown(host) != nil; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the certificate of the folder is not shown")
		}
	}
	no(t, shown("PORTAL.example."))
	for _, name := range []string{"other.example", "www." + host, ""} {
		if shown(name) == nil {
			t.Errorf("shown to who asks for %q", name)
		}
	}
}

// keep leaves a certificate in the folder, as the authority's would lie there.
func keep(t *testing.T, folder string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	no(t, err)
	about := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(90 * 24 * time.Hour), DNSNames: []string{host}}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	no(t, err)
	secret, err := x509.MarshalECPrivateKey(key)
	no(t, err)
	f, err := os.OpenFile(certificate.Path(folder, host), os.O_WRONLY|os.O_CREATE, 0o600)
	no(t, err)
	no(t, errors.Join(pem.Encode(f, &pem.Block{Type: "EC PRIVATE KEY", Bytes: secret}), pem.Encode(f, &pem.Block{Type: "CERTIFICATE", Bytes: der}), f.Close()))
}

func no(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

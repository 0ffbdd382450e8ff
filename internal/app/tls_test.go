package app

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// selfSigned makes a certificate for a host and for loopback and gives its files and who trusts it.
func selfSigned(t *testing.T, host string) (cert, key string, roots *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots = x509.NewCertPool()
	roots.AddCert(parsed)
	return cert, key, roots
}

func TestOnlyTLS13(t *testing.T) {
	cert, key, roots := selfSigned(t, "portal.test")
	where := folders(t)
	server := start(t, append([]string{"--log-level", "debug", "--tls-cert", cert, "--tls-key", key}, where...)...)
	config := &tls.Config{RootCAs: roots, ServerName: "portal.test", NextProtos: []string{"h2", "http/1.1"}}
	c, err := tls.Dial("tcp", server.address, config)
	if err != nil {
		t.Fatalf("TLS 1.3: %v", err)
	}
	state := c.ConnectionState()
	if state.Version != tls.VersionTLS13 || state.CurveID != tls.X25519MLKEM768 || state.NegotiatedProtocol != "h2" {
		t.Errorf("agreed on version %x, key exchange %v, protocol %q", state.Version, state.CurveID, state.NegotiatedProtocol)
	}
	_ = c.Close()

	browser := http.Client{Transport: &http.Transport{
		TLSClientConfig: config, ForceAttemptHTTP2: true,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, server.address)
		},
	}}
	answer, err := browser.Get(public + "/")
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.ProtoMajor != 2 || answer.StatusCode != 200 || answer.Header.Get("Strict-Transport-Security") != "max-age=63072000" {
		t.Errorf("a page over TLS: %s %d %v", answer.Proto, answer.StatusCode, answer.Header)
	}

	old := config.Clone()
	old.MaxVersion = tls.VersionTLS12 // everything else is as above
	if c, err := tls.Dial("tcp", server.address, old); err == nil {
		_ = c.Close()
		t.Error("a client with TLS 1.2 got in")
	} else if !strings.Contains(err.Error(), "protocol version") {
		t.Errorf("refused for another reason: %v", err)
	}

	server.stop()
	<-server.code
	host, _, _ := net.SplitHostPort(server.address)
	if after := strings.SplitN(server.out.String(), "\n", 2)[1]; strings.Contains(after, host) || !strings.Contains(after, "tls handshake") {
		t.Errorf("the log of the refused handshake: %s", after)
	}
}

func TestWrongCertificate(t *testing.T) {
	cert, _, _ := selfSigned(t, "portal.test")
	_, otherKey, _ := selfSigned(t, "portal.test")
	for _, words := range []string{"serve", "config check"} {
		where := folders(t)
		args := append(strings.Fields(words), append([]string{"--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", otherKey}, where...)...)
		if code, _, errs := siegel(t, args...); code != 1 || !strings.Contains(errs, "certificate:") {
			t.Errorf("%s: %d %s", words, code, errs)
		}
		if _, err := os.Stat(where[3]); err == nil {
			t.Errorf("%s: refused, but it has made keys", words)
		}
	}
}

package doctor

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"siegel/internal/testkit"
)

// example is one of the shipped proxy configurations, with one thing changed.
func example(t *testing.T, name, old, new string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), old, new, 1)
	if old == " default_server" { // every one of them
		changed = strings.ReplaceAll(string(text), old, new)
	}
	if old != new && changed == string(text) {
		t.Fatalf("%s does not hold %q", name, old)
	}
	path := filepath.Join(t.TempDir(), filepath.Base(name))
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The shipped examples write no addresses; each with one line more, or one less, does.
func TestProxyConfigurations(t *testing.T) {
	for name, c := range map[string]struct{ file, old, new, want string }{
		"nginx as shipped":                 {"nginx/siegel.conf", "", "", ""},
		"nginx with a log":                 {"nginx/siegel.conf", "access_log off;", "access_log /var/log/nginx/a.log;", "access_log is not off"},
		"nginx with errors":                {"nginx/siegel.conf", "siegel.log emerg;", "siegel.log warn;", "error_log"},
		"nginx with the usual errors":      {"nginx/siegel.conf", "siegel.log emerg;", "siegel.log;", "error_log"},
		"nginx whose log is off by words":  {"nginx/siegel.conf", "access_log off;", "# access_log off;\n access_log x;", "access_log is not off"},
		"nginx beside another default":     {"nginx/siegel.conf", " default_server", "", "no default_server"},
		"Caddy as shipped":                 {"caddy/Caddyfile", "", "", ""},
		"Caddy with a log":                 {"caddy/Caddyfile", "beratung.example {", "beratung.example {\n\tlog\n", "a site has a log"},
		"Caddy with a log of its own form": {"caddy/Caddyfile", "beratung.example {", "beratung.example {\n\tlog {\n\t\toutput stdout\n\t}\n", "a site has a log"},
		"Caddy with errors":                {"caddy/Caddyfile", "exclude http.log.error http.handlers http.stdlib", "level INFO", "http.log.error is not excluded"},
		"Caddy with lines of the proxy":    {"caddy/Caddyfile", " http.handlers", "", "http.handlers is not excluded"},
		"Caddy with no line of requests":   {"caddy/Caddyfile", "exclude http.log.error http.handlers http.stdlib", "exclude http", ""},
		"Apache as shipped":                {"apache/siegel.conf", "", "", ""},
		"Apache with a log":                {"apache/siegel.conf", "SSLEngine on", "SSLEngine on\n    CustomLog logs/a combined", "customlog"},
		"Apache with the server's own log": {"apache/siegel.conf", "    CustomLog /dev/null \"-\"\n    LogLevel emerg\n    ServerSignature", "    LogLevel emerg\n    ServerSignature", "that of the whole server"},
		"Apache with errors":               {"apache/siegel.conf", "LogLevel emerg\n    ServerSignature", "LogLevel warn\n    ServerSignature", "LogLevel must be emerg"},
	} {
		text, err := os.ReadFile(example(t, c.file, c.old, c.new))
		if err != nil {
			t.Fatal(err)
		}
		found := strings.Join(loggingOf(string(text)), "; ")
		if c.want == "" && found != "" || !strings.Contains(found, c.want) {
			t.Errorf("%s: %q, want %q", name, found, c.want)
		}
	}
	if found := loggingOf("listen 80\n"); len(found) != 1 {
		t.Errorf("no proxy that is known: %v", found)
	}
}

func TestCertificates(t *testing.T) {
	h := newHealthy(t, testkit.SQLite(t))
	now := h.Clock.Now()
	day := 24 * time.Hour
	for name, c := range map[string]struct {
		host        string
		from, until time.Time
		want        Finding
	}{
		"good":       {"beratung.example", now.Add(-day), now.Add(60*day + time.Hour), Finding{OK, "certificate", "60 days are left", ""}},
		"ends soon":  {"beratung.example", now.Add(-day), now.Add(20 * day), Finding{Warn, "certificate", "days are left", "restart"}},
		"ended":      {"beratung.example", now.Add(-9 * day), now.Add(-day), Finding{Fail, "certificate", "it ended on", "renew"}},
		"not yet":    {"beratung.example", now.Add(day), now.Add(60 * day), Finding{Fail, "certificate", "it begins on", "clock"}},
		"of another": {"other.example", now.Add(-day), now.Add(60 * day), Finding{Fail, "certificate", "not for beratung.example", "host of public_url"}},
	} {
		h.Set["tls_cert"], h.Set["tls_key"] = signedCertificate(t, c.host, c.from, c.until), "key.pem"
		if findings := h.examined(t); !has(findings, c.want) {
			t.Errorf("%s: %v", name, findings)
		}
	}
	h.Set["tls_cert"] = example(t, "nginx/siegel.conf", "", "")
	if findings := h.examined(t); !has(findings, Finding{Fail, "certificate", "holds no certificate", "tls_cert"}) {
		t.Errorf("another file: %v", findings)
	}
}

// The private key of a certificate may be read by its owner and a group, and by nobody else.
func TestKeyOfTheCertificate(t *testing.T) {
	h := newHealthy(t, testkit.SQLite(t))
	now, key := h.Clock.Now(), filepath.Join(t.TempDir(), "key.pem")
	h.Set["tls_cert"], h.Set["tls_key"] = signedCertificate(t, "beratung.example", now.Add(-time.Hour), now.AddDate(0, 2, 0)), key
	if err := os.WriteFile(key, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for mode, open := range map[os.FileMode]bool{0o600: false, 0o640: false, 0o644: true, 0o642: true, 0o660: true} {
		own(t, key, mode)
		if found := has(h.examined(t), Finding{Fail, "files", "the private key of tls_cert", "chmod 0640 " + key}); found != open {
			t.Errorf("mode %04o: told %t", mode, found)
		}
	}
}

func signedCertificate(t *testing.T, host string, from, until time.Time) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{host}, NotBefore: from, NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "cert.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

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
	"testing"
	"time"

	"siegel/internal/testkit"
)

// given has an authority's certificate lie where the server keeps it, with so many days of ninety left; 0: none at all.
func (h *healthy) given(t *testing.T, days int) {
	t.Helper()
	delete(h.Set, "trusted_proxies")
	h.Set["acme"] = "https://acme.example/directory"
	if days == 0 {
		return
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	end := h.Clock.Now().Add(time.Duration(days)*24*time.Hour + time.Hour) // a certificate holds whole seconds, the clock parts of them
	leaf := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"beratung.example"}, NotBefore: end.AddDate(0, 0, -90), NotAfter: end}
	der, err := x509.CreateCertificate(rand.Reader, leaf, leaf, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(h.KeysDir, "acme")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "beratung.example"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestCertificateOfAnAuthority(t *testing.T) {
	for days, want := range map[int]Finding{
		0:  {Fail, "certificate", "none yet", "port 443"},
		80: {OK, "certificate", "80 days are left", ""},
		25: {OK, "certificate", "25 days are left", ""},
		20: {Warn, "certificate", "20 days are left", "the log says why"},
		-1: {Fail, "certificate", "it ended", "the log says why"},
	} {
		h := newHealthy(t, testkit.SQLite(t))
		h.given(t, days)
		if findings := h.examined(t); !has(findings, want) {
			t.Errorf("%d days: %v is not among %v", days, want, findings)
		}
	}
}

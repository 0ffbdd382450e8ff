package doctor

import (
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"siegel/internal/backup"
	"siegel/internal/testkit"
)

// copies makes backups of yesterday evening, one of which was tried out a month ago, and has the keys kept elsewhere.
func (h *healthy) copies(t *testing.T) {
	t.Helper()
	_, public, err := backup.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	h.Set["backup_recipients"], h.Set["backup_folder"] = public, t.TempDir()
	h.laid(t, 12*time.Hour)
	if _, err := backup.Into(h.Set["backup_folder"], backup.Shred, h.Clock.Now().Add(-12*time.Hour), func(io.Writer) error { return nil }); err != nil {
		t.Fatal(err)
	}
	h.laid(t, 30*24*time.Hour)
	if err := os.WriteFile(h.archive(30*24*time.Hour)+backup.Verified, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (backup.KeysNote{At: h.Clock.Now(), Checks: h.Keys.Kept()}).Leave(h.Set["backup_folder"]); err != nil {
		t.Fatal(err)
	}
}

func (h *healthy) archive(ago time.Duration) string {
	return filepath.Join(h.Set["backup_folder"], backup.Name(backup.Main, h.Clock.Now().Add(-ago)))
}

func (h *healthy) laid(t *testing.T, ago time.Duration) {
	t.Helper()
	if _, err := backup.Into(h.Set["backup_folder"], backup.Main, h.Clock.Now().Add(-ago), func(io.Writer) error { return nil }); err != nil {
		t.Fatal(err)
	}
}

func (h *healthy) gone(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func TestBackups(t *testing.T) {
	const month = 30 * 24 * time.Hour
	for name, c := range map[string]struct {
		broken func(t *testing.T, h *healthy)
		want   Finding
	}{
		"no offline key":     {func(_ *testing.T, h *healthy) { h.Set["backup_recipients"] = "" }, Finding{Warn, "backup", "no offline key", "siegel backup key"}},
		"a key that is none": {func(_ *testing.T, h *healthy) { h.Set["backup_recipients"] = "age1nonsense" }, Finding{Fail, "backup", "a public key is expected", "siegel backup key"}},
		"none at all": {func(_ *testing.T, h *healthy) { h.Set["backup_folder"] = filepath.Join(h.Set["backup_folder"], "none") },
			Finding{Fail, "backup", "there is none", "siegel backup create"}},
		"a late one": {func(t *testing.T, h *healthy) {
			h.gone(t, h.archive(12*time.Hour))
			h.laid(t, 3*24*time.Hour)
		}, Finding{Warn, "backup", "3 days old", "timer"}},
		"an old one":      {func(t *testing.T, h *healthy) { h.gone(t, h.archive(12*time.Hour)) }, Finding{Fail, "backup", "30 days old", "timer"}},
		"never tried out": {func(t *testing.T, h *healthy) { h.gone(t, h.archive(month)+backup.Verified) }, Finding{Warn, "backup tried out", "none of the archives", "siegel backup verify"}},
		"tried out long ago": {func(t *testing.T, h *healthy) {
			h.gone(t, h.archive(month)+backup.Verified)
			if err := os.WriteFile(h.archive(4*month)+backup.Verified, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}, Finding{Warn, "backup tried out", "120 days ago", "siegel backup verify"}},
		"no shred store": {func(t *testing.T, h *healthy) {
			h.gone(t, filepath.Join(h.Set["backup_folder"], backup.Name(backup.Shred, h.Clock.Now().Add(-12*time.Hour))))
		}, Finding{Fail, "backup of the shred store", "there is none", "siegel backup create"}},
		"keys of what was deleted past their time": {func(t *testing.T, h *healthy) {
			if _, err := backup.Into(h.Set["backup_folder"], backup.Shred, h.Clock.Now().Add(-7*24*time.Hour), func(io.Writer) error { return nil }); err != nil {
				t.Fatal(err)
			}
		}, Finding{Warn, "backup past its time", "1 archive in", "siegel-backup.timer"}},
		"keys that are nowhere else": {func(t *testing.T, h *healthy) {
			if err := (backup.KeysNote{Checks: testkit.Keys(t).Checks()}).Leave(h.Set["backup_folder"]); err != nil {
				t.Fatal(err)
			}
		}, Finding{Fail, "key files kept", "nobody has sealed", "siegel keys backup"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHealthy(t, testkit.SQLite(t))
			c.broken(t, h)
			if findings := h.examined(t); !has(findings, c.want) {
				t.Errorf("%v is not among %v", c.want, findings)
			}
		})
	}
}

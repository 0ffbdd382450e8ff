package doctor

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"siegel/internal/backup"
	"siegel/internal/rest"
	"siegel/internal/testkit"
)

// What the doctor says of the month of k_rest and of the clock, each by one fault.
func TestRenewalAndClock(t *testing.T) {
	for name, c := range map[string]struct {
		broken func(t *testing.T, h *healthy)
		want   Finding
	}{
		"a clock that jumped": {func(t *testing.T, h *healthy) {
			if err := h.Plausible(t.Context()); err != nil {
				t.Fatal(err)
			}
			h.Clock.Pass(11 * 24 * time.Hour)
		}, Finding{Fail, "clock and retention", "nothing is deleted until somebody has looked", "siegel clock confirm"}},
		"k_rest is old": {func(_ *testing.T, h *healthy) { h.Set["backup_recipients"] = ""; h.Clock.Pass(34 * 24 * time.Hour) },
			Finding{Fail, "renewal of k_rest", "it is 34 days old, 30 are meant", "start the server"}},
		"k_arch was not kept": {func(t *testing.T, h *healthy) {
			if err := (backup.KeysNote{At: h.Clock.Now(), Checks: h.Keys.Checks()}).Leave(h.Set["backup_folder"]); err != nil {
				t.Fatal(err)
			}
		}, Finding{Fail, "k_arch kept", "the archive opens nothing", "siegel keys backup"}},
		"the next one was not kept": {func(t *testing.T, h *healthy) {
			h.Clock.Pass(34 * 24 * time.Hour)
			if err := os.WriteFile(filepath.Join(h.Set["keys"], "k_rest.next"), []byte(strings.Repeat("ab", 32)), 0o600); err != nil {
				t.Fatal(err)
			}
		}, Finding{Fail, "renewal of k_rest", "waits until it has been kept elsewhere", "siegel keys backup"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHealthy(t, testkit.SQLite(t))
			h.Set["shred"] = h.ShredDir
			c.broken(t, h)
			if findings := h.examined(t); !has(findings, c.want) {
				t.Errorf("%v is not among %v", c.want, findings)
			}
		})
	}
}

// A note of the next k_rest counts, once it has become the current one.
func TestKeysNoteHasTheNext(t *testing.T) {
	dir := t.TempDir() + "/keys"
	keys, err := rest.Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keys.TakeNext(keys.NewNext()); err != nil {
		t.Fatal(err)
	}
	note := backup.KeysNote{Checks: keys.Kept()}
	if err := keys.Turn(); err != nil {
		t.Fatal(err)
	}
	if !keeps(note, keys) || keeps(backup.KeysNote{}, keys) {
		t.Error("a note with the next k_rest does not count")
	}
}

package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siegel/internal/testkit"
)

// A lost keys folder is noticed before anything is written in its place, on both databases; so is a database that does not answer.
func TestLostKeys(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		where := installed(t, w)
		lost := filepath.Join(t.TempDir(), "keys")
		where[3] = lost
		for _, words := range []string{"serve", "agency list"} {
			code, said := program(t, append(append(strings.Fields(words), "--listen", "127.0.0.1:0"), where...)...)
			if code != 1 || !strings.Contains(said, "put the keys back") {
				t.Errorf("%s: %d %s", words, code, said)
			}
			if _, err := os.Stat(lost); err == nil {
				t.Errorf("%s: new keys were made beside an existing database", words)
			}
		}
	})
	lost := filepath.Join(t.TempDir(), "keys")
	code, said := program(t, "serve", "--public-url", public, "--data", t.TempDir(), "--keys", lost, "--database", "postgres://siegel:very-secret@127.0.0.1:1/siegel")
	if code != 1 || strings.Contains(said, "very-secret") {
		t.Errorf("a database that does not answer: %d %s", code, said)
	}
	if _, err := os.Stat(lost); err == nil {
		t.Error("keys were made for a database that nobody has seen")
	}
}

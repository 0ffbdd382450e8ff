package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siegel/internal/backup"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// golden puts an installation of an earlier version back as it was, schema and all.
func golden(t *testing.T, g testkit.Golden, postgres bool, public string) (where []string, database string) {
	t.Helper()
	if postgres {
		database = testkit.EmptyPostgres(t)
	}
	where = installation(t.TempDir(), database, public)
	well(t, where, "keys", "restore", g.Keys, "--identity", g.Offline)
	keys, err := backup.LoadIdentities(g.Offline)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(where[1], 0o700); err != nil {
		t.Fatal(err)
	}
	if database == "" {
		database = filepath.Join(where[1], "siegel.db")
	}
	if _, err := readArchive(t.Context(), g.Backup, keys, backup.Target{Database: database, Postgres: postgres, AsItWas: true}); err != nil {
		t.Fatal(err)
	}
	return where, database
}

// A newer program seals the database of an older one before it touches it; then everybody finds what they had, and so they do after a way back.
func TestUpgrade(t *testing.T) {
	g := testkit.Schema2(t)
	for name, postgres := range map[string]bool{"sqlite": false, "postgres": true} {
		t.Run(name, func(t *testing.T) {
			secret, public := offlineKey(t)
			where, database := golden(t, g, postgres, public)
			badly(t, append(append([]string{}, where...), "--backup-recipients", ""), "first it must be sealed", "agency", "list")
			if n := schema(t, database); n != 2 {
				t.Fatalf("the database was touched before it was sealed: schema %d", n)
			}
			server := start(t, where...)
			server.stop()
			<-server.code
			if schema(t, database) != store.Schema() || !strings.Contains(server.out.String(), "as it was, it is kept in") {
				t.Errorf("schema %d: %s", schema(t, database), server.out)
			}
			finds(t, g, database, where[3])
			list, err := filepath.Glob(filepath.Join(where[7], "siegel-main-*.age"))
			if err != nil || len(list) != 1 {
				t.Fatalf("archives: %v %v", list, err)
			}
			if out := well(t, nil, "backup", "verify", list[0], "--identity", secret); !strings.Contains(out, "schema 2.") {
				t.Errorf("verify says %s", out)
			}
			again := start(t, where...) // nothing to bring up to date: no archive
			again.stop()
			<-again.code
			if now, _ := filepath.Glob(filepath.Join(where[7], "*.age")); len(now) != 1 {
				t.Errorf("archives: %v", now)
			}
		})
	}
}

// Without room it does not begin.
func TestRoomBeforeMigration(t *testing.T) {
	if err := enoughRoom(filepath.Join(t.TempDir(), "backups"), 1<<20); err != nil {
		t.Error(err)
	}
	if err := enoughRoom(filepath.Join(t.TempDir(), "backups"), 1<<60); err == nil || !strings.Contains(err.Error(), "there is no room for a backup") {
		t.Errorf("%v", err)
	}
}

// A new installation needs no offline key to start, nor one that has none to lose.
func TestNothingToKeep(t *testing.T) {
	where := folders(t)
	for range 2 {
		server := start(t, where...)
		server.stop()
		<-server.code
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(where[1]), "backups")); err == nil {
		t.Error("a backup of nothing was made")
	}
}

func schema(t *testing.T, database string) int64 {
	t.Helper()
	s, err := store.Look(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	found, err := s.Found(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return found.Schema
}

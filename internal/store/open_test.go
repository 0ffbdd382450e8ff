package store_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

func reopen(w *testkit.World, o store.Options) (*store.Store, error) {
	o.Database, o.Clock = w.Database, w.Clock.Now
	return store.Open(ctx, o)
}

// A database opens again with its own keys, with all that was in it, and with no others.
func TestOpenAgain(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		no(t, w.Store.Close())
		again, err := reopen(w, store.Options{Keys: w.Keys})
		no(t, err)
		a, err := again.AgencyByShort(ctx, "kiz")
		no(t, err)
		if a.ID != s.Agency.ID || a.State != counsel.AgencyReady {
			t.Errorf("agency: %+v", a)
		}
		no(t, again.Close())
		if _, err := reopen(w, store.Options{Keys: testkit.Keys(t)}); !errors.Is(err, store.ErrOtherKeys) {
			t.Errorf("other keys: %v", err)
		}
		if _, err := reopen(w, store.Options{}); err == nil {
			t.Error("opened without keys")
		}
	})
}

// A check value that is lost is damage, not a reason to take new keys.
func TestOpenWithLostCheckValue(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.Exec(`DELETE FROM server_keys WHERE name = 'k_idx'`) }))
		no(t, w.Store.Close())
		if _, err := reopen(w, store.Options{Keys: w.Keys}); !errors.Is(err, store.ErrOtherKeys) {
			t.Errorf("%v", err)
		}
	})
}

// An older program does not touch the database of a newer one.
func TestOpenNewerSchema(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		no(t, w.Write(ctx, func(tx *store.Tx) error {
			return tx.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, TRUE)`)
		}))
		no(t, w.Store.Close())
		if _, err := reopen(w, store.Options{Keys: w.Keys}); !errors.Is(err, store.ErrNewerSchema) {
			t.Errorf("%v", err)
		}
	})
}

// The address of a database may hold a password; no error repeats it.
func TestOpenBadAddress(t *testing.T) {
	for _, address := range []string{"postgres://siegel:geheim@127.0.0.1:1:1/x", "postgres://siegel:geheim@127.0.0.1:1/x?connect_timeout=1"} {
		_, err := store.Open(ctx, store.Options{Database: address, Keys: testkit.Keys(t)})
		if err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%v", err)
		}
	}
}

// The files belong to their owner, and hold neither a name nor a login key nor a cookie nor a key row as it was sent.
func TestRawFiles(t *testing.T) {
	w := testkit.SQLite(t)
	s := testkit.NewScene(t, w, "kiz", true)
	seeker, r := s.Seeker("kanarienvogel")
	in, err := w.Login(ctx, s.Agency.ID, counsel.Login{Realm: counsel.Seekers, Way: counsel.ByPassword, Name: "kanarienvogel", Auth: r.Auth})
	no(t, err)
	e := s.Enquiry(2)
	_, err = w.AddEnquiry(ctx, seeker, e)
	no(t, err)
	absent := map[string][]byte{
		"name": []byte("kanarienvogel"), "auth": r.Auth, "auth_rc": r.AuthRc, "rc_id": r.RcID, "cookie": in.Cookie, "keyring": r.Keyring, "vault": e.Vault.Box,
		"wrap": r.Wraps[0].Box, "self": e.Self, "grant": e.Grants[0].File,
	}
	controls := 0
	for _, side := range []string{"", "-wal", "-shm"} {
		raw, err := os.ReadFile(w.Database + side)
		no(t, err)
		info, err := os.Stat(w.Database + side)
		no(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("mode of %s: %v", side, info.Mode())
		}
		for what, b := range absent {
			if bytes.Contains(raw, b) {
				t.Errorf("%s lies in the file %q", what, side)
			}
		}
		if bytes.Contains(raw, e.Message.Box[:256]) { // the letter is sealed by the browser and stored as it came
			controls++
		}
	}
	if controls == 0 {
		t.Error("the search does not find what must be there")
	}
}

// A database file that was copied back with laxer rights is its owner's alone again, and so are its side files.
func TestOwnFile(t *testing.T) {
	w := testkit.SQLite(t)
	no(t, w.Store.Close())
	no(t, os.Chmod(w.Database, 0o644))
	again, err := reopen(w, store.Options{Keys: w.Keys})
	no(t, err)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(w.Database + suffix)
		no(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%q has mode %o", suffix, info.Mode().Perm())
		}
	}
	no(t, again.Close())
}

package store_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

func always([]byte) bool { return true }

// The key of a case that is sealed moves to the archive's part: it is in no backup of the ordinary one, the archive opens, and on its day it is nowhere. A key that an
// earlier version has left where it was, or that a store of an earlier day brings back, moves at the start.
func TestSealedKeyMoves(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		s.Documents(1)
		seeker, own := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		at := func() (ordinary, archive bool) {
			keys := w.Shreds(t)
			defer keys.Close()
			var one, other strings.Builder
			no(t, keys.Snapshot(ctx, &one))
			no(t, keys.SnapshotArch(ctx, &other))
			key := `"id":"` + base64.StdEncoding.EncodeToString(id[:]) + `","box":`
			return strings.Contains(one.String(), key), strings.Contains(other.String(), key)
		}
		opens := func() {
			t.Helper()
			o := counsel.Opening{Case: id, Reason: counsel.BecauseDrill, Proof: counsel.Proof{Way: counsel.ByPassword, Auth: s.Auth[s.Lead.UID]}}
			if got, err := w.OpenArchive(ctx, s.Lead, o); err != nil || len(got.Grant.File) == 0 {
				t.Errorf("the archive does not open: %v", err)
			}
		}
		if ordinary, archive := at(); !ordinary || archive {
			t.Fatalf("before: ordinary %t, archive %t", ordinary, archive)
		}
		preview, err := w.Erasure(ctx, seeker)
		no(t, err)
		_, err = w.EraseAccount(ctx, seeker, counsel.Proof{Way: counsel.ByPassword, Auth: own.Auth}, preview.Manifest, preview.Staying())
		no(t, err)

		// as an earlier version has left it
		no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.Exec(`DELETE FROM shred_notes WHERE kind = 'sealed'`) }))
		if ordinary, _ := at(); !ordinary {
			t.Fatal("it has moved already")
		}
		no(t, reopened(t, w, w.ShredDir))
		if ordinary, archive := at(); ordinary || !archive {
			t.Errorf("at the start: ordinary %t, archive %t", ordinary, archive)
		}
		opens()

		no(t, w.Write(ctx, func(tx *store.Tx) error {
			return tx.Exec(`INSERT INTO shred_notes (agency, kind, id) VALUES ($1, 'sealed', $2)`, s.Agency.ID, id)
		}))
		settle(t, w)
		opens()
		until(t, w, counsel.Day(w.Clock.Now()).AddDate(1, 0, 2))
		settle(t, w)
		if ordinary, archive := at(); ordinary || archive || count(t, w, "cases") != 0 {
			t.Errorf("after its day: ordinary %t, archive %t, %d cases", ordinary, archive, count(t, w, "cases"))
		}
	})
}

// k_rest is renewed under a running server: everybody reads and writes, the database follows, and also one of an earlier day comes up. The wrong clock renews nothing.
func TestRestIsRenewed(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		l := newLeaver(t, w, s)
		vault, err := w.GetBox(ctx, l.by, store.Vault)
		no(t, err)
		before := bytesOf(t, w, `SELECT key_check FROM server_keys WHERE name = $1`, "k_rest")
		for range 5 {
			no(t, w.RenewRest(ctx, always))
			w.Clock.Pass(9 * 24 * time.Hour)
		}
		after := bytesOf(t, w, `SELECT key_check FROM server_keys WHERE name = $1`, "k_rest")
		if string(after) == string(before) {
			t.Fatal("nothing was renewed")
		}
		w.Clock.Pass(4 * 365 * 24 * time.Hour)
		if err := w.RenewRest(ctx, always); !errors.Is(err, store.ErrClock) {
			t.Errorf("with a clock that jumped: %v", err)
		}
		again := func() {
			t.Helper()
			box, err := w.GetBox(ctx, l.by, store.Vault)
			no(t, err)
			equal(t, "vault", box.Box, vault.Box)
			_, err = w.Login(ctx, s.Agency.ID, byPassword("sonne-42", l.registration))
			no(t, err)
		}
		again()
		no(t, w.Write(ctx, func(tx *store.Tx) error {
			return tx.Exec(`UPDATE server_keys SET key_check = $1 WHERE name = 'k_rest'`, before)
		})) // of an earlier day
		no(t, reopened(t, w, w.ShredDir))
		again()
		if now := bytesOf(t, w, `SELECT key_check FROM server_keys WHERE name = $1`, "k_rest"); string(now) != string(after) {
			t.Error("the database does not follow")
		}
		no(t, w.Write(ctx, func(tx *store.Tx) error {
			return tx.Exec(`UPDATE server_keys SET key_check = $1 WHERE name = 'k_auth'`, before)
		}))
		if _, err := openShredded(w, w.ShredDir); !errors.Is(err, store.ErrOtherKeys) {
			t.Errorf("with another k_auth: %v", err)
		}
	})
}

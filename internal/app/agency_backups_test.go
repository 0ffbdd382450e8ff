package app

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"siegel/internal/backup"
	"siegel/internal/counsel"
	"siegel/internal/rest"
	"siegel/internal/shred"
	"siegel/internal/testkit"
)

// What the command says about the backups of an agency that was deleted is so: its keys go with the archives of a week, its rows with those of thirty days, and the
// archive of ninety days alone opens what was sealed, and nothing else.
func TestDeletedAgencyInBackups(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		secret, public := offlineKey(t)
		where, s, r, sealed := livedIn(t, w, public)
		other, _ := s.Seeker("stieglitz")
		open := s.Case(other, s.Lead, 2)
		s.Documents(10)
		err := w.GrantToArchive(t.Context(), s.Lead, sealed, counsel.Grant{ID: testkit.ID(), File: testkit.AgeFile()})
		in, loginErr := w.Login(t.Context(), s.Agency.ID, counsel.Login{Realm: counsel.Seekers, Way: counsel.ByPassword, Name: "kanarienvogel", Auth: r.Auth})
		shown, shownErr := w.Erasure(t.Context(), in.Actor)
		_, eraseErr := w.EraseAccount(t.Context(), in.Actor, counsel.Proof{Way: counsel.ByPassword, Auth: r.Auth}, shown.Manifest, shown.Staying())
		_, shredErr := w.Shred(t.Context())
		if err := errors.Join(err, loginErr, shownErr, eraseErr, shredErr); err != nil {
			t.Fatal(err)
		}
		kept := shredName.FindString(well(t, where, "backup", "create"))
		keysFile := filepath.Join(t.TempDir(), "keys.age")
		well(t, where, "keys", "backup", "--out", keysFile)
		well(t, where, "agency", "suspend", "kiz")
		said := well(t, where, "agency", "delete", "kiz", "--name", s.Agency.Name)
		if !regexp.MustCompile(`its keys are gone after seven days, those of its rows after thirty\. Keys of sealed cases .* for ninety days`).MatchString(said) {
			t.Error(said)
		}

		empty := installation(t.TempDir(), "", public)
		well(t, empty, "keys", "restore", keysFile, "--identity", secret)
		well(t, empty, "shred", "restore", strings.Replace(kept, "siegel-shred-", "siegel-arch-", 1), "--identity", secret)
		keys, err := rest.Load(empty[3])
		if err != nil {
			t.Fatal(err)
		}
		back, err := shred.Open(t.Context(), filepath.Join(filepath.Dir(empty[3]), "shred"), keys)
		if err != nil {
			t.Fatal(err)
		}
		defer back.Close()
		for id, want := range map[counsel.ID]error{sealed: nil, open: shred.ErrNone} {
			if _, err := back.Key(t.Context(), shred.Name{Agency: s.Agency.ID, Kind: shred.Case, ID: id}); !errors.Is(err, want) {
				t.Errorf("sealed %t: %v", id == sealed, err)
			}
		}

		folder, now := filepath.Dir(kept), time.Now()
		for _, at := range []struct {
			days  int
			kinds string
		}{{5, "arch main shred"}, {7, "arch main"}, {29, "arch main"}, {31, "arch"}, {89, "arch"}, {91, ""}} {
			if _, err := backup.Expire(folder, now.AddDate(0, 0, at.days)); err != nil {
				t.Fatal(err)
			}
			var left []string
			for _, kind := range []backup.Kind{backup.Arch, backup.Main, backup.Shred} {
				if _, err := os.Stat(filepath.Join(folder, filepath.Base(strings.Replace(kept, "-shred-", "-"+string(kind)+"-", 1)))); err == nil {
					left = append(left, string(kind))
				}
			}
			if got := strings.Join(left, " "); got != at.kinds {
				t.Errorf("after %d days: %q, want %q", at.days, got, at.kinds)
			}
		}
	})
}

package store_test

import (
	"testing"

	"siegel/internal/store"
	"siegel/internal/testkit"
)

// What this process writes is no news; what another one writes is, once.
func TestOthers(t *testing.T) {
	w := testkit.SQLite(t)
	asked := func(what string, want bool) {
		t.Helper()
		if wrote, err := w.Others(ctx); err != nil || wrote != want {
			t.Errorf("%s: %t %v", what, wrote, err)
		}
	}
	asked("at first", false)
	s := testkit.NewScene(t, w, "kiz", true)
	asked("after writes of our own", false)
	other, err := store.Open(ctx, store.Options{Database: w.Database, Keys: w.Keys, Shred: w.Shreds(t), Clock: w.Clock.Now})
	no(t, err)
	defer func() { no(t, other.Close()) }()
	asked("after another has opened it", false)
	no(t, other.StopStaff(ctx, s.Agency.ID, s.Lead.UID))
	asked("after another has written", true)
	asked("asked again", false)
}

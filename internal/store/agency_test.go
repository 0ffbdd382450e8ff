package store_test

import (
	"errors"
	"testing"

	"siegel/internal/store"
	"siegel/internal/testkit"
)

// An agency's id is given once: whoever makes another one under it, by whatever name, neither changes the first nor gets a link into it.
func TestAgencyIDIsTaken(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		first := testkit.NewAgency("kiz")
		first.ID = testkit.ID()
		_, err := w.CreateAgency(ctx, first)
		no(t, err)
		for _, short := range []string{"sos", "kiz"} {
			other := testkit.NewAgency(short)
			other.ID = first.ID
			if _, err := w.CreateAgency(ctx, other); !errors.Is(err, store.ErrShortTaken) {
				t.Errorf("%s: %v", short, err)
			}
		}
		if n := count(t, w, "invites"); n != 1 {
			t.Errorf("%d links into the agency", n)
		}
	})
}

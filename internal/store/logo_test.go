package store_test

import (
	"bytes"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// A logo comes back byte for byte, to its own agency only; the agency's row holds what a page needs, without the bytes.
func TestLogo(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		bare := testkit.NewAgency("nur")
		bare.Logo = counsel.Logo{}
		for _, a := range []counsel.Agency{testkit.NewAgency("kiz"), testkit.NewAgency("sos"), bare} {
			_, err := w.CreateAgency(ctx, a)
			no(t, err)
		}
		for _, short := range []string{"kiz", "sos"} {
			want := testkit.NewLogo(short)
			got, err := w.Logo(ctx, short)
			no(t, err)
			if !bytes.Equal(got.Image, want.Image) || got.Kind != want.Kind || got.Alt != want.Alt || got.Width != want.Width || got.Height != want.Height {
				t.Errorf("%s: %+v", short, got)
			}
			a, err := w.AgencyByShort(ctx, short)
			no(t, err)
			if a.Logo.Alt != want.Alt || len(a.Logo.Image) > 0 {
				t.Errorf("%s: the row says %+v", short, a.Logo)
			}
		}
		for _, short := range []string{"nur", "nix", "KIZ", "../kiz"} {
			_, err := w.Logo(ctx, short)
			code(t, err, counsel.NotFound)
		}
	})
}

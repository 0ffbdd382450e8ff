package api_test

import (
	"testing"

	"siegel/internal/counsel"
)

// An agency that takes no letters for a while, suspended or full, is shown as closed: nobody shall write in vain.
func TestClosed(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s, ctx := h.setUp("kiz", true), t.Context()
		seeker, _ := h.seeker("kiz", "sonne-42")
		s.counselled(seeker, 2)
		shown := func(want string, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			if got := h.browser(counsel.Seekers).get("agencies/kiz").is(200)["setup"]; got != want {
				t.Errorf("shown as %v, want %s", got, want)
			}
		}
		shown("closed", h.SetQuota(ctx, s.signed.Agency, counsel.Quota{Cases: 1}))
		shown("ready", h.SetQuota(ctx, s.signed.Agency, counsel.Quota{}))
		shown("closed", h.SuspendAgency(ctx, s.signed.Agency))
		shown("ready", h.ResumeAgency(ctx, s.signed.Agency))
	})
}

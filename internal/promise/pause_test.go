package promise

import (
	"testing"
	"time"

	"siegel/internal/counsel"
)

// A pause holds on its first and last day, in the agency's zone; pauses that touch are one.
func TestPaused(t *testing.T) {
	s := counsel.Settings{TimeZone: "Europe/Berlin"}
	s.Promise.Pauses = []counsel.Pause{{From: "2026-03-16", To: "2026-03-18"}, {From: "2026-03-19", To: "2026-03-22"}, {From: "2026-03-24", To: "2026-03-24"}}
	r, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{
		"2026-03-15T22:59:59Z": "", "2026-03-15T23:00:00Z": "2026-03-23", "2026-03-18T12:00:00Z": "2026-03-23", "2026-03-22T22:59:59Z": "2026-03-23",
		"2026-03-22T23:00:00Z": "", "2026-03-24T08:00:00Z": "2026-03-25", "2026-03-25T08:00:00Z": "",
	} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		got := r.Paused(now)
		if want == "" && !got.IsZero() || want != "" && got.In(r.Zone()).Format("2006-01-02 15:04") != want+" 00:00" {
			t.Errorf("at %s: back on %v, want %q", at, got, want)
		}
	}
}

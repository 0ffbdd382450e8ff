package api

import (
	"testing"
	"time"
)

// Turns are drawn: among one stalker and the person herself she waits seldom longer than a minute, among twenty of them some minutes; and at one
// account nobody can try more often than 8 640 times a day, however many ask.
func TestTurns(t *testing.T) {
	for _, c := range []struct {
		stalkers int
		within   time.Duration
	}{{1, time.Minute}, {20, 15 * time.Minute}} {
		in := 0
		for range 200 {
			if waited(c.stalkers) <= c.within {
				in++
			}
		}
		if in < 180 { // one in 64 waits longer than a minute beside one, one in 80 longer than 15 minutes beside twenty
			t.Errorf("beside %d only %d of 200 got in within %s", c.stalkers, in, c.within)
		}
	}
	var s slots
	tries, now := 0, time.Unix(1_800_000_000, 0)
	for end := now.Add(24 * time.Hour); now.Before(end); now = now.Add(time.Second) {
		for sender := range byte(3) {
			if s.draw([16]byte{sender}, now) == 0 {
				tries++
			}
		}
	}
	if tries > 8640 || tries < 8000 {
		t.Errorf("%d tries in a day", tries)
	}
}

// waited is how long somebody waits who asks in every turn beside others who do.
func waited(stalkers int) time.Duration {
	var s slots
	began := time.Unix(1_800_000_000, 0)
	for now := began; ; now = now.Add(turn / 2) {
		for i := range stalkers {
			s.draw([16]byte{byte(i + 1)}, now)
		}
		if s.draw([16]byte{}, now) == 0 {
			return now.Sub(began)
		}
	}
}

// Who fills a turn does not fill the memory, and the person herself may still be drawn.
func TestTurnIsBounded(t *testing.T) {
	var s slots
	now := time.Unix(1_800_000_000, 0)
	for i := range 3 * mostInTurn {
		s.draw([16]byte{byte(i), byte(i >> 8)}, now)
	}
	if len(s.waiting) != mostInTurn {
		t.Errorf("%d wait, want %d", len(s.waiting), mostInTurn)
	}
}

package counsel_test

import (
	"testing"
	"time"

	"siegel/internal/counsel"
)

// Held to the whole second, never for less than ten.
func TestHeldFrom(t *testing.T) {
	second := time.Date(2026, 11, 22, 10, 11, 12, 0, time.UTC)
	for past, want := range map[time.Duration]time.Duration{0: 10 * time.Second, 1: 11 * time.Second, 345 * time.Millisecond: 11 * time.Second, time.Second - 1: 11 * time.Second} {
		if got := counsel.HeldFrom(second.Add(past)); !got.Equal(second.Add(want)) {
			t.Errorf("from %v past the second: %v", past, got.Sub(second))
		}
	}
}

func TestIsDue(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 11, 12, 0, time.UTC)
	for until, want := range map[time.Duration]bool{
		-time.Hour: true, 0: true, time.Nanosecond: false, 10 * time.Second: false, 70 * time.Second: false, 70*time.Second + 1: true, time.Hour: true,
	} {
		if got := counsel.IsDue(now.Add(until), now); got != want {
			t.Errorf("%v from now: %v", until, got)
		}
	}
}

// A held message goes out for a member who still holds the role in which she wrote, and for nobody else.
func TestMayGoOut(t *testing.T) {
	m := counsel.Message{Role: counsel.Counsellor, Kind: counsel.KindMessage}
	good := counsel.Actor{Realm: counsel.Staff, State: counsel.Active, Roles: []counsel.Role{counsel.Intake, counsel.Counsellor}}
	stopped, other, seeker := good, good, good
	stopped.State, other.Roles, seeker.Realm = counsel.Stopped, good.Roles[:1], counsel.Seekers
	for what, c := range map[string]struct {
		author counsel.Actor
		may    bool
	}{"active": {good, true}, "stopped": {stopped, false}, "another role": {other, false}, "a seeker": {seeker, false}, "gone": {counsel.Actor{}, false}} {
		if got := m.MayGoOut(c.author); got != c.may {
			t.Errorf("%s: %v", what, got)
		}
	}
	note, letter := m, m
	note.Kind, letter.Role = counsel.KindNote, counsel.SeekerRole
	if !m.IsHeld() || note.IsHeld() || letter.IsHeld() {
		t.Error("held is what staff write to seekers, and nothing else")
	}
}

func TestMayDraft(t *testing.T) {
	seeker, staff := counsel.Actor{Realm: counsel.Seekers, State: counsel.Active}, counsel.Actor{Realm: counsel.Staff, State: counsel.Active}
	for kind, want := range map[counsel.DraftKind][2]counsel.Code{
		counsel.DraftMessage: {"", ""}, counsel.DraftEarlier: {"", ""}, counsel.DraftNote: {counsel.Refused, ""}, "letter": {counsel.NotFound, counsel.NotFound}, "": {counsel.NotFound, counsel.NotFound},
	} {
		if a, b := counsel.CodeOf(seeker.MayDraft(kind)), counsel.CodeOf(staff.MayDraft(kind)); a != want[0] || b != want[1] {
			t.Errorf("%q: %q for seekers, %q for staff", kind, a, b)
		}
	}
	if seeker.MayDraftFirst() != nil || staff.MayDraftFirst() == nil {
		t.Error("first letters are written by seekers")
	}
	if counsel.MoreFirstDrafts(7) != nil || counsel.CodeOf(counsel.MoreFirstDrafts(8)) != counsel.Conflict {
		t.Error("eight, and no more")
	}
}

package counsel

import (
	"testing"
	"time"
)

// Who may keep, put back, move a case, in which state.
func TestKeeping(t *testing.T) {
	c := Case{State: TakenOver, Seeker: seeker.UID, Counsellor: ilse.UID, LastOrder: 3}
	state := func(s CaseState) Case { d := c; d.State = s; return d }
	unconfirmed := c
	unconfirmed.ConfirmDue = now
	for what, try := range map[string]struct {
		c          Case
		a          Actor
		keep, back Code
	}{
		"counsellor":              {c, ilse, "", ""},
		"counsellor, at rest":     {state(AtRest), ilse, "", ""},
		"counsellor, closed":      {state(Closed), ilse, "", Conflict},
		"counsellor, unconfirmed": {unconfirmed, ilse, Conflict, Conflict},
		"colleague":               {c, ben, NotFound, NotFound},
		"seeker":                  {c, seeker, Refused, Refused},
		"in the pool":             {state(Open), ilse, NotFound, NotFound},
	} {
		want(t, what+" keeps", try.c.MayKeep(try.a), try.keep)
		want(t, what+" puts back", try.c.MayPutBack(try.a), try.back)
	}
	for what, try := range map[string]struct {
		c    Case
		m    Move
		done bool
		code Code
	}{
		"to rest":              {c, Move{TakenOver, AtRest, 3}, false, ""},
		"closed":               {c, Move{TakenOver, Closed, 3}, false, ""},
		"from another state":   {c, Move{AtRest, Closed, 3}, false, Conflict},
		"with a newer message": {c, Move{TakenOver, Closed, 2}, false, Conflict},
		"having seen more":     {c, Move{TakenOver, Closed, 4}, false, ""}, // one of hers is held
		"there already":        {state(Closed), Move{TakenOver, Closed, 0}, true, ""},
	} {
		done, err := try.c.MayMove(ilse, try.m)
		want(t, what, err, try.code)
		if done != try.done {
			t.Errorf("%s: done %v", what, done)
		}
	}
}

// A row says of a lapsed acceptance what the case itself says.
func TestRowAt(t *testing.T) {
	for _, s := range []CaseState{Open, TakenOver, AtRest, Closed} {
		for _, due := range []time.Time{{}, now, now.Add(time.Millisecond)} {
			c := Case{State: s, ConfirmDue: due, Counsellor: ilse.UID}.At(now)
			r := Row{State: s, ConfirmDue: due, Counsellor: ilse.UID}.At(now)
			if r.State != c.State || r.Counsellor != c.Counsellor {
				t.Errorf("%s, %v: %+v, the case %+v", s, due, r, c)
			}
		}
	}
	fresh, back := Case{State: TakenOver, ConfirmDue: now, NKID: ID{1}}, Case{State: TakenOver, ConfirmDue: now, NKID: ID{1}, PutBack: true}
	if fresh.At(now).NKID != (ID{}) || back.At(now).NKID != (ID{1}) {
		t.Error("the key for notes of a lapsed acceptance")
	}
}

func TestMarksAsText(t *testing.T) {
	for _, marks := range [][]Mark{nil, {Acute}} {
		want(t, "marks", FitMarks(marks), "")
		if got := ParseMarks(MarkList(marks)); len(got) != len(marks) || len(got) == 1 && got[0] != Acute {
			t.Errorf("%v became %v", marks, got)
		}
	}
	want(t, "twice", FitMarks([]Mark{Acute, Acute}), BadRequest)
	want(t, "unknown", FitMarks([]Mark{"late"}), BadRequest)
}

func TestSettingsWithoutWords(t *testing.T) {
	no := false
	if s := (Settings{}); s.Address() != FormSie || !s.GoesOn() || s.Promise.Made() {
		t.Error("what holds where nothing is said")
	}
	if s := (Settings{Form: FormDu, Reload: &no, Promise: Promise{Hours: 24}}); s.Address() != FormDu || s.GoesOn() || !s.Promise.Made() {
		t.Error("what is said does not hold")
	}
}

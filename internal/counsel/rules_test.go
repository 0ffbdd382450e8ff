package counsel

import (
	"testing"
	"time"
)

var (
	now    = time.Date(2026, 11, 22, 10, 11, 12, 345e6, time.UTC)
	seeker = Actor{Agency: ID{1}, UID: ID{2}, Realm: Seekers, State: Active}
	ilse   = Actor{Agency: ID{1}, UID: ID{3}, Realm: Staff, State: Active, Roles: []Role{Counsellor, Intake, Lead}}
	ben    = Actor{Agency: ID{1}, UID: ID{4}, Realm: Staff, State: Active, Roles: []Role{Counsellor, Intake}}
)

func with(a Actor, change func(*Actor)) Actor {
	change(&a)
	return a
}

func want(t *testing.T, what string, err error, code Code) {
	t.Helper()
	if got := CodeOf(err); got != code {
		t.Errorf("%s: %q, want %q", what, got, code)
	}
}

// Who may do what with the pool, invites, manifests, keys.
func TestActors(t *testing.T) {
	people := map[string]Actor{
		"seeker": seeker, "lead": ilse, "counsellor and intake": ben,
		"counsellor":  with(ben, func(a *Actor) { a.Roles = []Role{Counsellor} }),
		"intake":      with(ben, func(a *Actor) { a.Roles = []Role{Intake} }),
		"admin":       with(ben, func(a *Actor) { a.Roles = []Role{Admin} }),
		"waiting":     with(ilse, func(a *Actor) { a.State = Waiting }),
		"first lead":  with(ilse, func(a *Actor) { a.State = Setup }),
		"stopped":     with(ilse, func(a *Actor) { a.State = Stopped }),
		"role seeker": with(seeker, func(a *Actor) { a.Roles = []Role{Counsellor, Intake, Lead} }), // roles are for staff
	}
	for what, c := range map[string]struct {
		rule func(Actor) error
		yes  []string
	}{
		"read the pool": {Actor.MayReadPool, []string{"lead", "counsellor and intake", "intake"}},
		"accept":        {Actor.MayAccept, []string{"lead", "counsellor and intake"}},
		"sign":          {Actor.MaySignManifest, []string{"lead"}},
		"invite":        {Actor.MayInvite, []string{"lead"}},
		"set up":        {Actor.MaySetUp, []string{"first lead"}},
		"ask":           {Actor.MayAsk, []string{"seeker", "role seeker"}},
		"hold grants":   {Actor.MayHoldGrants, []string{"lead", "counsellor and intake", "counsellor", "intake", "admin"}},
	} {
		allowed := map[string]bool{}
		for _, y := range c.yes {
			allowed[y] = true
		}
		for name, a := range people {
			code := Refused
			if allowed[name] {
				code = ""
			}
			want(t, what+", "+name, c.rule(a), code)
		}
	}
}

// A case belongs to its seeker and to the counsellor who has it; to everybody else it does not exist.
func TestCaseFor(t *testing.T) {
	taken := Case{State: TakenOver, Seeker: seeker.UID, Counsellor: ilse.UID, NKID: ID{9}}
	open := Case{State: Open, Seeker: seeker.UID, Counsellor: ilse.UID}
	for what, c := range map[string]struct {
		c    Case
		a    Actor
		code Code
	}{
		"seeker":                     {taken, seeker, ""},
		"seeker of an enquiry":       {open, seeker, ""},
		"counsellor":                 {taken, ilse, ""},
		"colleague":                  {taken, ben, NotFound},
		"another seeker":             {taken, with(seeker, func(a *Actor) { a.UID = ID{5} }), NotFound},
		"counsellor after a lapse":   {open, ilse, NotFound},
		"no longer counsellor":       {taken, with(ilse, func(a *Actor) { a.Roles = []Role{Intake, Lead} }), NotFound},
		"a seeker who is stopped":    {taken, with(seeker, func(a *Actor) { a.State = Stopped }), NotFound},
		"waiting":                    {taken, with(ilse, func(a *Actor) { a.State = Waiting }), NotFound},
		"staff with the seeker's id": {taken, with(ben, func(a *Actor) { a.UID = seeker.UID }), NotFound},
	} {
		_, err := c.c.For(c.a)
		want(t, what, err, c.code)
	}
	if mine, _ := taken.For(seeker); mine.NKID != (ID{}) {
		t.Error("the seeker learns the notes' key id")
	}
}

// Who may write what, in which state.
func TestCaseWriting(t *testing.T) {
	c := Case{State: TakenOver, Seeker: seeker.UID, Counsellor: ilse.UID}
	state := func(s CaseState) Case { d := c; d.State = s; return d }
	unconfirmed := c
	unconfirmed.ConfirmDue = now
	for what, try := range map[string]struct {
		c    Case
		a    Actor
		as   Role
		code Code
	}{
		"seeker":                   {c, seeker, SeekerRole, ""},
		"seeker as counsellor":     {c, seeker, Counsellor, Refused},
		"seeker of an enquiry":     {state(Open), seeker, SeekerRole, ""},
		"seeker, unconfirmed":      {unconfirmed, seeker, SeekerRole, ""},
		"seeker at rest":           {state(AtRest), seeker, SeekerRole, ""},
		"seeker, closed":           {state(Closed), seeker, SeekerRole, ""},
		"counsellor":               {c, ilse, Counsellor, ""},
		"counsellor as lead":       {c, ilse, Lead, ""},
		"counsellor as supervisor": {c, ilse, Supervisor, Refused},
		"counsellor as seeker":     {c, ilse, SeekerRole, Refused},
		"counsellor, unconfirmed":  {unconfirmed, ilse, Counsellor, Conflict},
		"counsellor, closed":       {state(Closed), ilse, Counsellor, Conflict},
		"colleague":                {c, ben, Counsellor, NotFound},
	} {
		want(t, what, try.c.MayWrite(try.a, try.as), try.code)
	}
	want(t, "note by counsellor", c.MayNote(ilse, Counsellor), "")
	want(t, "note by counsellor as supervisor", c.MayNote(ilse, Supervisor), Refused)
	want(t, "note by counsellor, closed", state(Closed).MayNote(ilse, Counsellor), Conflict)
	want(t, "note by seeker", c.MayNote(seeker, SeekerRole), Refused)
	want(t, "note by seeker, foreign case", Case{State: TakenOver}.MayNote(seeker, SeekerRole), NotFound)
	want(t, "notes read by seeker", c.MayReadNotes(seeker), Refused)
	want(t, "notes read by counsellor", c.MayReadNotes(ilse), "")
	want(t, "profile by seeker", c.MayChangeProfile(seeker), "")
	want(t, "profile by another seeker", c.MayChangeProfile(with(seeker, func(a *Actor) { a.UID = ID{5} })), NotFound)
	want(t, "profile by counsellor", c.MayChangeProfile(ilse), Refused)
}

// An acceptance lapses at its moment, not before; a confirmed one never.
func TestCaseLapses(t *testing.T) {
	c := Case{State: TakenOver, Counsellor: ilse.UID, NKID: ID{9}, ConfirmDue: now}
	if before := c.At(now.Add(-time.Millisecond)); before.State != TakenOver {
		t.Error("lapsed early")
	}
	if after := c.At(now); after.State != Open || after.Counsellor != (ID{}) || after.NKID != (ID{}) || !after.ConfirmDue.IsZero() {
		t.Errorf("%+v", after)
	}
	c.ConfirmDue = time.Time{}
	if c.At(now.AddDate(1, 0, 0)).State != TakenOver {
		t.Error("a confirmed case lapsed")
	}
	c.State, c.ConfirmDue = Closed, now
	if c.At(now).State != Closed {
		t.Error("a closed case lies in the pool")
	}
}

// Under a clock that was turned back, nothing waits for a confirmation for longer than that may take, and a minute.
func TestCaseLapsesWhenTurnedBack(t *testing.T) {
	c := Case{State: TakenOver, Counsellor: ilse.UID, ConfirmDue: now.Add(ConfirmWithin)}
	if c.At(now.Add(-time.Minute)).State != TakenOver {
		t.Error("another node's clock is a minute behind: lapsed early")
	}
	if c.At(now.Add(-time.Minute-time.Millisecond)).State != Open {
		t.Error("turned back, and not in the pool")
	}
}

// The next message of an author is the only one that fits.
func TestMessageFits(t *testing.T) {
	c := Case{Epoch: 2}
	for what, try := range map[string]struct {
		m    Message
		code Code
	}{
		"next": {Message{Epoch: 2, AuthorSeq: 4}, ""}, "same": {Message{Epoch: 2, AuthorSeq: 3}, Sequence}, "gap": {Message{Epoch: 2, AuthorSeq: 5}, Sequence},
		"old epoch": {Message{Epoch: 1, AuthorSeq: 4}, Sequence}, "new epoch": {Message{Epoch: 3, AuthorSeq: 4}, Sequence},
	} {
		want(t, what, try.m.Fits(c, 3), try.code)
	}
}

// What the store keeps of a moment is never later than the moment, and coarse.
func TestRounding(t *testing.T) {
	for what, c := range map[string]struct{ got, want string }{
		"quarter": {Quarter(now).Format(time.RFC3339Nano), "2026-11-22T10:00:00Z"},
		"day":     {Day(now).Format(time.RFC3339Nano), "2026-11-22T00:00:00Z"},
		"week":    {Week(now).Format(time.RFC3339Nano), "2026-11-16T00:00:00Z"},
		"monday":  {Week(now.AddDate(0, 0, 1)).Format(time.RFC3339Nano), "2026-11-23T00:00:00Z"},
		"date":    {Date(now), "2026-11-22"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", what, c.got, c.want)
		}
	}
	vienna := time.FixedZone("", 3600)
	if got := Day(time.Date(2026, 11, 23, 0, 30, 0, 0, vienna)); Date(got) != "2026-11-22" {
		t.Errorf("day in another zone: %v", got)
	}
}

// Nobody is signed out early for being idle; the absolute end is never late.
func TestSessionOver(t *testing.T) {
	for realm, c := range map[Realm]struct{ idle, length time.Duration }{Seekers: {20 * time.Minute, 8 * time.Hour}, Staff: {30 * time.Minute, 10 * time.Hour}} {
		for start := now; start.Before(now.Add(5 * time.Minute)); start = start.Add(7 * time.Second) {
			s := NewSession(realm, ID{1}, start)
			if s.Over(realm, start.Add(c.idle-time.Millisecond)) {
				t.Fatalf("%s: idle end early at %v", realm, start)
			}
			if !s.Over(realm, start.Add(c.idle+LastUseStep)) {
				t.Fatalf("%s: idle end late at %v", realm, start)
			}
			s.LastUse = start.Add(c.length)
			if s.Over(realm, start.Add(c.length-time.Minute)) || !s.Over(realm, start.Add(c.length)) {
				t.Fatalf("%s: absolute end wrong at %v", realm, start)
			}
		}
	}
}

// One spelling per id, and none for zero.
func TestIDs(t *testing.T) {
	id := ID{0xff, 1, 2}
	if back, err := ParseID(id.String()); err != nil || back != id {
		t.Errorf("%v %v", back, err)
	}
	good := id.String()
	for _, bad := range []string{"", good[:21], good + "A", good[:21] + "B", good + "=", "\n" + good, good[:10] + "\n" + good[10:], "+" + good[1:], ID{}.String()} {
		if _, err := ParseID(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

// Grants go to exactly the roles that the agency has.
func TestGrants(t *testing.T) {
	to := func(roles ...Role) (g []Grant) {
		for _, r := range roles {
			g = append(g, Grant{ToRole: r})
		}
		return g
	}
	none, continuity := Recipients{}, Recipients{Continuity: true}
	documents, outlived := Recipients{Archive: true, Documents: true}, Recipients{Archive: true}
	for what, c := range map[string]struct {
		err  error
		code Code
	}{
		"both":                {FitEnquiry(to(Continuity, Intake), continuity), ""},
		"intake only":         {FitEnquiry(to(Intake), none), ""},
		"continuity missing":  {FitEnquiry(to(Intake), continuity), BadRequest},
		"continuity unasked":  {FitEnquiry(to(Intake, Continuity), none), BadRequest},
		"intake twice":        {FitEnquiry(to(Intake, Intake), continuity), BadRequest},
		"none":                {FitEnquiry(nil, none), BadRequest},
		"to a lead":           {FitEnquiry(to(Lead), none), BadRequest},
		"archive":             {FitEnquiry(to(Intake, Archive), documents), ""},
		"archive left out":    {FitEnquiry(to(Intake), documents), ""}, // the staff's is the one that counts
		"archive of before":   {FitEnquiry(to(Intake, Archive), outlived), ""},
		"archive unasked":     {FitEnquiry(to(Intake, Archive), none), BadRequest},
		"archive twice":       {FitEnquiry(to(Intake, Archive, Archive), documents), BadRequest},
		"acceptance":          {FitAcceptance(to(Continuity), continuity), ""},
		"acceptance, none":    {FitAcceptance(nil, none), ""},
		"acceptance, intake":  {FitAcceptance(to(Intake), continuity), BadRequest},
		"taken for the files": {FitAcceptance(to(Archive), documents), ""},
		"taken without":       {FitAcceptance(nil, documents), BadRequest},
		"taken for nothing":   {FitAcceptance(to(Archive), outlived), ""},
		"taken unasked":       {FitAcceptance(to(Archive), none), BadRequest},
		"taken twice":         {FitAcceptance(to(Archive, Archive), documents), BadRequest},
		"release":             {FitRelease(to(Intake), Recipients{}), ""},
		"release to archive":  {FitRelease(to(Intake, Archive), Recipients{}), BadRequest},
	} {
		want(t, what, c.err, c.code)
	}
}

// A refusal never carries what was refused.
func TestErrors(t *testing.T) {
	if got := RefuseField(BadRequest, "box").Error(); got != "counsel: bad_request (box)" {
		t.Error(got)
	}
	if CodeOf(nil) != "" || CodeOf(ErrID) != Internal {
		t.Error("codes of other errors")
	}
	seen := map[Code]bool{}
	for _, c := range Codes() {
		if seen[c] {
			t.Errorf("%s twice", c)
		}
		seen[c] = true
	}
}

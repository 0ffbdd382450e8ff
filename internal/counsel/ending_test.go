package counsel

import (
	"testing"
	"time"
)

// case1 is a counselling of Ilse's that nothing stands in the way of.
func case1() Case {
	return Case{ID: ID{9}, State: TakenOver, Seeker: seeker.UID, Counsellor: ilse.UID}
}

func changed(c Case, change func(*Case)) Case {
	change(&c)
	return c
}

var (
	locked      = func(c *Case) { c.LockedUntil = now }
	unconfirmed = func(c *Case) { c.ConfirmDue = now }
	sealedCase  = func(c *Case) { c.State = Sealed }
	inPool      = func(c *Case) { c.State, c.Counsellor = Open, ID{} }
)

// A sealed case exists for nobody who had it; only the archive opens it.
func TestSealedCaseFor(t *testing.T) {
	for _, a := range []Actor{seeker, ilse} {
		_, err := changed(case1(), sealedCase).For(a)
		want(t, "sealed, "+string(a.Realm), err, NotFound)
	}
}

// Only the confirmed counsellor grants a case to the archive, and only while the agency documents and nothing locks the case.
func TestMayArchive(t *testing.T) {
	doc := Recipients{Documents: true}
	for what, try := range map[string]struct {
		c    Case
		a    Actor
		to   Recipients
		code Code
	}{
		"counsellor":                 {case1(), ilse, doc, ""},
		"a colleague":                {case1(), ben, doc, Refused},
		"a seeker of the same uid":   {case1(), with(seeker, func(a *Actor) { a.UID = ilse.UID }), doc, Refused},
		"an agency that erases":      {case1(), ilse, Recipients{}, Conflict},
		"not confirmed":              {changed(case1(), unconfirmed), ilse, doc, Conflict},
		"while an erase order waits": {changed(case1(), locked), ilse, doc, Conflict},
	} {
		want(t, what, try.c.MayArchive(try.a, try.to), try.code)
	}
}

// Who may order a deletion, see the order, and answer it.
func TestOrders(t *testing.T) {
	stranger := with(seeker, func(a *Actor) { a.UID = ID{5} })
	for what, try := range map[string]struct {
		c                  Case
		a                  Actor
		order, see, answer Code
	}{
		"counsellor":     {case1(), ilse, "", "", NotFound},
		"not confirmed":  {changed(case1(), unconfirmed), ilse, Conflict, "", NotFound},
		"a colleague":    {case1(), ben, NotFound, NotFound, NotFound},
		"a lead":         {changed(case1(), inPool), ilse, "", "", NotFound},
		"no lead":        {changed(case1(), inPool), ben, NotFound, NotFound, NotFound},
		"sealed":         {changed(case1(), sealedCase), ilse, NotFound, NotFound, NotFound},
		"sealed, seeker": {changed(case1(), sealedCase), seeker, NotFound, NotFound, NotFound},
		"its seeker":     {case1(), seeker, NotFound, "", ""},
		"another seeker": {case1(), stranger, NotFound, NotFound, NotFound},
	} {
		_, err := try.c.MayOrder(try.a)
		want(t, what+", order", err, try.order)
		want(t, what+", see", try.c.MaySeeOrder(try.a), try.see)
		want(t, what+", answer", try.c.MayAnswer(try.a), try.answer)
	}
}

// Whoever may write may attach.
func TestMayAttach(t *testing.T) {
	closed := changed(case1(), func(c *Case) { c.State = Closed })
	want(t, "seeker", closed.MayAttach(seeker), "")
	want(t, "counsellor", case1().MayAttach(ilse), "")
	want(t, "closed", closed.MayAttach(ilse), Conflict)
	want(t, "locked", changed(case1(), locked).MayAttach(seeker), Conflict)
	want(t, "a colleague", case1().MayAttach(ben), NotFound)
}

// A file is there for others once all of it has come and its message is out; for its author once all of it has come.
func TestMayFetch(t *testing.T) {
	f := File{ID: ID{7}, Case: ID{9}, Author: ilse.UID, Length: PartSize + 1, Parts: 2, Out: true}
	half, held := f, f
	half.Parts, held.Out = 1, false
	for what, try := range map[string]struct {
		f    File
		a    Actor
		code Code
	}{
		"out": {f, seeker, ""}, "half": {half, seeker, NotFound}, "half, author": {half, ilse, NotFound}, "held": {held, seeker, NotFound}, "held, author": {held, ilse, ""},
	} {
		want(t, what, try.f.MayFetch(try.a), try.code)
	}
}

// Of a sealed case whatever went out in it and came whole is in the archive; nothing else is.
func TestInArchive(t *testing.T) {
	good := File{ID: ID{7}, Case: ID{9}, Length: PartSize + 1, Parts: 2, Out: true}
	want(t, "as it must be", good.InArchive(case1()), "")
	for what, change := range map[string]func(*File){
		"another case's": func(f *File) { f.Case = ID{8} }, "never sent": func(f *File) { f.Out = false }, "half": func(f *File) { f.Parts = 1 },
	} {
		f := good
		change(&f)
		want(t, what, f.InArchive(case1()), NotFound)
	}
}

// The same announcement again means the same file in everything.
func TestFileSame(t *testing.T) {
	f := File{ID: ID{7}, Case: ID{9}, Author: ilse.UID, Length: 100}
	again := f
	again.Parts = 1
	if !f.Same(again) {
		t.Error("an upload that goes on is another file")
	}
	for what, change := range map[string]func(*File){
		"id": func(f *File) { f.ID = ID{8} }, "case": func(f *File) { f.Case = ID{8} }, "author": func(f *File) { f.Author = ben.UID }, "length": func(f *File) { f.Length++ },
	} {
		g := f
		if change(&g); f.Same(g) {
			t.Error("the same with another " + what)
		}
	}
}

// An entry of the audit chain follows by its number, by what it names, and by its own hash.
func TestFollows(t *testing.T) {
	first := Entry{Seq: 1, At: now, Actor: ActorSystem, Action: ActOpen}
	first.Hash = first.Sum()
	second := Entry{Seq: 2, At: now, Actor: ActorSeeker, Action: ActOpen, Prev: first.Hash}
	second.Hash = second.Sum()
	if !first.Follows(Entry{}) || !second.Follows(first) {
		t.Fatal("a chain does not hold")
	}
	for what, change := range map[string]func(*Entry){
		"number": func(e *Entry) { e.Seq = 3 }, "entry before": func(e *Entry) { e.Prev[0]++ },
	} {
		e := second
		change(&e)
		if e.Hash = e.Sum(); e.Follows(first) {
			t.Error("follows with another " + what)
		}
	}
	e := second
	if e.Count++; e.Follows(first) {
		t.Error("follows with another content")
	}
}

// What is held is an answer of staff: neither a letter nor a note.
func TestIsHeld(t *testing.T) {
	for what, m := range map[string]Message{"letter": {Kind: KindMessage, Role: SeekerRole}, "note": {Kind: KindNote, Role: Counsellor}} {
		if m.IsHeld() {
			t.Error(what + " is held")
		}
	}
	if !(Message{Kind: KindMessage, Role: Counsellor}).IsHeld() {
		t.Error("an answer is not held")
	}
}

// A case stays where the agency documents, a counselling was, it was confirmed, and the archive has a grant.
func TestKept(t *testing.T) {
	doc := Policy{Retention: Keep, Years: 3}
	for what, try := range map[string]struct {
		c       Case
		p       Policy
		granted bool
		kept    bool
	}{
		"a counselling":        {case1(), doc, true, true},
		"put back":             {changed(case1(), func(c *Case) { inPool(c); c.PutBack = true }), doc, true, true},
		"an agency that erase": {case1(), Policy{Retention: Erase, Years: 3}, true, false},
		"no grant":             {case1(), doc, false, false},
		"never taken":          {changed(case1(), inPool), doc, true, false},
		"not confirmed":        {changed(case1(), unconfirmed), doc, true, false},
		"put back, taken anew": {changed(case1(), func(c *Case) { unconfirmed(c); c.PutBack = true }), doc, true, true},
	} {
		if until, kept := try.c.Kept(try.p, try.granted, Day(now)); kept != try.kept || kept && !until.Equal(Day(now).AddDate(3, 0, 0)) {
			t.Errorf("%s: %v until %v", what, kept, until)
		}
	}
	if until, kept := changed(case1(), func(c *Case) { c.State, c.SealedUntil = Sealed, now.Add(time.Hour) }).Kept(Policy{}, false, Day(now)); !kept || !until.Equal(now.Add(time.Hour)) {
		t.Error("what is sealed does not stay sealed")
	}
}

// A logo stands in the place of the name only where there is one, and it says nothing but the name.
func TestLogoIsName(t *testing.T) {
	logo := func(name string, l Logo) bool { return Agency{Name: name, Settings: Settings{Logo: l}}.LogoIsName() }
	if !logo("KIZ", Logo{Kind: "image/png", Alt: "KIZ"}) || logo("KIZ", Logo{Kind: "image/png", Alt: "a tree"}) || logo("", Logo{}) {
		t.Error("the logo stands for the name where it does not")
	}
}

// A period has a first and a last day, in their order.
func TestPeriodFits(t *testing.T) {
	want(t, "a day", Period{From: Day(now), To: Day(now)}.Fit(), "")
	want(t, "no first day", Period{To: Day(now)}.Fit(), BadRequest)
	want(t, "the wrong way round", Period{From: Day(now), To: Day(now).AddDate(0, 0, -1)}.Fit(), BadRequest)
	if e := Error(*(Period{To: Day(now)}.Fit().(*Error))); e.Field != "to" {
		t.Errorf("no first day: %q", e.Field)
	}
}

// Only a lead holds a case, and only one whose clock runs.
func TestMayHold(t *testing.T) {
	closed := changed(case1(), func(c *Case) { c.State = Closed })
	want(t, "lead", closed.MayHold(ilse), "")
	want(t, "no lead", closed.MayHold(ben), Refused)
}

package store_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// until moves the clock to a moment, and does what is due then.
func until(t testing.TB, w *testkit.World, at time.Time) {
	t.Helper()
	w.Clock.Pass(at.Sub(w.Clock.Now()))
	confirmClock(t, w)
	_, err := w.EndDue(ctx)
	no(t, err)
}

func closeCase(t testing.TB, w *testkit.World, by counsel.Actor, id counsel.ID) {
	t.Helper()
	no(t, w.SetState(ctx, by, id, counsel.Move{From: counsel.TakenOver, To: counsel.Closed, Seen: 1}))
}

// A closed case goes when its period is over, not before, held or not; its seeker is told; and an account without a case goes 30 days later.
func TestClosedCaseEnds(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		one, held := s.Case(seeker, s.Lead, 2), s.Case(seeker, s.Lead, 3)
		today := counsel.Day(w.Clock.Now())
		no(t, w.Write(ctx, func(tx *store.Tx) error {
			return tx.Exec(`UPDATE accounts SET last_seen = $1`, today.AddDate(0, 0, 180))
		})) // she looks in now and then
		closeCase(t, w, s.Lead, one)
		hold := counsel.Hold{Case: held, Until: today.AddDate(0, 0, 190), Reason: counsel.BecauseCourt}
		code(t, w.PutHold(ctx, s.Lead, hold), counsel.Conflict) // it is not closed
		closeCase(t, w, s.Lead, held)
		for what, h := range map[string]counsel.Hold{
			"in the past": {Case: held, Until: today.AddDate(0, 0, -1), Reason: counsel.BecauseCourt}, "for too long": {Case: held, Until: today.AddDate(0, 12, 1), Reason: counsel.BecauseCourt},
			"in the middle of a day": {Case: held, Until: today.Add(time.Hour), Reason: counsel.BecauseCourt}, "without a reason": {Case: held, Until: today, Reason: counsel.BecauseSeeker},
		} {
			if err := w.PutHold(ctx, s.Lead, h); counsel.CodeOf(err) != counsel.BadRequest {
				t.Errorf("a hold %s: %v", what, err)
			}
		}
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		code(t, w.PutHold(ctx, ben, hold), counsel.Refused)
		no(t, w.PutHold(ctx, s.Lead, hold))

		until(t, w, today.AddDate(0, 0, 181).Add(-time.Second))
		if count(t, w, "cases") != 2 {
			t.Fatal("too early")
		}
		until(t, w, today.AddDate(0, 0, 181))
		told, err := w.Receipts(ctx, seeker)
		no(t, err)
		if count(t, w, "cases") != 1 || len(told) != 1 || told[0].Role != counsel.ActorSystem {
			t.Errorf("%d cases, told %+v", count(t, w, "cases"), told)
		}
		until(t, w, today.AddDate(0, 0, 191).Add(-time.Second))
		if count(t, w, "cases") != 1 {
			t.Fatal("the hold was not kept")
		}
		until(t, w, today.AddDate(0, 0, 191))
		if count(t, w, "cases") != 0 || count(t, w, "holds") != 0 {
			t.Fatal("the hold never ends")
		}
		until(t, w, today.AddDate(0, 0, 191+31).Add(-time.Second))
		if _, err := w.Cases(ctx, seeker); err != nil {
			t.Fatalf("the account went too early: %v", err)
		}
		until(t, w, today.AddDate(0, 0, 191+31))
		_, err = w.Cases(ctx, seeker)
		code(t, err, counsel.SignedOut)
		settle(t, w)
		if found := rowsWith(t, w, seeker.UID, one, held); len(found) > 0 {
			t.Errorf("still there: %v", found)
		}
	})
}

// The chain: what was done stands in it, in order, and any change of an entry shows.
func TestAuditChain(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		l := newLeaver(t, w, s)
		e, err := w.Erasure(ctx, l.by)
		no(t, err)
		_, err = w.EraseAccount(ctx, l.by, l.proof(), e.Manifest, e.Staying())
		no(t, err)
		for _, err := range atOnce(func() error { _, err := w.AppendAudit(ctx); return err }, func() error { _, err := w.AppendAudit(ctx); return err }) {
			no(t, err)
		}
		_, _, _, err = w.Audit(ctx, l.by, 0)
		code(t, err, counsel.SignedOut)
		list, _, more, err := w.Audit(ctx, s.Lead, 0)
		no(t, err)
		_, _, _, err = w.Audit(ctx, s.Lead, 0)
		no(t, err)
		if n := count(t, w, "audit_notes"); n != 1 || more {
			t.Errorf("%d notes of reading, more %t", n, more)
		}
		last := counsel.Entry{}
		actions := map[counsel.Action]int{}
		for i, e := range list {
			if !e.Follows(last) {
				t.Errorf("entry %d does not follow", i)
			}
			for what, change := range map[string]func(*counsel.Entry){
				"number": func(e *counsel.Entry) { e.Seq++ }, "time": func(e *counsel.Entry) { e.At = e.At.Add(time.Minute) }, "actor": func(e *counsel.Entry) { e.Actor = "system." },
				"action": func(e *counsel.Entry) { e.Action = counsel.ActOpen }, "object": func(e *counsel.Entry) { e.Object[0] ^= 1 }, "reason": func(e *counsel.Entry) { e.Reason = "court." },
				"count": func(e *counsel.Entry) { e.Count++ }, "hash before": func(e *counsel.Entry) { e.Prev[0] ^= 1 }, "hash": func(e *counsel.Entry) { e.Hash[0] ^= 1 },
			} {
				forged := e
				change(&forged)
				if forged.Follows(last) {
					t.Errorf("entry %d with another %s is believed", i, what)
				}
			}
			if e.Actor == l.by.UID.String() {
				t.Error("the chain names a seeker")
			}
			actions[e.Action]++
			last = e
		}
		if actions[counsel.ActDelete] != 4 || actions[counsel.ActManifest] != 1 {
			t.Errorf("%v", actions)
		}
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		_, _, _, err = w.Audit(ctx, ben, 0)
		code(t, err, counsel.Refused)
	})
}

// reckoned is what the test itself expects of a case, by the rules in words (spec/api.md, 12).
type reckoned struct {
	id          counsel.ID
	closed      time.Time // zero: open
	sealed      bool
	gone        bool
	granted     bool
	sealedUntil time.Time
	held        time.Time // the last day; zero: not held
}

// Over eleven years, with leap days, policies that change, holds and people who write again: nothing goes before its day, nothing stays a day longer, and what was
// sealed stays until the day that was told when it was.
func TestElevenYears(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := testkit.SQLite(t)
		s := testkit.NewScene(t, w, "kiz", false)
		seeker, _ := s.Seeker("sonne-42")
		start := counsel.Day(w.Clock.Now())
		policy := counsel.Policy{Retention: counsel.Erase, CloseDays: 180}
		var cases []*reckoned
		vault := int64(1)
		for day := start; day.Before(start.AddDate(11, 2, 0)); {
			w.Clock.Pass(day.Add(12 * time.Hour).Sub(w.Clock.Now()))
			no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.Exec(`UPDATE accounts SET last_seen = $1`, day) })) // the account stays: it is not the question here
			if _, err := w.EndDue(ctx); errors.Is(err, store.ErrClock) {
				compare(r, t, w, cases, day) // a jump by weeks deletes nothing before somebody has looked
				confirmClock(t, w)
			} else {
				no(t, err)
			}
			_, err := w.EndDue(ctx)
			no(t, err)
			expect(r, cases, policy, day)
			compare(r, t, w, cases, day)
			switch rapid.SampledFrom([]string{"wait", "wait", "open", "close", "policy", "hold", "reopen"}).Draw(r, "act") {
			case "open":
				if len(cases) < 6 {
					vault++
					cases = append(cases, &reckoned{id: s.Case(seeker, s.Lead, vault), granted: s.Signed.HasArchive()})
				}
			case "close":
				for _, c := range cases {
					if !c.gone && c.closed.IsZero() {
						no(t, w.SetState(ctx, s.Lead, c.id, counsel.Move{From: counsel.TakenOver, To: counsel.Closed, Seen: 1 << 30}))
						c.closed = day
						break
					}
				}
			case "reopen":
				for _, c := range cases {
					if !c.gone && !c.sealed && !c.closed.IsZero() {
						no(t, w.SetState(ctx, s.Lead, c.id, counsel.Move{From: counsel.Closed, To: counsel.TakenOver, Seen: 1 << 30}))
						c.closed = time.Time{}
						break
					}
				}
			case "policy":
				years := rapid.SampledFrom([]int{0, 1, 3, 10}).Draw(r, "years")
				policy = counsel.Policy{Retention: counsel.Erase, CloseDays: rapid.SampledFrom([]int{30, 180, 400}).Draw(r, "close days")}
				if policy.Years = years; years > 0 {
					policy.Retention = counsel.Keep
				}
				setPolicy(t, w, s, policy.Retention, policy.Years, policy.CloseDays)
			case "hold":
				for _, c := range cases {
					if !c.gone && !c.closed.IsZero() {
						h := counsel.Hold{Case: c.id, Until: day.AddDate(0, rapid.IntRange(0, 12).Draw(r, "months"), 0), Reason: counsel.BecauseLaw}
						if h.Fit(day) == nil {
							no(t, w.PutHold(ctx, s.Lead, h))
							c.held = h.Until
						}
						break
					}
				}
			}
			if edges := edges(cases, policy, day); len(edges) > 0 && rapid.Bool().Draw(r, "to an edge") {
				day = rapid.SampledFrom(edges).Draw(r, "edge")
				continue
			}
			day = day.AddDate(0, 0, rapid.SampledFrom([]int{1, 1, 29, 31, 181, 365, 366}).Draw(r, "days"))
		}
	})
}

// edges are the last day of something, and the day after it: whoever is a day wrong is wrong there.
func edges(cases []*reckoned, p counsel.Policy, day time.Time) (list []time.Time) {
	for _, c := range cases {
		last := c.closed.AddDate(0, 0, p.CloseDays)
		if c.sealed {
			last = c.sealedUntil
		}
		for _, at := range []time.Time{last, last.AddDate(0, 0, 1), c.held, c.held.AddDate(0, 0, 1)} {
			if !c.gone && !c.closed.IsZero() && at.After(day) {
				list = append(list, at)
			}
		}
	}
	return list
}

// expect lets the rules pass over the cases until the middle of a day.
func expect(r *rapid.T, cases []*reckoned, p counsel.Policy, day time.Time) {
	for _, c := range cases {
		if c.gone || c.closed.IsZero() || !c.held.IsZero() && !day.After(c.held) {
			continue
		}
		if !c.sealed && day.After(c.closed.AddDate(0, 0, p.CloseDays)) {
			c.sealedUntil = c.closed.AddDate(p.Years, 0, 0)
			c.sealed = p.Retention == counsel.Keep && c.granted && !day.After(c.sealedUntil)
			c.gone = !c.sealed
		}
		if c.sealed && day.After(c.sealedUntil) {
			c.gone = true
		}
	}
}

// compare looks what is there.
func compare(r *rapid.T, t *testing.T, w *testkit.World, cases []*reckoned, day time.Time) {
	type row struct {
		state string
		until int64
	}
	there := map[counsel.ID]row{}
	no(t, w.Read(ctx, func(tx *store.Tx) error {
		return tx.Each(`SELECT id, state, sealed_until FROM cases`, func(scan func(...any) error) error {
			var id counsel.ID
			var c row
			err := scan(&id, &c.state, &c.until)
			there[id] = c
			return err
		})
	}))
	for i, c := range cases {
		is, found := there[c.id]
		if found == c.gone || found && (is.state == "sealed") != c.sealed || c.sealed && found && is.until != c.sealedUntil.UnixMilli() {
			r.Fatalf("on %s case %d: there %t as %s until %v, expected %+v", day.Format(time.DateOnly), i, found, is.state, time.UnixMilli(is.until).UTC(), *c)
		}
	}
}

package store_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// keyOf is what a counsellor's browser sends for a case that the archive has no key to.
func keyOf() counsel.Grant { return counsel.Grant{ID: testkit.ID(), File: testkit.AgeFile()} }

func alike(t testing.TB, what string, got, want any) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// grantsOf gives who made which grant to a role.
func grantsOf(t *testing.T, w *testkit.World, id counsel.ID) (out []string) {
	t.Helper()
	no(t, w.Read(ctx, func(tx *store.Tx) error {
		out = nil
		return tx.Each(`SELECT obj_id, to_role, why FROM grants WHERE obj = 'case' ORDER BY to_role, why`, func(scan func(...any) error) error {
			var of counsel.ID
			var role, why string
			err := scan(&of, &role, &why)
			if of == id {
				out = append(out, role+" "+why)
			}
			return err
		})
	}))
	return out
}

// Under doc an acceptance without a grant to the archive is refused; whatever the seeker has sent there is gone with the confirmation, and the staff's stays.
func TestAcceptanceDocuments(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		s.Documents(10)
		seeker, _ := s.Seeker("sonne-42")
		e := s.Enquiry(2)
		e.Grants[2].File = testkit.AgeFile() // of an age file's form, and that is all anybody can see: no key of this case
		_, err := w.AddEnquiry(ctx, seeker, e)
		no(t, err)
		bare := s.Acceptance(e.Case)
		bare.Grants = bare.Grants[:1]
		_, err = w.Accept(ctx, s.Lead, bare)
		code(t, err, counsel.BadRequest)
		acc := s.Acceptance(e.Case)
		_, err = w.Accept(ctx, s.Lead, acc)
		no(t, err)
		no(t, w.Confirm(ctx, s.Lead, e.Case))
		alike(t, "grants", grantsOf(t, w, e.Case), []string{"archive archive", "continuity continuity"})
	})
}

// A browser that has not seen the newest policy yet keeps nobody from writing.
func TestEnquiryOfBefore(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		early := s.Enquiry(2)
		s.Documents(10)
		_, err := w.AddEnquiry(ctx, seeker, early)
		no(t, err)
		s.Documents(0)
		_, err = w.AddEnquiry(ctx, seeker, s.Enquiry(3))
		no(t, err)
	})
}

// Switched on later: cases that were taken over before are named to their counsellors until each has a key for the archive.
func TestUnarchived(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		seeker, _ := s.Seeker("sonne-42")
		mine, his := s.Case(seeker, s.Lead, 2), s.Case(seeker, ben, 3)
		open := s.Enquiry(4)
		_, err := w.AddEnquiry(ctx, seeker, open)
		no(t, err)
		missing := func(by counsel.Actor, all int64, want ...counsel.ID) {
			t.Helper()
			own, n, err := w.Unarchived(ctx, by)
			no(t, err)
			alike(t, "own", own, want)
			alike(t, "all", n, all)
		}
		missing(s.Lead, 0)
		code(t, w.GrantToArchive(ctx, s.Lead, mine, keyOf()), counsel.Conflict)
		s.Documents(10)
		missing(s.Lead, 2, mine)
		missing(ben, 0, his)
		_, _, err = w.Unarchived(ctx, seeker)
		code(t, err, counsel.Refused)

		code(t, w.GrantToArchive(ctx, s.Lead, his, keyOf()), counsel.NotFound)
		code(t, w.GrantToArchive(ctx, ben, open.Case, keyOf()), counsel.NotFound)
		code(t, w.GrantToArchive(ctx, seeker, mine, keyOf()), counsel.Refused)
		key := keyOf()
		no(t, w.GrantToArchive(ctx, s.Lead, mine, key))
		no(t, w.GrantToArchive(ctx, s.Lead, mine, key))
		alike(t, "grants", grantsOf(t, w, mine), []string{"archive archive", "continuity continuity"})
		code(t, w.GrantToArchive(ctx, ben, his, key), counsel.SameID)
		no(t, w.GrantToArchive(ctx, s.Lead, mine, keyOf())) // the key of the archive may have changed
		alike(t, "grants", grantsOf(t, w, mine), []string{"archive archive", "continuity continuity"})
		missing(s.Lead, 1)
		missing(ben, 0, his)
		s.Documents(0)
		missing(ben, 0)
	})
}

// Not before the acceptance has been confirmed: until then the case may fall back to the pool.
func TestArchiveNotConfirmed(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		s.Documents(10)
		seeker, _ := s.Seeker("sonne-42")
		e := s.Enquiry(2)
		_, err := w.AddEnquiry(ctx, seeker, e)
		no(t, err)
		_, err = w.Accept(ctx, s.Lead, s.Acceptance(e.Case))
		no(t, err)
		code(t, w.GrantToArchive(ctx, s.Lead, e.Case, keyOf()), counsel.Conflict)
	})
}

// A lead lists what is sealed, and opens it with the password and a reason; each time stands in the chain. Nobody else does, and nothing else opens.
func TestArchive(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		s.Documents(10)
		ben, dora := s.Staff("Ben", counsel.Counsellor, counsel.Intake), s.Staff("Dora", counsel.Lead)
		seeker, own := s.Seeker("sonne-42")
		id := s.Case(seeker, ben, 2)
		opening := func(by counsel.Actor) counsel.Opening {
			return counsel.Opening{Case: id, Reason: counsel.BecauseDrill, Proof: counsel.Proof{Way: counsel.ByPassword, Auth: s.Auth[by.UID]}}
		}
		_, err := w.OpenArchive(ctx, dora, opening(dora))
		code(t, err, counsel.NotFound) // it is not sealed
		list, _, err := w.Archive(ctx, dora, 0)
		no(t, err)
		alike(t, "sealed", len(list), 0)

		preview, err := w.Erasure(ctx, seeker)
		no(t, err)
		_, err = w.EraseAccount(ctx, seeker, counsel.Proof{Way: counsel.ByPassword, Auth: own.Auth}, preview.Manifest, preview.Staying())
		no(t, err)
		list, more, err := w.Archive(ctx, dora, 0)
		no(t, err)
		if len(list) != 1 || more || list[0].Case.ID != id || list[0].Case.SealedUntil != counsel.Day(w.Clock.Now()).AddDate(10, 0, 0) || list[0].Hold != nil {
			t.Fatalf("archive: %+v", list)
		}
		chain := func() (n int) {
			no(t, w.Read(ctx, func(tx *store.Tx) error {
				_, err := tx.Get(`SELECT (SELECT count(*) FROM audit_notes WHERE action IN ('open', 'export')) + (SELECT count(*) FROM audit WHERE action IN ('open', 'export'))`, nil, &n)
				return err
			}))
			return n
		}
		got, err := w.OpenArchive(ctx, dora, opening(dora))
		no(t, err)
		if got.Case.ID != id || got.Case.Seeker != seeker.UID || got.Grant.Why != counsel.WhyArchive || got.Grant.By != ben.UID || len(got.Messages.Messages) != 1 || got.Case.Self != nil {
			t.Errorf("opened: %+v", got)
		}
		further := opening(dora)
		further.After, further.Export = 1, true
		got, err = w.OpenArchive(ctx, dora, further)
		no(t, err)
		alike(t, "further", len(got.Messages.Messages), 0)
		alike(t, "chain", chain(), 2)

		for what, c := range map[string]struct {
			by     counsel.Actor
			change func(*counsel.Opening)
			code   counsel.Code
		}{
			"a counsellor":     {ben, func(o *counsel.Opening) { o.Proof.Auth = s.Auth[ben.UID] }, counsel.Refused},
			"a wrong password": {dora, func(o *counsel.Opening) { o.Proof.Auth = s.Auth[ben.UID] }, counsel.SignInFailed},
			"no reason":        {dora, func(o *counsel.Opening) { o.Reason = "" }, counsel.BadRequest},
			"another reason":   {dora, func(o *counsel.Opening) { o.Reason = counsel.BecauseDay }, counsel.BadRequest},
			"another case":     {dora, func(o *counsel.Opening) { o.Case = testkit.ID() }, counsel.NotFound},
		} {
			o := opening(dora)
			c.change(&o)
			if _, err := w.OpenArchive(ctx, c.by, o); counsel.CodeOf(err) != c.code {
				t.Errorf("%s: %v", what, err)
			}
		}
		alike(t, "chain", chain(), 2)
		_, _, err = w.Archive(ctx, ben, 0)
		code(t, err, counsel.Refused)
		_, _, err = w.Case(ctx, ben, id)
		code(t, err, counsel.NotFound)
		_, err = w.Messages(ctx, ben, id, counsel.After(0))
		code(t, err, counsel.NotFound)
		no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.Exec(`DELETE FROM grants WHERE obj_id = $1`, id) }))
		_, err = w.OpenArchive(ctx, dora, opening(dora))
		code(t, err, counsel.NotFound)
	})
}

// An attachment of a sealed case is had like the case: by a lead, with password and reason, and each time stands in the chain. What was never sent is not there.
func TestSealedFile(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		s.Documents(10)
		ben, dora := s.Staff("Ben", counsel.Counsellor, counsel.Intake), s.Staff("Dora", counsel.Lead)
		seeker, own := s.Seeker("sonne-42")
		other, _ := s.Seeker("wolke-7")
		id, alive := s.Case(seeker, ben, 2), s.Case(other, ben, 2)
		f, content := attached(t, w, seeker, id)
		open, _ := attached(t, w, other, alive)
		_, err := w.AddMessage(ctx, seeker, names(letterOf(id, counsel.SeekerRole, 2), f))
		no(t, err)
		_, err = w.AddMessage(ctx, other, names(letterOf(alive, counsel.SeekerRole, 2), open))
		no(t, err)
		unsent, _ := attached(t, w, seeker, id)
		opening := counsel.Opening{Case: id, Reason: counsel.BecauseCourt, Proof: counsel.Proof{Way: counsel.ByPassword, Auth: s.Auth[dora.UID]}}
		_, err = w.SealedFile(ctx, dora, opening, f.ID)
		code(t, err, counsel.NotFound) // it is not sealed
		preview, err := w.Erasure(ctx, seeker)
		no(t, err)
		_, err = w.EraseAccount(ctx, seeker, counsel.Proof{Way: counsel.ByPassword, Auth: own.Auth}, preview.Manifest, preview.Staying())
		no(t, err)
		_, err = fetched(t, w, ben, f.ID)
		code(t, err, counsel.NotFound)
		_, err = fetched(t, w, dora, f.ID)
		code(t, err, counsel.NotFound) // only by the archive's own way
		chain := func(action string) (n int) {
			no(t, w.Read(ctx, func(tx *store.Tx) error {
				_, err := tx.Get(`SELECT (SELECT count(*) FROM audit_notes WHERE action = $1 AND object = $2 AND reason = 'court') + (SELECT count(*) FROM audit WHERE action = $1 AND object = $2)`, []any{action, id}, &n)
				return err
			}))
			return n
		}
		read := func(o counsel.Opening) []byte {
			t.Helper()
			found, err := w.SealedFile(ctx, dora, o, f.ID)
			no(t, err)
			var all bytes.Buffer
			no(t, found.Each(ctx, func(r io.Reader, n int64) error {
				_, err := io.CopyN(&all, r, n)
				return err
			}))
			return all.Bytes()
		}
		equal(t, "opened", read(opening), content)
		export := opening
		export.Export = true
		equal(t, "exported", read(export), content)
		alike(t, "chain", []int{chain("open"), chain("export")}, []int{1, 1})

		for what, c := range map[string]struct {
			by     counsel.Actor
			file   counsel.ID
			change func(*counsel.Opening)
			code   counsel.Code
		}{
			"a counsellor":               {ben, f.ID, func(o *counsel.Opening) { o.Proof.Auth = s.Auth[ben.UID] }, counsel.Refused},
			"a wrong password":           {dora, f.ID, func(o *counsel.Opening) { o.Proof.Auth = s.Auth[ben.UID] }, counsel.SignInFailed},
			"no reason":                  {dora, f.ID, func(o *counsel.Opening) { o.Reason = "" }, counsel.BadRequest},
			"a file of another case":     {dora, open.ID, func(*counsel.Opening) {}, counsel.NotFound},
			"another case, not sealed":   {dora, open.ID, func(o *counsel.Opening) { o.Case = alive }, counsel.NotFound},
			"a file that was never sent": {dora, unsent.ID, func(*counsel.Opening) {}, counsel.NotFound},
			"no file":                    {dora, testkit.ID(), func(*counsel.Opening) {}, counsel.NotFound},
		} {
			o := opening
			c.change(&o)
			if _, err := w.SealedFile(ctx, c.by, o, c.file); counsel.CodeOf(err) != c.code {
				t.Errorf("%s: %v", what, err)
			}
		}
		alike(t, "chain", []int{chain("open"), chain("export")}, []int{1, 1})
	})
}

// The reason that seekers read is one of the list, chosen by a lead.
func TestKeepBecause(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		ben := s.Staff("Ben", counsel.Counsellor)
		no(t, w.KeepBecause(ctx, s.Lead, counsel.KeepLaw))
		no(t, w.KeepBecause(ctx, s.Lead, counsel.KeepLaw))
		code(t, w.KeepBecause(ctx, ben, counsel.KeepFunder), counsel.Refused)
		code(t, w.KeepBecause(ctx, s.Lead, "because"), counsel.BadRequest)
		a, err := w.Agency(ctx, s.Agency.ID)
		no(t, err)
		alike(t, "reason", a.Keeping, counsel.KeepLaw)
		alike(t, "phone", a.Contact.Phone, s.Agency.Contact.Phone)
	})
}

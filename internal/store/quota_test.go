package store_test

import (
	"errors"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// isFull says whether an error is the refusal of a quota.
func isFull(err error, field string) bool {
	var e *counsel.Error
	return errors.As(err, &e) && e.Code == counsel.Full && e.Field == field
}

// Open invites take places like people; who was stopped takes none; what is there already stays.
func TestQuotaOfStaff(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s, other := testkit.NewScene(t, w, "kiz", true), testkit.NewScene(t, w, "sos", true)
		ben := s.Staff("Ben", counsel.Counsellor)
		today := counsel.Day(w.Clock.Now())
		most := func(n int) { no(t, w.SetQuota(ctx, s.Agency.ID, counsel.Quota{Staff: n})) }
		code(t, w.SetQuota(ctx, testkit.ID(), counsel.Quota{}), counsel.NotFound)
		most(3)
		open := testkit.ID()
		no(t, w.AddInvite(ctx, s.Lead, open, today))
		no(t, w.AddInvite(ctx, s.Lead, open, today)) // the same again is no second one
		if err := w.AddInvite(ctx, s.Lead, testkit.ID(), today); !isFull(err, "staff") {
			t.Errorf("a fourth: %v", err)
		}
		no(t, w.AddInvite(ctx, other.Lead, testkit.ID(), today))
		if u, err := w.Used(ctx, s.Agency.ID); err != nil || u.Staff != 3 || u.Max.Staff != 3 {
			t.Errorf("%+v %v", u, err)
		}
		no(t, w.StopStaff(ctx, s.Agency.ID, ben.UID))
		no(t, w.AddInvite(ctx, s.Lead, testkit.ID(), today))
		if err := w.StartStaff(ctx, s.Agency.ID, ben.UID); !isFull(err, "staff") {
			t.Errorf("started again: %v", err)
		}
		if err := w.SetStaffState(ctx, s.Lead, ben.UID, counsel.Active); !isFull(err, "staff") {
			t.Errorf("started again by a lead: %v", err)
		}
		_, err := w.Staff(ctx, s.Lead)
		no(t, err)
		w.Clock.Pass(aDay) // the invites are void
		no(t, w.StartStaff(ctx, s.Agency.ID, ben.UID))
		most(1)
		if _, err := w.Desk(ctx, ben); err != nil {
			t.Errorf("who is there: %v", err)
		}
		most(0)
		no(t, w.AddInvite(ctx, s.Lead, testkit.ID(), today.Add(aDay)))
	})
}

// As many cases as agreed: then nobody new, and whoever is there goes on. A closed case makes room.
func TestQuotaOfCases(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s, other := testkit.NewScene(t, w, "kiz", true), testkit.NewScene(t, w, "sos", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		no(t, w.SetQuota(ctx, s.Agency.ID, counsel.Quota{Cases: 1}))
		a, err := w.AgencyByShort(ctx, "kiz")
		no(t, err)
		if !a.Full {
			t.Error("is not full")
		}
		_, err = w.AddEnquiry(ctx, seeker, s.Enquiry(3))
		code(t, err, counsel.NotReady)
		_, err = w.Register(ctx, s.Agency.ID, s.Registration(counsel.Seekers, "mond-7"))
		code(t, err, counsel.NotReady)
		_, err = w.AddMessage(ctx, seeker, letterOf(id, counsel.SeekerRole, 2))
		no(t, err)
		far, _ := other.Seeker("sonne-42")
		_, err = w.AddEnquiry(ctx, far, other.Enquiry(2))
		no(t, err)
		no(t, w.SetState(ctx, s.Lead, id, counsel.Move{From: counsel.TakenOver, To: counsel.Closed, Seen: 2}))
		if u, err := w.Used(ctx, s.Agency.ID); err != nil || u != (store.Used{Quota: counsel.Quota{Staff: 1}, Max: counsel.Quota{Cases: 1}}) {
			t.Errorf("%+v %v", u, err)
		}
		_, err = w.AddEnquiry(ctx, seeker, s.Enquiry(3))
		no(t, err)
	})
}

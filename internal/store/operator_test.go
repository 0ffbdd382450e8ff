package store_test

import (
	"slices"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

func TestOperatorCounts(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		testkit.NewScene(t, w, "sos", false)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		letter := letterOf(id, counsel.SeekerRole, 2)
		_, err := w.AddMessage(ctx, seeker, letter)
		no(t, err)
		_, err = w.AddEnquiry(ctx, seeker, s.Enquiry(3))
		no(t, err)
		counts, err := w.Counts(ctx)
		no(t, err)
		want := []store.Count{{Short: "kiz", State: counsel.AgencyReady, Seekers: 1, Staff: 1, Open: 1, Taken: 1, Messages: 3}, {Short: "sos", State: counsel.AgencyReady, Staff: 1}}
		if !slices.Equal(counts, want) {
			t.Errorf("%+v, want %+v", counts, want)
		}
	})
}

// Stopped is at once, whatever session is open; it holds until somebody starts her again, also when a manifest that was made for another reason
// still names her.
func TestOperatorStopsStaff(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		other := testkit.NewScene(t, w, "sos", false)
		code(t, w.StopStaff(ctx, other.Agency.ID, ben.UID), counsel.NotFound)
		code(t, w.StopStaff(ctx, s.Agency.ID, testkit.ID()), counsel.NotFound)
		seeker, _ := s.Seeker("sonne-42")
		code(t, w.StopStaff(ctx, s.Agency.ID, seeker.UID), counsel.NotFound)
		if _, err := pool(w, ben); err != nil {
			t.Fatal(err)
		}
		no(t, w.StopStaff(ctx, s.Agency.ID, ben.UID))
		no(t, w.StopStaff(ctx, s.Agency.ID, ben.UID))
		_, err := pool(w, ben)
		code(t, err, counsel.SignedOut)
		if n := count(t, w, "sessions"); n != 3 { // of the two leads and the seeker
			t.Errorf("%d sessions are left", n)
		}
		s.Staff("Cem", counsel.Counsellor) // a manifest that still names Ben
		_, err = pool(w, ben)
		code(t, err, counsel.SignedOut)
		want := store.StaffAccount{UID: ben.UID, State: counsel.Stopped, Roles: []counsel.Role{counsel.Counsellor, counsel.Intake}}
		list, err := w.StaffAccounts(ctx, s.Agency.ID)
		no(t, err)
		if len(list) != 3 || !slices.ContainsFunc(list, func(a store.StaffAccount) bool {
			return a.UID == want.UID && a.State == want.State && slices.Equal(a.Roles, want.Roles)
		}) {
			t.Errorf("%+v", list)
		}
		no(t, w.StartStaff(ctx, s.Agency.ID, ben.UID))
		_, err = pool(w, ben)
		no(t, err)
		code(t, w.StartStaff(ctx, other.Agency.ID, ben.UID), counsel.NotFound)
	})
}

// Whom the newest manifest does not name nobody can start.
func TestOperatorCannotAdmit(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		ben := s.Staff("Ben", counsel.Counsellor)
		s.Signed.Members = s.Signed.Members[:1]
		before, err := w.Directory(ctx, s.Agency.ID)
		no(t, err)
		next, err := s.Opened(before).Next(s.Signed.Sign(), nil, "2026-11-22")
		no(t, err)
		no(t, w.Publish(ctx, s.Lead, s.Checked(next)))
		code(t, w.StartStaff(ctx, s.Agency.ID, ben.UID), counsel.Conflict)
		records, err := w.MemberRecords(ctx, s.Agency.ID)
		no(t, err)
		if len(records) != 2 {
			t.Errorf("%d records: old ones stay", len(records))
		}
	})
}

package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
	"siegel/internal/visits"
)

// november is the month in which the test kit's clock stands.
var november = counsel.Period{From: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)}

// cell is a number of visits on a day of November, from an hour on.
func cell(day, from, hours int, what string, n int64) visits.Cell {
	return visits.Cell{Day: time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC), From: from, Hours: hours, Kind: visits.Length, What: what, Count: n}
}

// What nodes have counted adds up, once a batch; small numbers do not leave the store; what is old enough goes.
func TestVisits(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		a, b := testkit.NewScene(t, w, "kiz", true), testkit.NewScene(t, w, "sos", true)
		access := cell(20, 10, 1, "/{agency}", 9)
		access.Kind, access.Outcome, access.Family, access.KiB = visits.Access, visits.OK, "firefox", 40
		counted := map[counsel.ID][]visits.Cell{
			a.Agency.ID:  {cell(20, 10, 1, "5", 4), cell(20, 12, 6, "over", 3), cell(21, 0, 24, "5", 3), access},
			b.Agency.ID:  {cell(20, 10, 1, "5", 50)},
			testkit.ID(): {cell(20, 10, 1, "5", 50)}, // gone since
		}
		for _, batch := range []int64{1, 1, 2} {
			no(t, w.AddVisits(ctx, batch, counted))
		}
		f, own, err := w.Visits(ctx, a.Lead, november)
		no(t, err)
		if want := []visits.Figure{{What: "2026-11-20", Count: 14}, {What: "2026-11-21", Count: 6}}; !own.Counts() || f.Visits != 20 || !slices.Equal(f.Days, want) {
			t.Errorf("%v %d %v", own.Counts(), f.Visits, f.Days)
		}
		if want := []visits.Figure{{What: "10", Count: 8}, {What: "q2", Count: 6}, {What: "day", Count: 6}}; !slices.Equal(f.Hours, want) {
			t.Errorf("hours %v", f.Hours)
		}
		if want := []visits.File{{Name: "/{agency}", Outcome: "ok", Family: "firefox", Count: 18, KiB: 80}}; !slices.Equal(f.Files, want) {
			t.Errorf("files %v", f.Files)
		}
		f, _, err = w.Visits(ctx, a.Lead, counsel.Period{From: november.From.AddDate(0, -12, 0), To: november.To})
		no(t, err)
		if want := []visits.Figure{{What: "2026-11", Count: 20}}; !slices.Equal(f.Days, want) {
			t.Errorf("by month %v", f.Days)
		}
		all := count(t, w, "access_counts")
		w.Clock.Pass(393 * 24 * time.Hour) // 20 December 2027
		for _, left := range []int{all, 2, 0} {
			no(t, w.ForgetVisits(ctx))
			if n := count(t, w, "access_counts"); n != left {
				t.Errorf("%s: %d rows, want %d", w.Clock.Now().Format(time.DateOnly), n, left)
			}
			w.Clock.Pass(24 * time.Hour)
		}
	})
}

// One visit on one day is not shown.
func TestSmallFiguresAreHidden(t *testing.T) {
	w := testkit.SQLite(t)
	s := testkit.NewScene(t, w, "kiz", true)
	no(t, w.AddVisits(ctx, 1, map[counsel.ID][]visits.Cell{s.Agency.ID: {cell(20, 10, 1, "5", 4), cell(21, 10, 1, "15", 30)}}))
	f, _, err := w.Visits(ctx, s.Lead, november)
	no(t, err)
	if f.Visits != 34 || f.Days[0].Count != visits.Hidden || f.Days[1].Count != 30 || f.Lengths[1].Count != visits.Hidden {
		t.Errorf("%+v", f)
	}
}

// Figures are a lead's, and so is the switch; who has switched counting off gets no numbers any more, not even of what was counted before midnight.
func TestVisitsAreALeads(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		counsellor := s.Staff("Karl", counsel.Counsellor, counsel.Intake)
		seeker, _ := s.Seeker("sonne-42")
		for name, by := range map[string]counsel.Actor{"a counsellor": counsellor, "a seeker": seeker} {
			_, _, err := w.Visits(ctx, by, november)
			if counsel.CodeOf(err) != counsel.Refused {
				t.Errorf("%s sees figures: %v", name, err)
			}
			if err := w.CountVisits(ctx, by, false, true); counsel.CodeOf(err) != counsel.Refused {
				t.Errorf("%s switches: %v", name, err)
			}
		}
		no(t, w.CountVisits(ctx, s.Lead, false, true))
		no(t, w.AddVisits(ctx, 1, map[counsel.ID][]visits.Cell{s.Agency.ID: {cell(20, 10, 1, "5", 4)}}))
		if n := count(t, w, "access_counts"); n != 0 {
			t.Errorf("%d rows of an agency that does not count", n)
		}
		a, err := w.Agency(ctx, s.Agency.ID)
		no(t, err)
		if a.Counts() || a.Records() || a.Contact != s.Agency.Contact {
			t.Errorf("the settings are now %+v", a.Settings)
		}
		for _, recorded := range []bool{false, true} {
			no(t, w.CountVisits(ctx, s.Lead, true, recorded))
			if _, a, err := w.Visits(ctx, s.Lead, november); err != nil || !a.Counts() || a.Records() != recorded {
				t.Errorf("on again, recorded %v: %v %v %v", recorded, a.Counts(), a.Records(), err)
			}
		}
	})
}

// The chain says what a lead has switched, each of the two for itself; who sends the same again leaves nothing.
func TestSwitchesInTheChain(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		from := len(chain(t, w, s.Lead))
		for _, to := range []struct{ on, recorded bool }{{true, false}, {true, false}, {false, false}, {true, true}, {false, true}} {
			no(t, w.CountVisits(ctx, s.Lead, to.on, to.recorded))
			w.Clock.Pass(15 * time.Minute)
		}
		var said []string
		for _, e := range chain(t, w, s.Lead)[from:] {
			if e.Action == counsel.ActVisits || e.Action == counsel.ActRecord {
				said = append(said, string(e.Action)+" "+string(e.Reason))
				if e.Actor != s.Lead.UID.String() {
					t.Errorf("%s by %s", e.Action, e.Actor)
				}
			}
		}
		slices.Sort(said)
		if want := []string{"record off", "record off", "record on", "visits off", "visits off", "visits on"}; !slices.Equal(said, want) {
			t.Errorf("%v, want %v", said, want)
		}
	})
}

func TestPeriods(t *testing.T) {
	w := testkit.SQLite(t)
	s := testkit.NewScene(t, w, "kiz", true)
	for name, p := range map[string]counsel.Period{
		"to":   {From: november.To, To: november.From},
		"from": {From: november.From.AddDate(-2, 0, 0), To: november.To},
	} {
		_, _, err := w.Visits(ctx, s.Lead, p)
		var refusal *counsel.Error
		if !errors.As(err, &refusal) || refusal.Code != counsel.BadRequest || refusal.Field != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

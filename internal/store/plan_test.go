package store_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// growing are the tables with a row for every account, case or message of an agency: no everyday call may go through all of them.
var growing = regexp.MustCompile(`\b(accounts|sessions|cases|self_copies|grants|messages|notes|drafts|notices)\b`)

// few are indexes that hold few rows: what waits in the pool, and what is sealed, looked through once at a start.
var few = regexp.MustCompile(`\b(cases_pool|cases_sealed)\b`)

// TestEverydayCallsLookUp: what people do all day finds its rows by an index of more than the agency. SQLite has no statistics and sometimes prefers an order
// that it need not sort to the rows that were asked for.
func TestEverydayCallsLookUp(t *testing.T) {
	w, ctx := testkit.SQLite(t), t.Context()
	s := testkit.NewScene(t, w, "kiz", true)
	ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
	seeker, registration := s.Seeker("sonne-42")
	id := s.Case(seeker, ben, 2)
	again, err := store.Open(ctx, store.Options{Database: w.Database, Keys: w.Keys, Shred: w.Shreds(t), Clock: w.Clock.Now}) // its connections have kept nothing of the set-up
	no(t, err)
	t.Cleanup(func() { no(t, again.Close()) })
	everyday(t, again, s, id, seeker, ben, registration)
	list, err := again.Kept(ctx)
	no(t, err)
	if len(list) < 30 {
		t.Fatalf("only %d statements", len(list))
	}
	for _, query := range list {
		if strings.Contains(query, "goose") { // migrating looks whether it is needed
			continue
		}
		for _, step := range plan(t, w, query) {
			if growing.MatchString(step) && (strings.HasPrefix(step, "SCAN") || strings.HasSuffix(step, "(agency=?)")) && !few.MatchString(step) {
				t.Errorf("%s\n\t%s", strings.Join(strings.Fields(query), " "), step)
			}
			if strings.Contains(step, "TEMP B-TREE") && strings.Contains(query, "WHERE agency = ?1 AND state = 'open'") { // a long pool is read in its order
				t.Errorf("%s\n\t%s", strings.Join(strings.Fields(query), " "), step)
			}
		}
	}
}

// everyday is what people do all day.
func everyday(t *testing.T, w *store.Store, s *testkit.Scene, id counsel.ID, seeker, ben counsel.Actor, registration counsel.Registration) {
	t.Helper()
	ctx := t.Context()
	_, err := w.Login(ctx, s.Agency.ID, counsel.Login{Realm: counsel.Seekers, Way: counsel.ByPassword, Name: registration.Name, Auth: registration.Auth})
	no(t, err)
	_, err = w.Cases(ctx, seeker)
	no(t, err)
	for _, by := range []counsel.Actor{seeker, ben} {
		_, _, err = w.Case(ctx, by, id)
		no(t, err)
		_, err = w.Messages(ctx, by, id, counsel.Before(0))
		no(t, err)
		_, err = w.Drafts(ctx, by)
		no(t, err)
	}
	_, err = w.Grants(ctx, ben)
	no(t, err)
	_, err = w.Desk(ctx, ben)
	no(t, err)
	e := s.Enquiry(3)
	_, err = w.AddEnquiry(ctx, seeker, e)
	no(t, err)
	_, _, _, err = w.Enquiry(ctx, ben, e.Case)
	no(t, err)
	_, err = w.ReleaseHeld(ctx)
	no(t, err)
}

var parameter = regexp.MustCompile(`[?$](\d+)`)

// plan is how SQLite goes about a statement.
func plan(t *testing.T, w *testkit.World, query string) (steps []string) {
	t.Helper()
	args := []any{}
	for _, m := range parameter.FindAllStringSubmatch(query, -1) {
		n, err := strconv.Atoi(m[1])
		no(t, err)
		for len(args) < n {
			args = append(args, []byte{1})
		}
	}
	_, reading := w.Pools()
	rows, err := reading.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		no(t, rows.Scan(&id, &parent, &unused, &step))
		steps = append(steps, step)
	}
	no(t, rows.Err())
	return steps
}

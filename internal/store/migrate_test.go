package store_test

import (
	"reflect"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// A database of the first version is brought up to date with what is in it, also after a way back; and nothing stays when everything is taken down.
func TestMigrateWithData(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		waits, taken := s.Enquiry(2), s.Enquiry(3)
		for _, e := range []counsel.Enquiry{waits, taken} {
			_, err := w.AddEnquiry(ctx, seeker, e)
			no(t, err)
		}
		_, err := w.Accept(ctx, s.Lead, s.Acceptance(taken.Case))
		no(t, err)
		no(t, w.Confirm(ctx, s.Lead, taken.Case))
		_, err = w.AddMessage(ctx, s.Lead, counsel.Message{ID: testkit.ID(), Case: taken.Case, Role: counsel.Counsellor, AuthorSeq: 1, Kind: counsel.KindMessage, Box: testkit.Letter()})
		no(t, err)
		goOut(t, w)
		before, err := w.Desk(ctx, s.Lead)
		no(t, err)

		no(t, w.Migrate(ctx, 1))
		for _, query := range []string{`SELECT last_time FROM cases`, `SELECT last_role FROM cases`, `SELECT put_back FROM cases`, `SELECT uid FROM drafts`} {
			if err := w.Read(ctx, func(tx *store.Tx) error { _, err := tx.Get(query, nil, new(any)); return err }); err == nil {
				t.Errorf("the first version knows %s", query)
			}
		}
		no(t, w.Migrate(ctx, store.Schema()))
		after, err := w.Desk(ctx, s.Lead)
		no(t, err)
		if len(before) != 2 || !reflect.DeepEqual(before, after) {
			t.Errorf("%+v\nthen\n%+v", before, after)
		}
		no(t, w.PutDraft(ctx, seeker, waits.Case, counsel.DraftMessage, counsel.Versioned{Version: 1, Box: testkit.Letter()}))

		no(t, w.Migrate(ctx, 0))
		no(t, w.Migrate(ctx, store.Schema()))
		if agencies, err := w.Agencies(ctx); err != nil || len(agencies) != 0 {
			t.Errorf("%d agencies, %v", len(agencies), err)
		}
	})
}

package store_test

import (
	"slices"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// A case of a thousand messages is read from both ends, bit by bit and without a hole.
func TestThousandMessages(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		no(t, w.Write(ctx, func(tx *store.Tx) error {
			for n := int64(2); n <= 1000; n++ {
				if err := tx.Exec(`INSERT INTO messages (agency, id, case_id, epoch, author, role, author_seq, prev_hash, kind, order_no, time, length, held_until, hash, box)
					VALUES ($1, $2, $3, 0, $4, 'seeker', $5, $6, 'message', $5, 0, 594, 0, $7, $8)`,
					s.Agency.ID, testkit.ID(), id, seeker.UID, n, testkit.Bytes(32), []byte{}, testkit.Letter()); err != nil {
					return err
				}
			}
			return tx.Exec(`UPDATE cases SET last_order = 1000`)
		}))
		all, err := w.Messages(ctx, s.Lead, id, counsel.After(0))
		no(t, err)
		if len(all.Messages) != 1000 || all.More {
			t.Errorf("%d at once, more: %v", len(all.Messages), all.More)
		}
		for before, next := int64(0), int64(1000); next > 0; before = next + 1 {
			got, err := w.Messages(ctx, s.Lead, id, counsel.Before(before))
			no(t, err)
			for _, m := range slices.Backward(got.Messages) {
				if m.Order != next {
					t.Fatalf("%d, want %d", m.Order, next)
				}
				next--
			}
			if len(got.Messages) != 50 || got.More != (next > 0) {
				t.Fatalf("before %d: %d, more: %v", before, len(got.Messages), got.More)
			}
		}
		sent, err := w.AddMessage(ctx, seeker, letterOf(id, counsel.SeekerRole, 1001))
		no(t, err)
		if sent.Order != 1001 {
			t.Errorf("the next one is %d", sent.Order)
		}
	})
}

package store_test

import (
	"testing"

	"siegel/internal/store"
	"siegel/internal/testkit"
)

// A statement inside itself, and one that fails, leave the kept one as it was.
func TestSameStatementInside(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		for _, short := range []string{"kiz", "sos", "lux"} {
			_, err := w.CreateAgency(ctx, testkit.NewAgency(short))
			no(t, err)
		}
		const query = `SELECT short FROM agencies ORDER BY short`
		all := func(tx *store.Tx, row func() error) (list []string, err error) {
			return list, tx.Each(query, func(scan func(...any) error) error {
				var short string
				if err := scan(&short); err != nil {
					return err
				}
				list = append(list, short)
				return row()
			})
		}
		run := w.Write // on PostgreSQL one connection cannot be asked while it answers: there only one after the other
		for range 3 {
			no(t, run(ctx, func(tx *store.Tx) error {
				_, err := all(tx, func() error {
					if w.Postgres {
						return nil
					}
					inner, err := all(tx, func() error { return nil })
					if len(inner) != 3 {
						t.Errorf("inside: %v", inner)
					}
					return err
				})
				return err
			}))
			if err := run(ctx, func(tx *store.Tx) error {
				return tx.Exec(`INSERT INTO logos (agency, image) VALUES ($1, $1)`, []byte{1})
			}); err == nil {
				t.Error("a logo of no agency")
			}
		}
	})
}

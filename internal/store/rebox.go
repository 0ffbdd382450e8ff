package store

import (
	"context"

	"siegel/internal/counsel"
)

// Rows that a version without a shred store has kept are under the key of all rows. They are brought under keys of their own once, when that store is first met:
// some hundred in each transaction, so that others get their turn, and from the beginning again after a crash. What is under its own key already is left alone.

// reboxAtOnce is how many rows a transaction takes.
const reboxAtOnce = 500

// boxed is a row with a box in it.
type boxed struct {
	row own
	set string // the statement that replaces the box: $1 is the new one
	key args   // its parameters from $2 on
	box []byte
}

func (s *Store) rebox(ctx context.Context) error {
	done, err := s.shreds.Meta(ctx, "reboxed", nil)
	if err != nil || done != nil {
		s.shreds.reboxed = done != nil
		return err
	}
	for _, shelf := range reboxShelves {
		for skip := 0; ; skip += reboxAtOnce {
			n := 0
			if err := s.write(ctx, func(t *tx) (err error) {
				n, err = t.rebox(shelf, skip)
				return err
			}); err != nil {
				return err
			}
			if n < reboxAtOnce {
				break
			}
		}
	}
	if _, err := s.shreds.Meta(ctx, "reboxed", []byte{1}); err != nil {
		return err
	}
	s.shreds.reboxed = true
	return nil
}

// A reboxShelf reads the boxes of one column.
type reboxShelf func(t *tx, limit, skip int) ([]boxed, error)

var reboxShelves = []reboxShelf{accountBoxes(Keyring), accountBoxes(Vault), wrapBoxes, draftBoxes, selfBoxes, grantBoxes}

func (t *tx) rebox(shelf reboxShelf, skip int) (int, error) {
	list, err := shelf(t, reboxAtOnce, skip)
	if err != nil {
		return 0, err
	}
	for _, b := range list {
		if len(b.box) == 0 {
			continue
		}
		plain, err := t.s.keys.Open(b.row.Row, b.box)
		if err != nil {
			continue // under its own key already
		}
		if _, err := t.exec(b.set, append(args{t.seal(b.row, plain)}, b.key...)...); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

func accountBoxes(which Box) reboxShelf {
	return func(t *tx, limit, skip int) (list []boxed, err error) {
		var agency, uid counsel.ID
		var box []byte
		return list, t.fill(`SELECT agency, uid, `+string(which)+` FROM accounts ORDER BY agency, uid LIMIT $1 OFFSET $2`, args{limit, skip}, []any{&agency, &uid, &box}, func() {
			list = append(list, boxed{accountRow(agency, uid), `UPDATE accounts SET ` + string(which) + ` = $1 WHERE agency = $2 AND uid = $3`, args{agency, uid}, box})
		})
	}
}

func wrapBoxes(t *tx, limit, skip int) (list []boxed, err error) {
	var agency, uid counsel.ID
	var way counsel.Way
	var box []byte
	err = t.fill(`SELECT agency, uid, method, wrap FROM wraps ORDER BY agency, uid, method LIMIT $1 OFFSET $2`, args{limit, skip}, []any{&agency, &uid, &way, &box}, func() {
		list = append(list, boxed{wrapRow(agency, uid, way), `UPDATE wraps SET wrap = $1 WHERE agency = $2 AND uid = $3 AND method = $4`, args{agency, uid, way}, box})
	})
	return list, err
}

func draftBoxes(t *tx, limit, skip int) (list []boxed, err error) {
	var a counsel.Actor
	var id counsel.ID
	var kind counsel.DraftKind
	var box []byte
	err = t.fill(`SELECT agency, uid, case_id, kind, box FROM drafts ORDER BY agency, uid, case_id, kind LIMIT $1 OFFSET $2`, args{limit, skip},
		[]any{&a.Agency, &a.UID, &id, &kind, &box}, func() {
			list = append(list, boxed{draftRow(a, id, kind), `UPDATE drafts SET box = $1 WHERE agency = $2 AND uid = $3 AND case_id = $4 AND kind = $5`, args{a.Agency, a.UID, id, kind}, box})
		})
	return list, err
}

func selfBoxes(t *tx, limit, skip int) (list []boxed, err error) {
	var agency, id, uid counsel.ID
	var epoch int64
	var box []byte
	err = t.fill(`SELECT agency, case_id, epoch, uid, box FROM self_copies ORDER BY agency, case_id, epoch, uid LIMIT $1 OFFSET $2`, args{limit, skip},
		[]any{&agency, &id, &epoch, &uid, &box}, func() {
			list = append(list, boxed{selfRow(agency, id, epoch, uid), `UPDATE self_copies SET box = $1 WHERE agency = $2 AND case_id = $3 AND epoch = $4 AND uid = $5`, args{agency, id, epoch, uid}, box})
		})
	return list, err
}

func grantBoxes(t *tx, limit, skip int) (list []boxed, err error) {
	var agency counsel.ID
	var g counsel.Grant
	var obj string
	var box []byte
	err = t.fill(`SELECT agency, id, obj, obj_id, to_uid, file FROM grants ORDER BY agency, id LIMIT $1 OFFSET $2`, args{limit, skip},
		[]any{&agency, &g.ID, &obj, &g.Of, &g.ToUID, &box}, func() {
			list = append(list, boxed{grantRow(agency, obj, g), `UPDATE grants SET file = $1 WHERE agency = $2 AND id = $3`, args{agency, g.ID}, box})
		})
	return list, err
}

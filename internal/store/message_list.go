package store

import (
	"context"
	"math"
	"slices"

	"siegel/internal/counsel"
)

// Messages gives a stretch of a case's messages, as many as one answer may hold, and the reader's own that are still held.
// Errors: not_found.
func (s *Store) Messages(ctx context.Context, by counsel.Actor, id counsel.ID, from counsel.Stretch) (out counsel.Excerpt, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, c, err := t.caseFor(by, id)
		if err != nil {
			return err
		}
		if err := c.Unlocked(); err != nil { // kill: S.MessageList.messages-asks-unlocked
			return err
		}
		if out, err = t.excerpt(messages, a.Agency, id, from); err != nil {
			return err
		}
		if a.Realm == counsel.Staff { // nobody else holds any
			out.Held, err = t.held(a, id)
		}
		return err
	})
	return out, err
}

// Notes gives staff the notes of a case in the same way. Errors: not_found, refused for seekers.
func (s *Store) Notes(ctx context.Context, by counsel.Actor, id counsel.ID, from counsel.Stretch) (out counsel.Excerpt, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, c, err := t.caseFor(by, id)
		if err != nil {
			return err
		}
		if err := c.MayReadNotes(a); err != nil { // kill: S.MessageList.notes-asks-may-read-notes
			return err
		}
		out, err = t.excerpt(notes, a.Agency, id, from)
		return err
	})
	return out, err
}

// maxAnswer bounds the boxes of one answer, in bytes, unless it is one message alone: a case may grow without end, an answer may not.
const maxAnswer = 4 << 20

func (t *tx) excerpt(on shelf, agency, id counsel.ID, from counsel.Stretch) (out counsel.Excerpt, err error) {
	first, last, more, err := t.bounds(on, agency, id, from)
	if err != nil {
		return out, err
	}
	out.More = more
	out.Messages, err = t.messagesWhere(on, `case_id = $2 AND order_no > 0 AND order_no >= $3 AND order_no <= $4 ORDER BY order_no`, agency, id, first, last)
	return out, err
}

// bounds gives the order numbers between which the boxes fit into one answer. Held messages have none.
func (t *tx) bounds(on shelf, agency, id counsel.ID, from counsel.Stretch) (first, last int64, more bool, err error) {
	where, most := `order_no > $3 ORDER BY order_no`, math.MaxInt
	if from.Older {
		where, most = `($3 = 0 OR order_no < $3) ORDER BY order_no DESC LIMIT 51`, counsel.MaxOlder
	}
	var sum int64
	var fit []int64
	err = t.each(`SELECT order_no, length FROM `+on.table+` WHERE agency = $1 AND case_id = $2 AND order_no > 0 AND `+where, args{agency, id, from.From},
		func(scan func(...any) error) error {
			var order, length int64
			if err := scan(&order, &length); err != nil {
				return err
			}
			if sum += length; more || len(fit) == most || len(fit) > 0 && sum > maxAnswer {
				more = true
				return nil
			}
			fit = append(fit, order)
			return nil
		})
	if len(fit) == 0 {
		return 1, 0, more, err
	}
	return slices.Min(fit), slices.Max(fit), more, err
}

// messagesWhere takes a condition of ours, whose parameters begin at $2.
func (t *tx) messagesWhere(on shelf, where string, agency counsel.ID, a ...any) (list []counsel.Message, err error) {
	list = []counsel.Message{}
	query := `SELECT id, case_id, order_no, time, epoch, author, role, author_seq, prev_hash, kind, held_until, box FROM ` + on.table + ` WHERE agency = $1 AND ` + where
	err = t.each(query, append(args{agency}, a...), func(scan func(...any) error) error {
		var m counsel.Message
		err := scan(&m.ID, &m.Case, &m.Order, &m.Time, &m.Epoch, &m.Author, &m.Role, &m.AuthorSeq, &m.PrevHash, &m.Kind, &m.HeldUntil, &m.Box)
		if m.Order < 0 {
			m.Order, m.Newest = 0, -m.Order
		}
		list = append(list, m)
		return err
	})
	return list, err
}

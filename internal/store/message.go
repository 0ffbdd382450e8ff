package store

import (
	"bytes"
	"context"

	"siegel/internal/counsel"
)

// shelf is where a kind of message lies and counts.
type shelf struct{ table, last string }

var (
	messages = shelf{"messages", "last_order"}
	notes    = shelf{"notes", "last_note"}
)

func shelfOf(k counsel.Kind) shelf {
	if k == counsel.KindNote {
		return notes
	}
	return messages
}

// AddMessage puts a message or a note into a case and gives it its order number and time.
// Errors: not_found, refused, conflict (state), sequence, same_id. The same message again gets the same answer.
func (s *Store) AddMessage(ctx context.Context, by counsel.Actor, m counsel.Message) (out counsel.Message, err error) {
	on := shelfOf(m.Kind)
	err = s.write(ctx, func(t *tx) error {
		if err := t.lockCase(by, m.Case); err != nil { // first of all: order numbers are given one by one
			return err
		}
		a, c, err := t.caseFor(by, m.Case)
		if err != nil {
			return err
		}
		may := c.MayWrite
		if m.Kind == counsel.KindNote {
			may = c.MayNote
		}
		if err := may(a, m.Role); err != nil {
			return err
		}
		m.Author = a.UID
		var again bool
		if out, again, err = t.sameMessage(on, a, m); err != nil || again {
			return err
		}
		if err := t.fits(on, a, c, m); err != nil {
			return err
		}
		out, err = t.addMessage(on, a, m)
		return err
	})
	return out, err
}

// sameMessage gives the message stored under the id, if it is the same. Errors: same_id.
func (t *tx) sameMessage(on shelf, a counsel.Actor, m counsel.Message) (counsel.Message, bool, error) {
	list, err := t.messagesWhere(on, `id = $2`, a.Agency, m.ID)
	if err != nil || len(list) == 0 {
		return counsel.Message{}, false, err
	}
	if !same(list[0], m) {
		return counsel.Message{}, false, counsel.Refuse(counsel.SameID)
	}
	return list[0], true, nil
}

// same compares what the browser sent, not what the server added.
func same(stored, sent counsel.Message) bool {
	return stored.ID == sent.ID && stored.Case == sent.Case && stored.Epoch == sent.Epoch && stored.Author == sent.Author && stored.Role == sent.Role &&
		stored.AuthorSeq == sent.AuthorSeq && stored.PrevHash == sent.PrevHash && stored.Kind == sent.Kind && bytes.Equal(stored.Box, sent.Box)
}

func (t *tx) fits(on shelf, a counsel.Actor, c counsel.Case, m counsel.Message) error {
	var last int64
	_, err := t.get(`SELECT COALESCE(max(author_seq), 0) FROM `+on.table+` WHERE agency = $1 AND case_id = $2 AND author = $3`,
		args{a.Agency, m.Case, m.Author}, &last)
	if err != nil {
		return err
	}
	return m.Fits(c, last)
}

// addMessage puts a message into its case for everybody to see.
func (t *tx) addMessage(on shelf, a counsel.Actor, m counsel.Message) (counsel.Message, error) {
	if err := t.order(on, a, &m); err != nil {
		return m, err
	}
	n, err := t.exec(`INSERT INTO `+on.table+` (agency, id, case_id, epoch, author, role, author_seq, prev_hash, kind, order_no, time, length, held_until, hash, box)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14) ON CONFLICT DO NOTHING`,
		a.Agency, m.ID, m.Case, m.Epoch, m.Author, m.Role, m.AuthorSeq, m.PrevHash[:], m.Kind, m.Order, m.Time, len(m.Box), []byte{}, m.Box)
	if err == nil && n == 0 {
		err = counsel.Refuse(counsel.SameID)
	}
	if err != nil {
		return m, err
	}
	return m, t.sentDraft(a.Agency, m)
}

// Messages gives the messages of a case above an order number, in order, as many as one answer may hold; more says that others follow.
// Errors: not_found.
func (s *Store) Messages(ctx context.Context, by counsel.Actor, id counsel.ID, after int64) (list []counsel.Message, more bool, err error) {
	err = s.read(ctx, func(t *tx) error {
		if _, _, err := t.caseFor(by, id); err != nil {
			return err
		}
		list, more, err = t.messages(messages, by.Agency, id, after)
		return err
	})
	return list, more, err
}

// Notes gives staff the notes of a case in the same way. Errors: not_found, refused for seekers.
func (s *Store) Notes(ctx context.Context, by counsel.Actor, id counsel.ID, after int64) (list []counsel.Message, more bool, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, c, err := t.caseFor(by, id)
		if err != nil {
			return err
		}
		if err := c.MayReadNotes(a); err != nil {
			return err
		}
		list, more, err = t.messages(notes, by.Agency, id, after)
		return err
	})
	return list, more, err
}

// maxAnswer bounds the boxes of one answer, in bytes, unless it is one message alone: a case may grow without end, an answer may not.
const maxAnswer = 4 << 20

func (t *tx) messages(on shelf, agency, id counsel.ID, after int64) (list []counsel.Message, more bool, err error) {
	last, more, err := t.lastOfAnswer(on, agency, id, after)
	if err != nil {
		return nil, false, err
	}
	list, err = t.messagesWhere(on, `case_id = $2 AND order_no > $3 AND order_no <= $4 ORDER BY order_no`, agency, id, after, last)
	return list, more, err
}

// lastOfAnswer gives the order number up to which the boxes above after fit into one answer.
func (t *tx) lastOfAnswer(on shelf, agency, id counsel.ID, after int64) (last int64, more bool, err error) {
	var sum int64
	err = t.each(`SELECT order_no, length FROM `+on.table+` WHERE agency = $1 AND case_id = $2 AND order_no > $3 ORDER BY order_no`,
		args{agency, id, after}, func(scan func(...any) error) error {
			var order, length int64
			if err := scan(&order, &length); err != nil {
				return err
			}
			if sum += length; more || last > 0 && sum > maxAnswer {
				more = true
				return nil
			}
			last = order
			return nil
		})
	return last, more, err
}

// messagesWhere takes a condition of ours, whose parameters begin at $2.
func (t *tx) messagesWhere(on shelf, where string, agency counsel.ID, a ...any) (list []counsel.Message, err error) {
	list = []counsel.Message{}
	query := `SELECT id, case_id, order_no, time, epoch, author, role, author_seq, prev_hash, kind, box FROM ` + on.table + ` WHERE agency = $1 AND ` + where
	err = t.each(query, append(args{agency}, a...), func(scan func(...any) error) error {
		var m counsel.Message
		err := scan(&m.ID, &m.Case, &m.Order, &m.Time, &m.Epoch, &m.Author, &m.Role, &m.AuthorSeq, &m.PrevHash, &m.Kind, &m.Box)
		list = append(list, m)
		return err
	})
	return list, err
}

package store

import (
	"bytes"
	"context"
	"time"

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

// AddMessage puts a message or a note into a case and gives it its order number and time; a message of staff is held first.
// Errors: not_found, refused, conflict (state), sequence, same_id, wait (another one is held). The same message again gets the same answer.
func (s *Store) AddMessage(ctx context.Context, by counsel.Actor, m counsel.Message) (out counsel.Message, err error) {
	on := shelfOf(m.Kind)
	m.Author = by.UID
	err = s.write(ctx, func(t *tx) error {
		if err := t.lockCase(by, m.Case); err != nil { // first of all: order numbers are given one by one
			return err
		}
		e, err := t.entry(on, by, m)
		if err == nil {
			out, err = t.receive(on, e, m)
		}
		return err
	})
	return out, err
}

// receive asks the rules. What came before is answered as it was, whatever has become of the case since.
func (t *tx) receive(on shelf, e entry, m counsel.Message) (counsel.Message, error) {
	may := e.c.MayWrite
	if m.Kind == counsel.KindNote {
		if err := e.c.MayReadNotes(e.author); err != nil { // kill: S.Message.receive-asks-may-read-notes
			return m, err
		}
		may = e.c.MayNote
	}
	if m.AuthorSeq <= e.last { // else it has not come before, and storing it finds out whether its id is free
		if out, again, err := t.sameMessage(on, e.author, m); err != nil || again {
			return out, err
		}
	}
	if err := may(e.author, m.Role); err != nil {
		return m, err
	}
	if m.IsHeld() {
		if err := t.mayHold(e.author, m.Case); err != nil { // kill: S.Message.receive-asks-may-hold
			return m, err
		}
		var err error
		if e, err = t.entry(on, e.author, m); err != nil { // an earlier one may have gone out, or been taken back
			return m, err
		}
	}
	if err := m.Fits(e.c, e.last); err != nil { // kill: S.Message.receive-asks-fits
		return m, err
	}
	if err := t.announce(e.author.Agency, m); err != nil {
		return m, err
	}
	if m.IsHeld() {
		m.Newest = e.c.LastOrder
		return t.hold(e.author, m)
	}
	return t.addMessage(on, e.author, m, e.draft)
}

// sameMessage gives the message stored under the id, if it is the same. Errors: same_id.
func (t *tx) sameMessage(on shelf, a counsel.Actor, m counsel.Message) (counsel.Message, bool, error) {
	list, err := t.messagesWhere(on, `id = $2`, a.Agency, m.ID)
	if err != nil || len(list) == 0 {
		return counsel.Message{}, false, err
	}
	alike, err := t.sameFiles(a.Agency, m)
	if err != nil {
		return counsel.Message{}, false, err
	}
	if !alike || !same(list[0], m) {
		return counsel.Message{}, false, counsel.Refuse(counsel.SameID) // kill: S.Message.same-message-same-id
	}
	return list[0], true, nil
}

// same compares what the browser sent, not what the server added.
func same(stored, sent counsel.Message) bool {
	return stored.ID == sent.ID && stored.Case == sent.Case && stored.Epoch == sent.Epoch && stored.Author == sent.Author && stored.Role == sent.Role &&
		stored.AuthorSeq == sent.AuthorSeq && stored.PrevHash == sent.PrevHash && stored.Kind == sent.Kind && bytes.Equal(stored.Box, sent.Box)
}

// addMessage puts a message out at once, and takes away the draft that it was while it was written, if there is one, and the list of what was picked for it.
func (t *tx) addMessage(on shelf, a counsel.Actor, m counsel.Message, draft bool) (counsel.Message, error) {
	m, err := t.place(on, a.Agency, m)
	if err != nil {
		return m, err
	}
	if err := t.insertMessage(on, a.Agency, m); err != nil {
		return m, err
	}
	if len(m.Files) > 0 {
		if _, err := t.exec(`DELETE FROM drafts WHERE agency = $1 AND uid = $2 AND case_id = $3 AND kind = $4`, a.Agency, m.Author, m.Case, counsel.DraftFiles); err != nil {
			return m, err
		}
	}
	if !draft {
		return m, nil
	}
	_, err = t.exec(`DELETE FROM drafts WHERE agency = $1 AND uid = $2 AND case_id = $3 AND kind = $4`, a.Agency, m.Author, m.Case, counsel.DraftOf(m.Kind))
	return m, err
}

// place gives the next order number and the time, and its case what follows from it; and tells those who have the case. A message wakes a
// case at rest. One of the seeker's reopens a closed case, and is promised an answer unless an older one still is; one of staff is that answer to what was there when it was written.
func (t *tx) place(on shelf, agency counsel.ID, m counsel.Message) (counsel.Message, error) {
	m.Time, m.HeldUntil = counsel.Quarter(t.now), time.Time{}
	promised, err := t.promised(agency, m)
	if err != nil {
		return m, err
	}
	set, values := `last_note = last_note + 1`, args{agency, m.Case}
	if on == messages {
		set = `last_order = last_order + 1, last_time = $3, last_role = $4,
			promised_at = CASE WHEN $4 = 'seeker' AND promised_at > 0 THEN promised_at ELSE $5 END, closed = CASE $4 WHEN 'seeker' THEN 0 ELSE closed END,
			state = CASE WHEN state = 'rest' OR state = 'closed' AND $4 = 'seeker' THEN 'taken' ELSE state END`
		values = append(values, m.Time, m.Role, promised)
	}
	var c counsel.Case
	found, err := t.get(`UPDATE cases SET `+set+` WHERE agency = $1 AND id = $2 RETURNING `+on.last+`, id, state, seeker, counsellor, confirm_due`,
		values, &m.Order, &c.ID, &c.State, &c.Seeker, &c.Counsellor, &c.ConfirmDue)
	if err != nil {
		return m, err
	}
	if !found {
		return m, counsel.Refuse(counsel.NotFound) // kill: S.Message.place-not-found
	}
	t.tellOf(agency, c.At(t.now), on == messages)
	if on == notes {
		return m, nil
	}
	return m, t.newsOf(agency, c, m.Role)
}

// tellOf tells who has a case that something in it is new: the pool or the counsellor, and the seeker of what seekers may see.
func (t *tx) tellOf(agency counsel.ID, c counsel.Case, seeker bool) {
	if c.State == counsel.Open {
		t.tell(counsel.Event{Kind: counsel.EventPool, Agency: agency, Case: c.ID})
	} else {
		t.tell(counsel.Event{Kind: counsel.EventCase, Agency: agency, Case: c.ID, To: c.Counsellor})
	}
	if seeker {
		t.tell(counsel.Event{Kind: counsel.EventCase, Agency: agency, Case: c.ID, To: c.Seeker})
	}
}

// insertMessage stores a message as it is; a held one with Newest as a negative order number. Errors: same_id.
func (t *tx) insertMessage(on shelf, agency counsel.ID, m counsel.Message) error {
	taken := counsel.Refuse(counsel.SameID) // kill: S.Message.insert-message-same-id
	return t.later(taken, `INSERT INTO `+on.table+` (agency, id, case_id, epoch, author, role, author_seq, prev_hash, kind, order_no, time, length, held_until, hash, box)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		agency, m.ID, m.Case, m.Epoch, m.Author, m.Role, m.AuthorSeq, m.PrevHash[:], m.Kind, m.Order-m.Newest, m.Time, len(m.Box), m.HeldUntil, []byte{}, m.Box)
}

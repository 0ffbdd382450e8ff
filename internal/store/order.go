package store

import (
	"siegel/internal/counsel"
)

// order gives a message its order number and time, and its case what follows from it. A message wakes a case at rest. One of the seeker's reopens a
// closed case, and is promised an answer unless an older one still is; one of staff is that answer.
func (t *tx) order(on shelf, a counsel.Actor, m *counsel.Message) error {
	m.Time = counsel.Quarter(t.now)
	if on == notes {
		return t.numbered(m, `UPDATE cases SET last_note = last_note + 1 WHERE agency = $1 AND id = $2 RETURNING last_note`, a.Agency, m.Case)
	}
	if m.Role != counsel.SeekerRole {
		return t.numbered(m, `UPDATE cases SET last_order = last_order + 1, last_time = $3, last_role = $4, promised_at = 0,
			state = CASE state WHEN 'rest' THEN 'taken' ELSE state END WHERE agency = $1 AND id = $2 RETURNING last_order`,
			a.Agency, m.Case, m.Time, m.Role)
	}
	by, err := t.promised(a.Agency, m.Time)
	if err != nil {
		return err
	}
	return t.numbered(m, `UPDATE cases SET last_order = last_order + 1, last_time = $3, last_role = $4,
		promised_at = CASE promised_at WHEN 0 THEN $5 ELSE promised_at END, closed = 0,
		state = CASE state WHEN 'rest' THEN 'taken' WHEN 'closed' THEN 'taken' ELSE state END WHERE agency = $1 AND id = $2 RETURNING last_order`,
		a.Agency, m.Case, m.Time, m.Role, by)
}

func (t *tx) numbered(m *counsel.Message, query string, a ...any) error {
	found, err := t.get(query, a, &m.Order)
	if err == nil && !found {
		err = counsel.Refuse(counsel.NotFound)
	}
	return err
}

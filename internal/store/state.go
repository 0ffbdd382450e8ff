package store

import (
	"context"
	"time"

	"siegel/internal/counsel"
)

// SetState lets a case rest, closes it, or takes it up again. What is held in it goes out first: it would wake the case. Closing clears the promise.
// Errors: not_found, refused, bad_request, conflict (it is in another state, not confirmed, or has a newer message). In that state already: no error.
func (s *Store) SetState(ctx context.Context, by counsel.Actor, id counsel.ID, m counsel.Move) error {
	if err := m.Fit(); err != nil { // kill: S.State.set-state-asks-fit
		return err
	}
	return s.write(ctx, func(t *tx) error {
		a, c, err := t.keeper(by, id)
		if err != nil {
			return err
		}
		if done, err := c.MayMove(a, m); err != nil || done { // kill: S.State.set-state-asks-may-move
			return err
		}
		if err := t.releaseAll(a.Agency, id); err != nil {
			return err
		}
		var closed time.Time
		if m.To == counsel.Closed {
			closed = counsel.Day(t.now)
		}
		_, err = t.exec(`UPDATE cases SET state = $3, closed = $4, promised_at = CASE $3 WHEN 'closed' THEN 0 ELSE promised_at END WHERE agency = $1 AND id = $2`,
			a.Agency, id, m.To, closed)
		t.tell(counsel.Event{Kind: counsel.EventCase, Agency: a.Agency, Case: id, To: a.UID})
		if m.To == counsel.Closed || m.From == counsel.Closed { // that it rests is told to staff only
			t.tell(counsel.Event{Kind: counsel.EventCase, Agency: a.Agency, Case: id, To: c.Seeker})
		}
		return err
	})
}

// SetMarks replaces a case's marks. Errors: not_found, refused, conflict (not confirmed), bad_request.
func (s *Store) SetMarks(ctx context.Context, by counsel.Actor, id counsel.ID, marks []counsel.Mark) error {
	return s.write(ctx, func(t *tx) error {
		a, c, err := t.keeper(by, id)
		if err != nil {
			return err
		}
		if err := c.MayKeep(a); err != nil { // kill: S.State.set-marks-asks-may-keep
			return err
		}
		if err := counsel.FitMarks(marks); err != nil { // kill: S.State.set-marks-asks-fit-marks
			return err
		}
		_, err = t.exec(`UPDATE cases SET marks = $3 WHERE agency = $1 AND id = $2`, a.Agency, id, counsel.MarkList(counsel.Kept(c.Marks, marks)))
		t.tell(counsel.Event{Kind: counsel.EventCase, Agency: a.Agency, Case: id, To: a.UID})
		return err
	})
}

// keeper locks a case, so that it is changed by one after the other, and gives it as it then stands.
func (t *tx) keeper(by counsel.Actor, id counsel.ID) (counsel.Actor, counsel.Case, error) {
	if err := t.lockCase(by, id); err != nil {
		return counsel.Actor{}, counsel.Case{}, err
	}
	return t.caseFor(by, id)
}

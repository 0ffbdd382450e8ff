package store

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"siegel/internal/counsel"
)

// A message of staff is held before it goes out (PROTOCOL 2.6). Whatever changes a held message locks its case first; so of several who
// try, the timers of all nodes among them, one wins.

// whereabouts of a case among all agencies.
type whereabouts struct{ agency, id counsel.ID }

const (
	atOnce = 8   // releases that share a commit, and leave connections to those who wait for an answer
	maxDue = 256 // of one call
)

// ReleaseHeld lets the messages of all agencies go out whose time has come, and says when the next one will be due: zero if none is held.
// After an error the others have gone out all the same; what failed is due at the next call.
func (s *Store) ReleaseHeld(ctx context.Context) (next time.Time, err error) {
	due, next, err := s.due(ctx)
	if err != nil {
		return next, err
	}
	for group := range slices.Chunk(due, atOnce) {
		errs := make([]error, len(group))
		var done sync.WaitGroup
		for i, at := range group {
			done.Go(func() {
				errs[i] = s.write(ctx, func(t *tx) error { return t.releaseDue(at.agency, at.id) })
			})
		}
		done.Wait()
		err = errors.Join(append(errs, err)...)
	}
	return next, err
}

// due gives the cases with overdue messages, and when the next one will be.
func (s *Store) due(ctx context.Context) (list []whereabouts, next time.Time, err error) {
	err = s.read(ctx, func(t *tx) error {
		rows := 0
		err := t.each(`SELECT agency, case_id, held_until FROM messages WHERE held_until > 0 ORDER BY held_until LIMIT $1`, args{maxDue},
			func(scan func(...any) error) error {
				var at whereabouts
				var until time.Time
				if err := scan(&at.agency, &at.id, &until); err != nil {
					return err
				}
				rows++
				if !counsel.IsDue(until, t.now) {
					if next.IsZero() {
						next = until
					}
				} else if !slices.Contains(list, at) {
					list = append(list, at)
				}
				return nil
			})
		if rows == maxDue && next.IsZero() { // there may be more
			next = t.now
		}
		return err
	})
	return list, next, err
}

// TakeBack takes a message of the actor's own back that is not out yet; its place in the order of the author is free again, and so is its
// draft. Errors: not_found (case), conflict (it is out). What is not there, or somebody else holds, is no error.
func (s *Store) TakeBack(ctx context.Context, by counsel.Actor, id, message counsel.ID) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.lockCase(by, id); err != nil {
			return err
		}
		a, _, err := t.caseFor(by, id)
		if err != nil {
			return err
		}
		list, err := t.messagesWhere(messages, `id = $2 AND case_id = $3 AND (held_until = 0 OR author = $4)`, a.Agency, message, id, a.UID)
		if err != nil || len(list) == 0 {
			return err
		}
		return t.takeBack(a.Agency, list[0])
	})
}

// mayHold lets an author's earlier message go out if its time has come. Errors: wait, if it has not.
func (t *tx) mayHold(a counsel.Actor, id counsel.ID) error {
	list, err := t.held(a, id)
	if err != nil || len(list) == 0 {
		return err
	}
	if until := list[0].HeldUntil; !counsel.IsDue(until, t.now) {
		return counsel.WaitUntil(until, t.now) // kill: S.Held.may-hold
	}
	return t.releaseDue(a.Agency, id)
}

// hold keeps a message back. The draft that it has been, and the list of what goes with it, stay until the release, in case it is taken back.
func (t *tx) hold(a counsel.Actor, m counsel.Message) (counsel.Message, error) {
	m.Order, m.Time, m.HeldUntil = 0, counsel.Quarter(t.now), counsel.HeldFrom(t.now)
	if err := t.insertMessage(messages, a.Agency, m); err != nil {
		return m, err
	}
	t.tell(counsel.Event{Kind: counsel.EventCase, Agency: a.Agency, Case: m.Case, To: a.UID})
	along := counsel.DraftMessage
	if len(m.Files) > 0 {
		along = counsel.DraftFiles
	}
	_, err := t.exec(`UPDATE drafts SET message = $6 WHERE agency = $1 AND uid = $2 AND case_id = $3 AND kind IN ($4, $5)`,
		a.Agency, a.UID, m.Case, counsel.DraftMessage, along, m.ID)
	return m, err
}

// held gives an author's own messages in a case that are not out yet.
func (t *tx) held(a counsel.Actor, id counsel.ID) ([]counsel.Message, error) {
	return t.messagesWhere(messages, `case_id = $2 AND author = $3 AND held_until > 0 ORDER BY held_until`, a.Agency, id, a.UID)
}

// releaseAll lets what is held in a case go out now. Call it before whatever takes the case from its counsellor or closes it.
func (t *tx) releaseAll(agency, id counsel.ID) error {
	return t.release(agency, id, func(counsel.Message) bool { return true })
}

// releaseDue lets go out what has been held for long enough.
func (t *tx) releaseDue(agency, id counsel.ID) error {
	return t.release(agency, id, func(m counsel.Message) bool { return counsel.IsDue(m.HeldUntil, t.now) })
}

func (t *tx) release(agency, id counsel.ID, which func(counsel.Message) bool) error {
	if err := t.lockCase(counsel.Actor{Agency: agency}, id); err != nil {
		return err
	}
	list, err := t.messagesWhere(messages, `case_id = $2 AND held_until > 0 ORDER BY held_until, author, author_seq`, agency, id)
	if err != nil {
		return err
	}
	for _, m := range list {
		if !which(m) {
			continue
		}
		if err := t.goOut(agency, m); err != nil {
			return err
		}
	}
	return nil
}

// goOut gives a held message its order number and time, and ends its draft, unless its author has begun something new there. A message
// that must not go out any more is taken back: the promise stays open, so that somebody else answers.
func (t *tx) goOut(agency counsel.ID, m counsel.Message) error {
	author, err := t.actor(counsel.Actor{Agency: agency, UID: m.Author})
	if code := counsel.CodeOf(err); err != nil && code != counsel.SignedOut {
		return err
	}
	if !m.MayGoOut(author) {
		return t.takeBack(agency, m)
	}
	if m, err = t.place(messages, agency, m); err != nil {
		return err
	}
	if _, err := t.exec(`UPDATE messages SET order_no = $3, time = $4, held_until = 0 WHERE agency = $1 AND id = $2`, agency, m.ID, m.Order, m.Time); err != nil {
		return err
	}
	_, err = t.exec(`DELETE FROM drafts WHERE agency = $1 AND uid = $2 AND case_id = $3 AND message = $4`, agency, m.Author, m.Case, m.ID)
	return err
}

func (t *tx) takeBack(agency counsel.ID, m counsel.Message) error {
	n, err := t.exec(`DELETE FROM messages WHERE agency = $1 AND id = $2 AND held_until > 0`, agency, m.ID) // never one that is out
	if err != nil {
		return err
	}
	if n == 0 {
		return counsel.Refuse(counsel.Conflict) // kill: S.Held.take-back-out
	}
	t.tell(counsel.Event{Kind: counsel.EventCase, Agency: agency, Case: m.Case, To: m.Author})
	if err := t.unannounce(agency, m); err != nil {
		return err
	}
	_, err = t.exec(`UPDATE drafts SET message = $5 WHERE agency = $1 AND uid = $2 AND case_id = $3 AND message = $4`, agency, m.Author, m.Case, m.ID, []byte{})
	return err
}

package store

import (
	"context"
	"crypto/sha256"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
)

// OrderErasure keeps a verified erase order and locks its case until the order runs (PROTOCOL 2.8.18). Errors: not_found, sign_in_failed, conflict (another
// order waits; not confirmed; another policy holds), bad_signature (field O3 or O5), same_id. The same order again gets the same answer.
func (s *Store) OrderErasure(ctx context.Context, by counsel.Actor, p counsel.Proof, o counsel.Order) (out counsel.Order, err error) {
	err = s.write(ctx, func(t *tx) error {
		if err := t.lockCase(by, o.Case); err != nil {
			return err
		}
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		c, err := t.caseByID(a, o.Case)
		if err != nil {
			return err
		}
		out = o
		if out.Role, err = c.MayOrder(a); err != nil { // kill: S.Order.order-erasure-asks-may-order
			return err
		}
		if err := t.proved(a, p.Way, p.Auth); err != nil { // kill: S.Order.order-erasure-asks-proved
			return err
		}
		if waits, err := t.order(a.Agency, o.Case); err != nil || waits != nil {
			if err == nil && (waits.ID != o.ID || waits.Text != o.Text) {
				err = counsel.Refuse(counsel.Conflict) // kill: S.Order.order-erasure-conflict
			}
			if err == nil {
				out = *waits
			}
			return err
		}
		if err := t.mayRun(a.Agency, o); err != nil { // kill: S.Order.order-erasure-asks-may-run
			return err
		}
		out, err = t.keepOrder(a, c, out)
		return err
	})
	if err != nil {
		return counsel.Order{}, err // a refusal says the same of every case, found or not
	}
	return out, nil
}

// MayOrderErasure says whether the actor may order the deletion of a case. Errors: not_found, conflict (not confirmed).
func (s *Store) MayOrderErasure(ctx context.Context, by counsel.Actor, id counsel.ID) error {
	return s.read(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		c, err := t.caseByID(a, id)
		if err != nil {
			return err
		}
		_, err = c.MayOrder(a) // kill: S.Order.may-order-asks-may-order
		return err
	})
}

// mayRun checks what the order says against what is stored: the policy that holds, and the letter in which the seeker asks.
func (t *tx) mayRun(agency counsel.ID, o counsel.Order) error {
	var hash [32]byte
	if _, err := t.get(`SELECT m.hash FROM manifests m JOIN agencies a ON a.agency = m.agency AND a.seq = m.seq WHERE m.agency = $1`, args{agency}, &hash); err != nil {
		return err
	}
	p, err := t.policy(agency)
	if err != nil {
		return err
	}
	if hash != o.Manifest || !o.Holds(p) {
		return counsel.RefuseField(counsel.BadSignature, "O3") // kill: S.Order.may-run-policy
	}
	if o.Request == (counsel.ID{}) {
		return nil
	}
	found, err := t.get(`SELECT 1 FROM messages WHERE agency = $1 AND id = $2 AND case_id = $3 AND role = 'seeker'`, args{agency, o.Request, o.Case}, new(int))
	if err == nil && !found {
		err = counsel.RefuseField(counsel.BadSignature, "O5") // kill: S.Order.may-run-request
	}
	return err
}

// keepOrder locks the case. What is held in it goes out first, because afterwards nobody could take it back.
func (t *tx) keepOrder(a counsel.Actor, c counsel.Case, o counsel.Order) (counsel.Order, error) {
	if err := t.releaseAll(a.Agency, c.ID); err != nil {
		return o, err
	}
	p, err := t.policy(a.Agency)
	if err != nil {
		return o, err
	}
	o.RunsAt = p.RunsAt(t.now)
	n, err := t.exec(`INSERT INTO erase_orders (agency, id, case_id, runs_at, by_uid, by_role, account, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
		a.Agency, o.ID, o.Case, o.RunsAt, a.UID, o.Role, o.Account, o.Text)
	if err != nil {
		return o, err
	}
	if n == 0 {
		return o, counsel.Refuse(counsel.SameID) // kill: S.Order.keep-order-same-id
	}
	if _, err := t.exec(`UPDATE cases SET locked_until = $3 WHERE agency = $1 AND id = $2`, a.Agency, o.Case, o.RunsAt); err != nil {
		return o, err
	}
	t.tellOf(a.Agency, c, true)
	if err := t.record(a, counsel.ActOrder, orderObject(o.Text), counsel.BecauseRequest); err != nil {
		return o, err
	}
	return o, t.news(a.Agency, c.Seeker)
}

// orderObject is how the chain names an order: the first 16 bytes of its hash.
func orderObject(text string) counsel.ID {
	sum := sha256.Sum256([]byte(text))
	return counsel.ID(sum[:16])
}

// order gives the order that waits in a case, or nil.
func (t *tx) order(agency, id counsel.ID) (*counsel.Order, error) {
	o := counsel.Order{Case: id}
	found, err := t.get(`SELECT id, runs_at, by_uid, by_role, account, body FROM erase_orders WHERE agency = $1 AND case_id = $2`, args{agency, id},
		&o.ID, &o.RunsAt, &o.By, &o.Role, &o.Account, &o.Text)
	if err != nil || !found {
		return nil, err
	}
	return &o, nil
}

// EraseOrder gives the order that waits in a case, or nil, to its seeker, its counsellor and leads. Errors: not_found.
func (s *Store) EraseOrder(ctx context.Context, by counsel.Actor, id counsel.ID) (o *counsel.Order, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		c, err := t.caseByID(a, id)
		if err != nil {
			return err
		}
		if err := c.MaySeeOrder(a); err != nil { // kill: S.Order.erase-order-asks-may-see-order
			return err
		}
		o, err = t.order(a.Agency, id)
		return err
	})
	return o, err
}

// CancelErasure takes an order back that the actor has given; the case is as before. That there is none is no error. Errors: not_found, refused (another's).
func (s *Store) CancelErasure(ctx context.Context, by counsel.Actor, id counsel.ID) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.lockCase(by, id); err != nil {
			return err
		}
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		c, err := t.caseByID(a, id)
		if err != nil {
			return err
		}
		if err := c.MaySeeOrder(a); err != nil { // kill: S.Order.cancel-erasure-asks-may-see-order
			return err
		}
		o, err := t.order(a.Agency, id)
		if err != nil || o == nil {
			return err
		}
		if o.By != a.UID {
			return counsel.Refuse(counsel.Refused) // kill: S.Order.cancel-erasure-refused
		}
		return t.dropOrder(a, c, *o, "")
	})
}

// AnswerErasure is the seeker's answer to an order: it runs now, or never. Errors: not_found, conflict (there is none, or the policy has changed since).
func (s *Store) AnswerErasure(ctx context.Context, by counsel.Actor, id counsel.ID, answer counsel.AnswerToOrder) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.lockWhole(by); err != nil { // first of all: the account may go too, and a new enquiry of it may be on its way
			return err
		}
		a, c, err := t.keeper(by, id)
		if err != nil {
			return err
		}
		if err := c.MayAnswer(a); err != nil { // kill: S.Order.answer-erasure-asks-may-answer
			return err
		}
		o, err := t.order(a.Agency, id)
		if err != nil {
			return err
		}
		if o == nil {
			return counsel.Refuse(counsel.Conflict) // kill: S.Order.answer-erasure-conflict
		}
		if answer == counsel.KeepIt {
			return t.dropOrder(a, c, *o, counsel.BecauseSeeker)
		}
		ran, err := t.runOrder(a, c, *o)
		if err == nil && !ran {
			err = counsel.RefuseField(counsel.Conflict, "manifest") // kill: S.Order.answer-erasure-manifest
		}
		return err
	})
}

// dropOrder unlocks the case.
func (t *tx) dropOrder(by counsel.Actor, c counsel.Case, o counsel.Order, why counsel.Reason) error {
	if _, err := t.exec(`DELETE FROM erase_orders WHERE agency = $1 AND id = $2`, by.Agency, o.ID); err != nil {
		return err
	}
	if _, err := t.exec(`UPDATE cases SET locked_until = 0 WHERE agency = $1 AND id = $2`, by.Agency, c.ID); err != nil {
		return err
	}
	t.tellOf(by.Agency, c, true)
	return t.record(by, counsel.ActKeep, orderObject(o.Text), why)
}

// runOrder does what an order says; ran is false if the policy is another one than it was signed under. The case is read anew: For hides parts of it. Call it
// with the seeker's account locked: only then is no case of it overlooked that somebody is just sending.
func (t *tx) runOrder(by counsel.Actor, c counsel.Case, o counsel.Order) (ran bool, err error) {
	p, err := t.policy(by.Agency)
	if err != nil {
		return false, err
	}
	mode, err := orderMode(o.Text)
	if o.Mode = mode; err != nil || !o.Holds(p) {
		return false, err
	}
	if c, err = t.caseByID(by, c.ID); err != nil {
		return false, err
	}
	n, err := t.ending(by.Agency, c, p)
	if err != nil {
		return false, err
	}
	if err := t.end(by, c, n, counsel.BecauseOrder); err != nil {
		return false, err
	}
	of := counsel.Actor{Agency: by.Agency, UID: c.Seeker, Realm: counsel.Seekers}
	others, err := t.get(`SELECT 1 FROM cases WHERE agency = $1 AND seeker = $2 AND id <> $3 AND state <> 'sealed' LIMIT 1`, args{by.Agency, c.Seeker, c.ID}, new(int))
	if err != nil {
		return false, err
	}
	if o.Account && !others {
		return true, t.eraseAccount(by, of, counsel.BecauseOrder)
	}
	return true, t.receipt(by.Agency, c.Seeker, string(o.Role), n.Until)
}

// orderMode reads what a stored order says; it was verified when it came.
func orderMode(text string) (counsel.Retention, error) {
	o, err := sg1.ReadEraseOrder(text)
	return o.Outcome(), err
}

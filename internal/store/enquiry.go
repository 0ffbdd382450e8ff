package store

import (
	"bytes"
	"context"

	"siegel/internal/counsel"
)

// AddEnquiry makes a case of a first letter: everything in one transaction, the seeker's vault with it.
// Errors: refused, not_ready, bad_request (topic, lang, grants), conflict (three are open; vault), same_id. The same enquiry again gets the same answer.
func (s *Store) AddEnquiry(ctx context.Context, by counsel.Actor, e counsel.Enquiry) (m counsel.Message, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		e.Message.Case, e.Message.Author, e.Message.Role, e.Message.Kind = e.Case, a.UID, counsel.SeekerRole, counsel.KindMessage
		if err := a.MayAsk(); err != nil { // kill: S.Enquiry.add-enquiry-asks-may-ask
			return err
		}
		var again bool
		if m, again, err = t.sentBefore(a, e); err != nil || again {
			return err
		}
		m, err = t.addEnquiry(a, e)
		return err
	})
	return m, err
}

// sentBefore looks for the same enquiry. Grants and vault may have moved on since; case, key id and letter do not.
func (t *tx) sentBefore(a counsel.Actor, e counsel.Enquiry) (m counsel.Message, again bool, err error) {
	c, err := t.caseByID(a, e.Case)
	if counsel.CodeOf(err) == counsel.NotFound {
		return m, false, nil
	}
	if err != nil {
		return m, false, err
	}
	list, err := t.messagesWhere(messages, `case_id = $2 AND order_no = 1`, a.Agency, e.Case)
	if err != nil {
		return m, false, err
	}
	if c.CKID != e.CKID || c.Topic != e.Topic || c.Lang != e.Lang || len(list) == 0 || !same(list[0], e.Message) {
		return m, false, counsel.Refuse(counsel.SameID) // kill: S.Enquiry.sent-before-otherwise
	}
	if c.Profile.Version == 1 && !bytes.Equal(c.Profile.Box, e.Profile) {
		return m, false, counsel.Refuse(counsel.SameID) // kill: S.Enquiry.sent-before-another-box
	}
	return list[0], true, nil
}

func (t *tx) addEnquiry(a counsel.Actor, e counsel.Enquiry) (counsel.Message, error) {
	if err := t.mayEnquire(a, e); err != nil {
		return counsel.Message{}, err
	}
	n, err := t.exec(`INSERT INTO cases (agency, id, seeker, state, epoch, ck_id, nk_id, department, topic, lang, promised_at, marks, confirm_due,
		created, closed, sealed_until, locked_until, counsellor, last_order, last_note, profile_version, profile)
		VALUES ($1, $2, $3, $4, 0, $5, $6, '', $7, $8, 0, '', 0, $9, 0, 0, 0, $6, 0, 0, 1, $10) ON CONFLICT DO NOTHING`,
		a.Agency, e.Case, a.UID, counsel.Open, e.CKID, []byte{}, e.Topic, e.Lang, counsel.Quarter(t.now), e.Profile)
	if err != nil {
		return counsel.Message{}, err
	}
	if n == 0 {
		return counsel.Message{}, counsel.Refuse(counsel.SameID) // kill: S.Enquiry.add-enquiry-same-id
	}
	if err := t.putSelf(a, e.Case, 0, e.Self); err != nil {
		return counsel.Message{}, err
	}
	for _, g := range e.Grants {
		g.Why = counsel.WhyEnquiry
		if err := t.addGrant(a.Agency, ofCase, e.Case, g); err != nil {
			return counsel.Message{}, err
		}
	}
	return t.addMessage(messages, a, e.Message, true)
}

// mayEnquire checks what depends on the agency and on the seeker's other enquiries. Storing the vault first makes two enquiries of
// one account wait for each other, so that they are counted.
func (t *tx) mayEnquire(a counsel.Actor, e counsel.Enquiry) error {
	agency, err := t.agency(a.Agency)
	if err != nil {
		return err
	}
	if err := agency.TakesLetters(); err != nil { // kill: S.Enquiry.may-enquire-asks-takes-letters
		return err
	}
	if err := agency.FitEnquiry(e.Topic, e.Lang); err != nil { // kill: S.Enquiry.may-enquire-topic
		return err
	}
	to, err := t.recipients(a.Agency)
	if err != nil {
		return err
	}
	if err := counsel.FitEnquiry(e.Grants, to); err != nil { // kill: S.Enquiry.may-enquire-grants
		return err
	}
	if err := t.putBox(a, Vault, e.Vault); err != nil {
		return err
	}
	list, err := t.cases(a, `c.seeker = $2`, nil)
	if err != nil {
		return err
	}
	return counsel.MoreEnquiries(list) // kill: S.Enquiry.may-enquire-asks-more-enquiries
}

// recipients gives the roles that cases of an agency are granted to, off its newest manifest.
func (t *tx) recipients(agency counsel.ID) (to counsel.Recipients, err error) {
	var retention counsel.Retention
	_, err = t.get(`SELECT continuity, archive, retention, keys_seq FROM agencies WHERE agency = $1`, args{agency}, &to.Continuity, &to.Archive, &retention, &to.Since)
	to.Documents = retention == counsel.Keep
	return to, err
}

// Enquiry gives intake an enquiry of the pool with the grant to the intake role and its newest letters. Errors: refused, not_found, taken.
func (s *Store) Enquiry(ctx context.Context, by counsel.Actor, id counsel.ID) (c counsel.Case, g counsel.Grant, list []counsel.Message, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.poolReader(by)
		if err != nil {
			return err
		}
		if c, err = t.caseByID(a, id); err != nil {
			return err
		}
		if err := c.InPool(); err != nil { // kill: S.Enquiry.enquiry-asks-in-pool
			return err
		}
		grants, err := t.grants(a.Agency, `obj_id = $2 AND to_role = 'intake'`, id)
		if err != nil {
			return err
		}
		if len(grants) == 0 {
			return counsel.Refuse(counsel.NotFound) // kill: S.Enquiry.enquiry-not-found
		}
		g = grants[0]
		newest, err := t.excerpt(messages, a.Agency, id, counsel.Before(0)) // who takes it over can read on
		list = newest.Messages
		return err
	})
	return c, g, list, err
}

func (t *tx) poolReader(by counsel.Actor) (counsel.Actor, error) {
	a, err := t.actor(by)
	if err != nil {
		return a, err
	}
	return a, a.MayReadPool() // kill: S.Enquiry.pool-reader-asks-may-read-pool
}

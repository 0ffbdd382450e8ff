package store

import "siegel/internal/counsel"

// entry is what every letter asks about its case and its author.
type entry struct {
	author counsel.Actor
	c      counsel.Case // as the author may see it, without what is sealed in it
	last   int64        // the author's number of her newest message or note in the case; 0: none
	draft  bool         // a draft of the kind lies there
}

// entry answers it with one question, after the case is locked. Errors: signed_out, not_found.
func (t *tx) entry(on shelf, by counsel.Actor, m counsel.Message) (e entry, err error) {
	e.author = counsel.Actor{Agency: by.Agency, UID: by.UID}
	var roles string
	found, err := t.get(`SELECT a.realm, a.roles, a.state, c.id, c.state, c.epoch, c.nk_id, c.put_back, c.confirm_due, c.locked_until, c.last_order, c.seeker, c.counsellor,
			COALESCE((SELECT max(m.author_seq) FROM `+on.table+` m WHERE m.agency = c.agency AND m.case_id = c.id AND m.author = a.uid), 0),
			EXISTS (SELECT 1 FROM drafts d WHERE d.agency = a.agency AND d.uid = a.uid AND d.case_id = c.id AND d.kind = $4)
		FROM accounts a JOIN cases c ON c.agency = a.agency AND c.id = $3 WHERE a.agency = $1 AND a.uid = $2`,
		args{by.Agency, by.UID, m.Case, counsel.DraftOf(m.Kind)},
		&e.author.Realm, &roles, &e.author.State, &e.c.ID, &e.c.State, &e.c.Epoch, &e.c.NKID, &e.c.PutBack, &e.c.ConfirmDue, &e.c.LockedUntil, &e.c.LastOrder, &e.c.Seeker, &e.c.Counsellor,
		&e.last, &e.draft)
	if err != nil {
		return e, err
	}
	if !found { // which of the two is missing decides the answer
		if _, err = t.actor(by); err == nil {
			err = counsel.Refuse(counsel.NotFound) // kill: S.Entry.entry-not-found
		}
		return e, err
	}
	if e.author.State == counsel.Stopped {
		return e, counsel.Refuse(counsel.SignedOut) // kill: S.Entry.entry-signed-out
	}
	e.author.Roles = counsel.ParseRoles(roles)
	e.c, err = e.c.At(t.now).For(e.author) // kill: S.Entry.entry-asks-for
	return e, err
}

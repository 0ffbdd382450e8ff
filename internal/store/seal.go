package store

import (
	"crypto/rand"
	"time"

	"siegel/internal/counsel"
)

// sealCase leaves a case to the archive alone: every other grant, every own copy and every draft goes. What is held goes out first: the record is of what was
// sent. Back-links stay; they open only downwards from the epoch that the archive's grant gives.
func (t *tx) sealCase(by counsel.Actor, c counsel.Case, n counsel.Ending, why counsel.Reason) error {
	if err := t.releaseAll(by.Agency, c.ID); err != nil {
		return err
	}
	closed := c.Closed
	if closed.IsZero() {
		closed = counsel.Day(t.now)
	}
	for _, query := range []string{
		`DELETE FROM grants WHERE agency = $1 AND obj = 'case' AND obj_id = $2 AND NOT (` + toArchive + `)`,
		`DELETE FROM self_copies WHERE agency = $1 AND case_id = $2`,
		`DELETE FROM shares WHERE agency = $1 AND case_id = $2`,
		`DELETE FROM drafts WHERE agency = $1 AND case_id = $2`,
		`DELETE FROM erase_orders WHERE agency = $1 AND case_id = $2`,
	} {
		if _, err := t.exec(query, by.Agency, c.ID); err != nil {
			return err
		}
	}
	if _, err := t.exec(`UPDATE cases SET state = 'sealed', sealed_until = $3, closed = $4, counsellor = $5, locked_until = 0, promised_at = 0, confirm_due = 0,
		marks = '', put_back = FALSE WHERE agency = $1 AND id = $2`, by.Agency, c.ID, n.Until, closed, counsel.ID{}); err != nil {
		return err
	}
	if err := t.shred(by.Agency, shredSealed, c.ID); err != nil {
		return err
	}
	count, err := t.countOf(by.Agency, c.ID)
	if err != nil {
		return err
	}
	if err := t.recordCount(by, counsel.ActSeal, c.ID, why, count); err != nil {
		return err
	}
	return t.tellEnd(by.Agency, c, why, true)
}

// receipt tells a seeker whose account stays what has become of a case.
func (t *tx) receipt(agency, uid counsel.ID, role string, until time.Time) error {
	var id counsel.ID
	rand.Read(id[:])
	_, err := t.exec(`INSERT INTO receipts (agency, uid, id, at, role, sealed_until) SELECT $1, uid, $3, $4, $5, $6 FROM accounts WHERE agency = $1 AND uid = $2`,
		agency, uid, id, counsel.Day(t.now), role, until)
	return err
}

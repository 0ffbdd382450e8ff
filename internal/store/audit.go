package store

import (
	"crypto/rand"

	"siegel/internal/counsel"
)

// record leaves a note for the audit chain in this transaction; the writer appends it to the chain after the commit. The zero actor of an agency is the
// server itself. object is the zero ID where there is none.
func (t *tx) record(by counsel.Actor, action counsel.Action, object counsel.ID, reason counsel.Reason) error {
	return t.recordCount(by, action, object, reason, 0)
}

// recordGrant says that a member of staff has granted a key, of what and why.
func (t *tx) recordGrant(by counsel.Actor, object counsel.ID, g counsel.Grant) error {
	return t.record(by, counsel.ActGrant, object, counsel.Reason(g.Why))
}

// recordCount is record with the number of messages and notes that went.
func (t *tx) recordCount(by counsel.Actor, action counsel.Action, object counsel.ID, reason counsel.Reason, count int64) error {
	var id counsel.ID
	rand.Read(id[:])
	return t.later(nil, `INSERT INTO audit_notes (agency, id, at, actor, action, object, reason, count) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		by.Agency, id, counsel.Quarter(t.now), by.ActorName(), action, object, reason, count)
}

package store

import (
	"context"

	"siegel/internal/counsel"
)

// AuditHead is the newest entry as far as others have to know it; Seq 0: the chain is empty.
func (t *tx) auditHead(agency counsel.ID) (h counsel.Head, err error) {
	e, err := t.head(agency)
	return counsel.Head{Seq: e.Seq, At: e.At, Hash: e.Hash}, err
}

// SignAudit keeps what a lead's browser has checked and signed. anew: it does not follow what that browser knew, and the lead goes on all the same, which stands in the chain
// from then on. Errors: refused, bad_request (body), conflict (no such entry). An older one than the last changes nothing.
func (s *Store) SignAudit(ctx context.Context, by counsel.Actor, h counsel.SignedHead) error {
	return s.write(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MayReadAudit(); err != nil { // kill: S.AuditHead.sign-audit-asks-may-read-audit
			return err
		}
		if err := h.Fit(); err != nil { // kill: S.AuditHead.sign-audit-asks-fit
			return err
		}
		there, err := t.get(`SELECT 1 FROM audit WHERE agency = $1 AND seq = $2 AND hash = $3`, args{a.Agency, h.Seq, h.Hash[:]}, new(int))
		if err != nil {
			return err
		}
		if !there {
			return counsel.Refuse(counsel.Conflict) // kill: S.AuditHead.sign-audit-conflict
		}
		n, err := t.exec(`INSERT INTO audit_heads (agency, uid, seq, hash, body) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (agency, uid) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, body = excluded.body WHERE audit_heads.seq < excluded.seq`,
			a.Agency, a.UID, h.Seq, h.Hash[:], h.Text)
		if err != nil || n == 0 || !h.Anew {
			return err
		}
		return t.record(a, counsel.ActAnew, counsel.ID{}, "")
	})
}

// SignedHeads gives a lead what each lead's browser has signed last, her own too, so that they can be compared: a keeper that shows two of them different chains has
// two heads that do not stand in one. Errors: refused.
func (s *Store) SignedHeads(ctx context.Context, by counsel.Actor) (list []counsel.LeadHead, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MayReadAudit(); err != nil { // kill: S.AuditHead.signed-heads-asks-may-read-audit
			return err
		}
		list = []counsel.LeadHead{}
		var h counsel.LeadHead
		return t.fill(`SELECT uid, seq, hash, body FROM audit_heads WHERE agency = $1 ORDER BY seq DESC, uid`, args{a.Agency}, []any{&h.By, &h.Seq, &h.Hash, &h.Text},
			func() { list = append(list, h) })
	})
	return list, err
}

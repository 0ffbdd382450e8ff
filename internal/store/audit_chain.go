package store

import (
	"context"
	"errors"

	"siegel/internal/counsel"
)

// The one writer of an agency's audit chain: it appends what transactions have left as notes. It holds the agency's row, so that of several nodes one writes.

// notesAtOnce bounds one append.
const notesAtOnce = 200

// auditYears is how long entries are kept (PROTOCOL 2.12).
const auditYears = 3

// AppendAudit brings the notes of all agencies into their chains, and says how many there were. After an error the others are done all the same.
func (s *Store) AppendAudit(ctx context.Context) (done int, err error) {
	for {
		var agencies []counsel.ID
		bad := s.read(ctx, func(t *tx) error {
			agencies = nil
			var id counsel.ID
			return t.fill(`SELECT DISTINCT agency FROM audit_notes`, nil, []any{&id}, func() { agencies = append(agencies, id) })
		})
		wrote := 0
		for _, agency := range agencies {
			n := 0
			bad = errors.Join(bad, s.write(ctx, func(t *tx) (err error) {
				n, err = t.appendAudit(agency)
				return err
			}))
			wrote += n
		}
		if done += wrote; wrote == 0 || bad != nil {
			return done, bad
		}
	}
}

// appendAudit appends an agency's oldest notes.
func (t *tx) appendAudit(agency counsel.ID) (n int, err error) {
	if t.s.d == postgres {
		if err := t.later(nil, `SELECT 1 FROM agencies WHERE agency = $1`+t.s.d.lock(), agency); err != nil {
			return 0, err
		}
	}
	var last counsel.Entry
	if _, err := t.get(`SELECT seq, hash FROM audit WHERE agency = $1 ORDER BY seq DESC LIMIT 1`, args{agency}, &last.Seq, &last.Hash); err != nil {
		return 0, err
	}
	var ids []counsel.ID
	var list []counsel.Entry
	var id counsel.ID
	var e counsel.Entry
	if err := t.fill(`SELECT id, at, actor, action, object, reason, count FROM audit_notes WHERE agency = $1 ORDER BY at, id LIMIT $2`, args{agency, notesAtOnce},
		[]any{&id, &e.At, &e.Actor, &e.Action, &e.Object, &e.Reason, &e.Count}, func() { ids, list = append(ids, id), append(list, e) }); err != nil {
		return 0, err
	}
	for i, e := range list {
		e.Seq, e.Prev = last.Seq+1, last.Hash
		e.Hash = e.Sum()
		last = e
		if _, err := t.exec(`INSERT INTO audit (agency, seq, at, actor, action, object, reason, count, prev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			agency, e.Seq, e.At, e.Actor, e.Action, e.Object, e.Reason, e.Count, e.Prev[:], e.Hash[:]); err != nil {
			return 0, err
		}
		if _, err := t.exec(`DELETE FROM audit_notes WHERE agency = $1 AND id = $2`, agency, ids[i]); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

// AuditPage is how many entries one answer holds.
const AuditPage = 500

// Audit gives a lead the chain from after an entry on; more says that others follow. Reading is recorded, once a day and lead. Errors: refused.
func (s *Store) Audit(ctx context.Context, by counsel.Actor, after int64) (list []counsel.Entry, more bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MayReadAudit(); err != nil { // kill: S.AuditChain.audit-asks-may-read-audit
			return err
		}
		list = []counsel.Entry{}
		var e counsel.Entry
		err = t.fill(`SELECT seq, at, actor, action, object, reason, count, prev, hash FROM audit WHERE agency = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
			args{a.Agency, after, AuditPage + 1}, []any{&e.Seq, &e.At, &e.Actor, &e.Action, &e.Object, &e.Reason, &e.Count, &e.Prev, &e.Hash},
			func() { list = append(list, e) })
		if more = len(list) > AuditPage; more {
			list = list[:AuditPage]
		}
		if err != nil {
			return err
		}
		return t.recordReading(a)
	})
	return list, more, err
}

func (t *tx) recordReading(a counsel.Actor) error {
	today := counsel.Day(t.now)
	known, err := t.get(`SELECT 1 FROM (SELECT at, actor, action FROM audit WHERE agency = $1 UNION ALL SELECT at, actor, action FROM audit_notes WHERE agency = $1) AS all_of_it
		WHERE action = $2 AND actor = $3 AND at >= $4 LIMIT 1`, args{a.Agency, counsel.ActRead, a.ActorName(), today}, new(int))
	if err != nil || known {
		return err
	}
	return t.record(a, counsel.ActRead, counsel.ID{}, "")
}

package store

import (
	"context"
	"errors"
	"time"

	"siegel/internal/counsel"
)

// The one writer of an agency's audit chain: it appends what transactions have left as notes. It holds the agency's row, so that of several nodes one writes.

// notesAtOnce bounds one append.
const notesAtOnce = 200

// auditYears is how long entries are kept (PROTOCOL 2.12).
const auditYears = 3

// AppendAudit brings the notes of all agencies into their chains, and says how many there were. After an error the others are done all the same.
func (s *Store) AppendAudit(ctx context.Context) (done int, err error) {
	closed := s.closeDays(ctx)
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
			return done, errors.Join(closed, bad)
		}
	}
}

// appendAudit appends an agency's oldest notes.
func (t *tx) appendAudit(agency counsel.ID) (n int, err error) {
	if err := t.lockChain(agency); err != nil {
		return 0, err
	}
	last, err := t.head(agency)
	if err != nil {
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
		if last, err = t.link(agency, last, e); err != nil {
			return 0, err
		}
		if _, err := t.exec(`DELETE FROM audit_notes WHERE agency = $1 AND id = $2`, agency, ids[i]); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

// cutAudit takes away what is older than a day, from the beginning of each chain up to the first entry that is not: what remains has no hole, and its oldest entry
// names the hash before it. The newest entry stays.
func (t *tx) cutAudit(day time.Time) error {
	_, err := t.exec(`DELETE FROM audit WHERE at < $1 AND seq < (SELECT COALESCE(min(CASE WHEN l.at >= $1 THEN l.seq END), max(l.seq)) FROM audit l WHERE l.agency = audit.agency)`, day)
	return err
}

// lockChain makes other writers of an agency's chain wait until this transaction ends.
func (t *tx) lockChain(agency counsel.ID) error {
	if t.s.d == sqlite {
		return nil
	}
	return t.later(nil, `SELECT 1 FROM agencies WHERE agency = $1`+t.s.d.lock(), agency)
}

// head is the newest entry, as far as the next one needs it.
func (t *tx) head(agency counsel.ID) (e counsel.Entry, err error) {
	_, err = t.get(`SELECT seq, at, hash FROM audit WHERE agency = $1 ORDER BY seq DESC LIMIT 1`, args{agency}, &e.Seq, &e.At, &e.Hash)
	return e, err
}

// link appends an entry to the chain.
func (t *tx) link(agency counsel.ID, last, e counsel.Entry) (counsel.Entry, error) {
	e.Seq, e.Prev = last.Seq+1, last.Hash
	e.Hash = e.Sum()
	if _, err := t.exec(`INSERT INTO audit (agency, seq, at, actor, action, object, reason, count, prev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		agency, e.Seq, e.At, e.Actor, e.Action, e.Object, e.Reason, e.Count, e.Prev[:], e.Hash[:]); err != nil || e.Root == nil {
		return e, err
	}
	_, err := t.exec(`INSERT INTO audit_roots (agency, seq, root) VALUES ($1, $2, $3)`, agency, e.Seq, e.Root[:])
	return e, err
}

// AuditPage is how many entries one answer holds.
const AuditPage = 500

// Audit gives a lead the chain from after an entry on, and its head; more says that others follow. Reading is recorded, once a day and lead. Errors: refused.
func (s *Store) Audit(ctx context.Context, by counsel.Actor, after int64) (list []counsel.Entry, head counsel.Head, more bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MayReadAudit(); err != nil { // kill: S.AuditChain.audit-asks-may-read-audit
			return err
		}
		if head, err = t.auditHead(a.Agency); err != nil {
			return err
		}
		list = []counsel.Entry{}
		var e counsel.Entry
		err = t.fill(`SELECT seq, at, actor, action, object, reason, count, prev, hash FROM audit WHERE agency = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
			args{a.Agency, after, AuditPage + 1}, []any{&e.Seq, &e.At, &e.Actor, &e.Action, &e.Object, &e.Reason, &e.Count, &e.Prev, &e.Hash},
			func() { list = append(list, e) })
		if err != nil {
			return err
		}
		if more = len(list) > AuditPage; more {
			list = list[:AuditPage]
		}
		if len(list) == 0 { // there was nothing to read
			return nil
		}
		if err := t.fillRoots(a.Agency, list); err != nil {
			return err
		}
		return t.recordReading(a)
	})
	return list, head, more, err
}

// fillRoots adds the roots to the entries of days.
func (t *tx) fillRoots(agency counsel.ID, list []counsel.Entry) error {
	var seq int64
	var root [32]byte
	first := list[0].Seq
	return t.fill(`SELECT seq, root FROM audit_roots WHERE agency = $1 AND seq BETWEEN $2 AND $3`, args{agency, first, list[len(list)-1].Seq}, []any{&seq, &root}, func() {
		one := root
		list[seq-first].Root = &one
	})
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

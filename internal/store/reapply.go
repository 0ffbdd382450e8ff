package store

import (
	"context"
	"errors"

	"siegel/internal/counsel"
	"siegel/internal/shred"
)

// Reapply deletes again what the journal says was deleted, after a backup of an earlier day was put back: agencies, accounts with all their cases, cases, and what had been sealed.
// It says how many there were. Keys that the restored shred store has brought back go too, by the notes that each deletion leaves. Once more is no error.
func (s *Store) Reapply(ctx context.Context, list []shred.Deletion) (done int, err error) {
	for _, d := range list {
		if d.Kind == shred.Agency {
			err = errors.Join(err, s.removeAgency(ctx, d.Agency))
			done++
			continue
		}
		did := false
		bad := s.write(ctx, func(t *tx) (err error) {
			did, err = t.reapply(d)
			return err
		})
		if err = errors.Join(err, bad); bad == nil && did {
			done++
		}
	}
	return done, err
}

// reapplyJournal looks at every start whether something stands there that the journal calls deleted: then the database is a copy of an earlier day.
func (s *Store) reapplyJournal(ctx context.Context) error {
	list, err := s.shreds.Deleted(ctx)
	if err != nil {
		return err
	}
	var back []shred.Deletion
	err = s.read(ctx, func(t *tx) error {
		back = nil
		for _, d := range list {
			there, err := t.get(map[shred.Kind]string{
				shred.Agency:  `SELECT 1 FROM agencies WHERE agency = $1 AND agency = $2`,
				shred.Account: `SELECT 1 FROM accounts WHERE agency = $1 AND uid = $2`,
				shred.Case:    `SELECT 1 FROM cases WHERE agency = $1 AND id = $2`,
				shred.Sealed:  `SELECT 1 FROM cases WHERE agency = $1 AND id = $2 AND state <> 'sealed'`,
			}[d.Kind], args{counsel.ID(d.Agency), counsel.ID(d.ID)}, new(int))
			if err != nil {
				return err
			}
			if there {
				back = append(back, d)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = s.Reapply(ctx, back)
	return err
}

func (t *tx) reapply(d shred.Deletion) (bool, error) {
	by := counsel.Actor{Agency: d.Agency}
	if d.Kind == shred.Account {
		return t.reapplyAccount(counsel.Actor{Agency: d.Agency, UID: d.ID, Realm: counsel.Seekers})
	}
	if err := t.lockCase(by, d.ID); err != nil {
		return false, err
	}
	c, err := t.caseByID(by, d.ID)
	if counsel.CodeOf(err) == counsel.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if d.Kind == shred.Case {
		return true, t.end(by, c, counsel.Ending{}, counsel.BecauseJournal)
	}
	return c.State != counsel.Sealed, t.endByPolicy(by, c)
}

// reapplyAccount: cases of it that are in the journal themselves go by their own lines; the rest was sealed.
func (t *tx) reapplyAccount(of counsel.Actor) (bool, error) {
	if err := t.lockWhole(of); err != nil {
		return false, err
	}
	found, err := t.get(`SELECT 1 FROM accounts WHERE agency = $1 AND uid = $2 AND realm = 'seeker'`, args{of.Agency, of.UID}, new(int))
	if err != nil || !found {
		return false, err
	}
	by := counsel.Actor{Agency: of.Agency}
	cases, err := t.cases(by, `c.seeker = $4 AND c.state <> 'sealed'`, args{of.UID})
	if err != nil {
		return false, err
	}
	for _, c := range cases {
		if err := t.endByPolicy(by, c); err != nil {
			return false, err
		}
	}
	return true, t.eraseAccount(by, of, counsel.BecauseJournal)
}

// endByPolicy does what the policy says now.
func (t *tx) endByPolicy(by counsel.Actor, c counsel.Case) error {
	if c.State == counsel.Sealed {
		return nil
	}
	p, err := t.policy(by.Agency)
	if err != nil {
		return err
	}
	n, err := t.ending(by.Agency, c, p)
	if err != nil {
		return err
	}
	return t.end(by, c, n, counsel.BecauseJournal)
}

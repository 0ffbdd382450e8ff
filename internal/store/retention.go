package store

import (
	"context"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
)

// policy reads what the newest manifest says. CloseDays 0: nothing is known yet.
func (t *tx) policy(agency counsel.ID) (p counsel.Policy, err error) {
	_, err = t.get(`SELECT retention, years, close_days, erase_wait, relink, archive FROM agencies WHERE agency = $1`, args{agency},
		&p.Retention, &p.Years, &p.CloseDays, &p.EraseWait, &p.Relink, &p.Archive)
	return p, err
}

// Policy gives what the newest signed manifest says of an agency's cases, to everybody. CloseDays 0: there is none yet.
func (s *Store) Policy(ctx context.Context, agency counsel.ID) (p counsel.Policy, err error) {
	err = s.read(ctx, func(t *tx) error {
		p, err = t.policy(agency)
		return err
	})
	return p, err
}

// keepPolicy writes the policy of the newest manifest into the agency's row, and into the chain if it is another one.
func (t *tx) keepPolicy(by counsel.Actor, p counsel.Policy) error {
	before, err := t.policy(by.Agency)
	if err != nil || before == p {
		return err
	}
	if _, err := t.exec(`UPDATE agencies SET retention = $2, years = $3, close_days = $4, erase_wait = $5, relink = $6, archive = $7 WHERE agency = $1`,
		by.Agency, p.Retention, p.Years, p.CloseDays, p.EraseWait, p.Relink, p.Archive); err != nil {
		return err
	}
	if before.CloseDays == 0 { // the first one, or one that an earlier version has stored
		return nil
	}
	return t.record(by, counsel.ActPolicy, counsel.ID{}, "")
}

// readPolicies fills in the policies of agencies whose manifests were stored by a version that did not act on them. The manifests were verified then.
func (s *Store) readPolicies(ctx context.Context) error {
	texts := map[counsel.ID]string{}
	err := s.read(ctx, func(t *tx) error {
		return t.each(`SELECT m.agency, m.body FROM manifests m JOIN agencies a ON a.agency = m.agency AND a.seq = m.seq WHERE a.close_days = 0`, nil,
			func(scan func(...any) error) error {
				var agency counsel.ID
				var body string
				err := scan(&agency, &body)
				texts[agency] = body
				return err
			})
	})
	if err != nil || len(texts) == 0 {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		for agency, body := range texts {
			m, _, err := sg1.ReadManifest(body)
			if err != nil {
				continue // nothing is done by a policy that cannot be read
			}
			if err := t.keepPolicy(counsel.Actor{Agency: agency}, m.Kept()); err != nil {
				return err
			}
		}
		return nil
	})
}

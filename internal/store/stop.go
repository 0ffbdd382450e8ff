package store

import "siegel/internal/counsel"

// stopStaff ends the sessions of a member of staff and keeps her out. Her roles stay as the manifest has them: by these the difference shows
// between whom somebody has stopped and whom the manifest no longer names. Errors: not_found.
func (t *tx) stopStaff(agency, uid counsel.ID) error {
	n, err := t.exec(`UPDATE accounts SET state = $4 WHERE agency = $1 AND uid = $2 AND realm = $3`, agency, uid, counsel.Staff, counsel.Stopped)
	if err != nil {
		return err
	}
	if n == 0 {
		return counsel.Refuse(counsel.NotFound) // kill: S.Stop.stop-staff-not-found
	}
	return t.endSessions(agency, uid)
}

// startStaff makes a stopped member of staff active again. Errors: not_found, conflict if the newest manifest does not name her.
func (t *tx) startStaff(agency, uid counsel.ID) error {
	n, err := t.exec(`UPDATE accounts SET state = $4 WHERE agency = $1 AND uid = $2 AND realm = $3 AND roles <> ''`, agency, uid, counsel.Staff, counsel.Active)
	if err != nil || n == 1 {
		return err
	}
	found, err := t.get(`SELECT 1 FROM accounts WHERE agency = $1 AND uid = $2 AND realm = $3`, args{agency, uid, counsel.Staff}, new(int))
	if err == nil && !found {
		return counsel.Refuse(counsel.NotFound) // kill: S.Stop.start-staff-not-found
	}
	if err == nil {
		err = counsel.Refuse(counsel.Conflict) // kill: S.Stop.start-staff-conflict
	}
	return err
}

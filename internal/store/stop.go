package store

import "siegel/internal/counsel"

// stopStaff ends the sessions of a member of staff and keeps her out. Her roles stay as the manifest has them: by these the difference shows
// between whom somebody has stopped and whom the manifest no longer names. Errors: not_found.
func (t *tx) stopStaff(by counsel.Actor, uid counsel.ID) error {
	was, err := t.staffState(by.Agency, uid)
	if err != nil {
		return err
	}
	if was == "" {
		return counsel.Refuse(counsel.NotFound) // kill: S.Stop.stop-staff-not-found
	}
	if was != counsel.Stopped {
		if _, err := t.exec(`UPDATE accounts SET state = $3 WHERE agency = $1 AND uid = $2`, by.Agency, uid, counsel.Stopped); err != nil {
			return err
		}
		if err := t.record(by, counsel.ActStop, uid, ""); err != nil {
			return err
		}
		if err := t.mayHaveRead(by.Agency); err != nil {
			return err
		}
		if err := t.noticeSeen(by.Agency, uid); err != nil { // takes back what waits for her; her address stays, because this can be undone
			return err
		}
	}
	return t.endSessions(by.Agency, uid)
}

// staffState is "" for whoever is not staff of the agency.
func (t *tx) staffState(agency, uid counsel.ID) (was counsel.AccountState, err error) {
	_, err = t.get(`SELECT state FROM accounts WHERE agency = $1 AND uid = $2 AND realm = $3`, args{agency, uid, counsel.Staff}, &was)
	return was, err
}

// startStaff makes a stopped member of staff active again. Errors: not_found, conflict if the newest manifest does not name her, full (staff).
func (t *tx) startStaff(by counsel.Actor, uid counsel.ID) error {
	was, err := t.staffState(by.Agency, uid)
	if err != nil {
		return err
	}
	if was == "" {
		return counsel.Refuse(counsel.NotFound) // kill: S.Stop.start-staff-not-found
	}
	n, err := t.exec(`UPDATE accounts SET state = $3 WHERE agency = $1 AND uid = $2 AND roles <> ''`, by.Agency, uid, counsel.Active)
	if err != nil {
		return err
	}
	if n == 0 {
		return counsel.Refuse(counsel.Conflict) // kill: S.Stop.start-staff-conflict
	}
	if err := t.roomForStaff(by.Agency); err != nil || was == counsel.Active { // kill: S.Stop.start-staff-asks-room-for-staff
		return err
	}
	return t.record(by, counsel.ActStart, uid, "")
}

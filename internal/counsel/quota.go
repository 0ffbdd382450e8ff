package counsel

// Quota is how much the operator lets an agency have. 0 is no limit.
type Quota struct {
	Files int64 // bytes of attachments, as they are stored
	Staff int   // members of staff who are not stopped, with open invites
	Cases int   // cases that are neither closed nor sealed
}

// RoomForStaff allows a state with this many members of staff and open invites. Errors: full (staff).
func (q Quota) RoomForStaff(n int) error {
	if q.Staff > 0 && n > q.Staff {
		return RefuseField(Full, "staff") // kill: S.Quota.room-for-staff
	}
	return nil
}

// LetsIn says whether anybody may sign in: nobody while the operator has suspended the agency.
func (a Agency) LetsIn() error {
	if a.State == AgencySuspended {
		return Refuse(NotReady) // kill: S.Quota.lets-in-suspended
	}
	return nil
}

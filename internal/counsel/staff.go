package counsel

// MayStop allows a lead to stop others and let them in again, never herself: somebody must stay who can undo it.
func (a Actor) MayStop(uid ID) error {
	if err := a.need(Lead); err != nil { // kill: S.Staff.may-stop-asks-need
		return err
	}
	if a.UID == uid {
		return Refuse(Refused) // kill: S.Staff.may-stop-refused
	}
	return nil
}

package sg1

import "siegel/internal/counsel"

// Kept gives the part of a verified manifest's policy that the server acts on by itself.
func (m Manifest) Kept() counsel.Policy {
	return counsel.Policy{
		Retention: counsel.Retention(m.Policy.Retention), Years: int(m.Policy.Years), CloseDays: int(m.Policy.CloseDays), EraseWait: int(m.Policy.EraseWait),
		Relink: m.Policy.Relink, Archive: m.Roles.Archive != nil,
	}
}

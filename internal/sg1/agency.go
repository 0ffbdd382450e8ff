package sg1

import "siegel/internal/counsel"

// Directory is an agency's verified directory as the server keeps it: the newest root and manifest and the records of the members.
type Directory struct {
	Agency     counsel.ID
	Origin     string
	Seq        int64
	Hash       Hash                  // of the manifest's payload
	Members    map[counsel.ID]Member // empty after Open: fill it with CheckRecord
	Intake     RoleKey
	Continuity *RoleKey // nil if the agency has none
	Signers    []Signer
	Policy     PolicyText
	Contact    Contact
	Renew      Date
	Manifest   Manifest

	roots []string
}

// CheckSetup checks the first directory of an agency: root 1, manifest 1 and a record for every member. today is a date (2026-11-22).
// Errors are *[Refusal].
func CheckSetup(agency counsel.ID, origin, root, manifest string, records []string, today string) (*Directory, error) {
	return nil, refuse(D1)
}

// Open reads a directory that was checked when it was stored. It checks the signatures again; Members stays empty.
func Open(roots []string, manifest string) (*Directory, error) { return nil, refuse(D1) }

// Next checks the manifest that follows d: records holds those that are new in it, the other members are taken over from d unchanged.
func (d *Directory) Next(manifest string, records []string, today string) (*Directory, error) {
	return nil, refuse(D1)
}

// CheckRecord checks a member record by itself: strict JSON, agency and uid, roles, key ids and the kinds of keys.
func CheckRecord(agency, uid counsel.ID, record string) (*Member, error) { return nil, refuse(Record) }

package sg1

import "siegel/internal/counsel"

// Directory is an agency's verified directory as the server uses it: the newest manifest and the root above it.
type Directory struct {
	Agency     counsel.ID
	Origin     string
	Seq        int64
	Hash       Hash                  // of the manifest's payload
	Members    map[counsel.ID]Member // those whose records are known; see Add. Manifest.Members lists all
	Intake     RoleKey
	Continuity *RoleKey // nil if the agency has none
	Archive    *RoleKey // the same; there is one wherever Policy keeps documentation
	Signers    []Signer
	Policy     PolicyText
	Contact    Contact
	Renew      Date
	Manifest   Manifest
	Rekeyed    bool // intake or continuity have other keys than in the manifest before

	roots    []string
	pin      Pin
	manifest string
}

// CheckSetup checks the first directory of an agency: root 1, manifest 1 and the record of every member, one of whom is a lead.
// today is a date (2026-11-22). Errors are *[Refusal].
func CheckSetup(agency counsel.ID, origin, root, manifest string, records []string, today string) (*Directory, error) {
	got, err := VerifyDirectory(Chain{Roots: []string{root}, Manifest: manifest, Agency: agency, Origin: origin, Today: today})
	if err != nil {
		return nil, err
	}
	if got.Manifest.Seq != 1 {
		return nil, refuse(D7) // kill: S.D7.setup
	}
	d := newDirectory(got, []string{root}, manifest)
	if err := d.admit(records, nil); err != nil { // kill: S.Agency.setup-asks-admit
		return nil, err
	}
	if !d.HasLead() {
		return nil, refuse(Record) // kill: S.Record.setup
	}
	return d, nil
}

// Open reads a directory that was checked when it was stored. It verifies the signatures again; no record is known yet.
func Open(roots []string, manifest string) (*Directory, error) {
	read, err := readRoots(roots)
	if err != nil {
		return nil, err
	}
	got, err := VerifyDirectory(Chain{Roots: roots, Manifest: manifest, Agency: read[0].Agency, Origin: read[0].Origin})
	if err != nil {
		return nil, err
	}
	return newDirectory(got, roots, manifest), nil
}

// Next checks the manifest that follows d. records holds the records that are new in it; every other member must be in d with the
// same hash. today is a date. Errors are *[Refusal].
func (d *Directory) Next(manifest string, records []string, today string) (*Directory, error) {
	got, err := VerifyDirectory(Chain{
		Roots: d.roots, Manifest: manifest, Agency: d.Agency, Origin: d.Origin, Staff: true, Today: today,
		Pin: &d.pin, PinnedManifest: d.manifest,
	})
	if err != nil {
		return nil, err
	}
	if got.Manifest.Seq != d.Seq+1 { // the same manifest again is no next one
		return nil, refuse(D7) // kill: S.D7.next
	}
	next := newDirectory(got, d.roots, manifest)
	if err := next.admit(records, d); err != nil { // kill: S.Agency.next-asks-admit
		return nil, err
	}
	next.Rekeyed = next.Intake != d.Intake || !sameKey(next.Continuity, d.Continuity)
	return next, nil
}

func sameKey(a, b *RoleKey) bool { return a == b || a != nil && b != nil && *a == *b } // kill: S.Agency.same-key

func newDirectory(got Result, roots []string, manifest string) *Directory {
	m := got.Manifest
	return &Directory{
		Agency: m.Agency, Origin: m.Origin, Seq: m.Seq, Hash: got.Pin.Hash, Members: map[counsel.ID]Member{},
		Intake: m.Roles.Intake, Continuity: m.Roles.Continuity, Archive: m.Roles.Archive, Signers: got.Root.Signers,
		Policy: m.Policy, Contact: m.Contact, Renew: m.Renew, Manifest: m,
		roots: roots, pin: got.Pin, manifest: manifest,
	}
}

// Add puts the stored record of a member into Members. Errors are *[Refusal] with Record.
func (d *Directory) Add(record string) error {
	var m Member
	if Decode([]byte(record), &m) != nil {
		return refuse(Record) // kill: S.Record.add-malformed
	}
	if hash, ok := d.Manifest.Members[m.UID]; !ok || hash != HashOf([]byte(record)) {
		return refuse(Record) // kill: S.Record.add-not-listed
	}
	checked, err := CheckRecord(d.Agency, m.UID, record)
	if err != nil {
		return err
	}
	d.Members[m.UID] = *checked
	return nil
}

// admit checks what the server alone demands of a new manifest: a policy it keeps, keys of the right kind, and a record for every
// member that was not in the directory before with the same hash.
func (d *Directory) admit(records []string, before *Directory) error {
	if !d.Manifest.keeps() {
		return refuse(Policy) // kill: S.Policy.admit
	}
	for _, key := range []*RoleKey{&d.Intake, d.Continuity, d.Archive} {
		if key != nil && !key.sound() { // a grant to it would be refused for its id
			return refuse(D1) // kill: S.D1.admit
		}
	}
	for _, record := range records {
		if err := d.Add(record); err != nil { // kill: S.Agency.admit-asks-add
			return err
		}
	}
	for uid, hash := range d.Manifest.Members {
		if _, given := d.Members[uid]; given {
			continue
		}
		if before == nil || before.Manifest.Members[uid] != hash {
			return refuse(Record) // kill: S.Record.admit
		}
		if m, known := before.Members[uid]; known {
			d.Members[uid] = m
		}
	}
	return nil
}

// MostCloseDays is how long a closed case waits at most before it goes the way of the policy: ten years.
const MostCloseDays = 3650

// keeps reports whether this version can keep what the manifest promises: nothing that needs supervision, linking a lost account to its
// case, or groups; and waits that a person would call that.
func (m Manifest) keeps() bool {
	p := m.Policy
	return p.Supervision == "off" && (p.Relink == "off" || p.Relink == "confirmed") && !p.Groups && // kill: S.Policy.keeps
		p.CloseDays >= 1 && p.CloseDays <= MostCloseDays && p.EraseWait >= 1 && p.EraseWait <= 30
}

// HasLead says whether one of Members is a lead: nobody else can publish the next manifest.
func (d *Directory) HasLead() bool {
	for _, m := range d.Members {
		if m.Has("lead") {
			return true
		}
	}
	return false // kill: S.Agency.has-lead
}

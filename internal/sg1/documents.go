package sg1

import "siegel/internal/counsel"

// Envelope carries a signed payload (spec/directory.md).
type Envelope struct {
	Typ     string      `json:"typ"`
	Payload []byte      `json:"payload"`
	Sigs    []Signature `json:"sigs"`
}

// Signature is one signature over AD(typ, payload).
type Signature struct {
	Kid KeyID    `json:"kid"`
	Sig [64]byte `json:"sig"`
}

// Root names who may sign manifests. It changes rarely.
type Root struct {
	V         int        `json:"v"`
	Agency    counsel.ID `json:"agency"`
	Origin    string     `json:"origin"`
	Also      []string   `json:"also"`
	N         int64      `json:"n"`
	Prev      *Hash      `json:"prev"`
	Signers   []Signer   `json:"signers"`
	Threshold int64      `json:"threshold"`
	At        Date       `json:"at"`
}

// Signer is a root signer: a lead, or the paper of the recovery sheet.
type Signer struct {
	Kid   KeyID    `json:"kid"`
	Pub   [32]byte `json:"pub"`
	Label string   `json:"label"`
}

// Manifest names the members, the role keys and the policy. It is new with each change of staff or policy.
type Manifest struct {
	V        int                 `json:"v"`
	Agency   counsel.ID          `json:"agency"`
	Origin   string              `json:"origin"`
	Seq      int64               `json:"seq"`
	Prev     *Hash               `json:"prev"`
	Root     int64               `json:"root"`
	At       Date                `json:"at"`
	Renew    Date                `json:"renew"`
	Roles    RoleKeys            `json:"roles"`
	Members  map[counsel.ID]Hash `json:"members"`
	Policy   PolicyText          `json:"policy"`
	Contact  Contact             `json:"contact"`
	MinSuite int64               `json:"min_suite"`
}

// RoleKeys are the agency's recipients. Continuity and Archive are nil where the agency has none.
type RoleKeys struct {
	Intake     RoleKey  `json:"intake"`
	Continuity *RoleKey `json:"continuity"`
	Archive    *RoleKey `json:"archive"`
}

// RoleKey is an age recipient (age1pq1…) with its id.
type RoleKey struct {
	Kid  KeyID  `json:"kid"`
	Rcpt string `json:"rcpt"`
}

// PolicyText is what the agency promises about content, signed and shown to seekers.
type PolicyText struct {
	Retention   string `json:"retention"`
	Years       int64  `json:"years"`
	CloseDays   int64  `json:"close_days"`
	Continuity  bool   `json:"continuity"`
	Supervision string `json:"supervision"`
	Relink      string `json:"relink"`
	Groups      bool   `json:"groups"`
	Live        string `json:"live"`
	EraseWait   int64  `json:"erase_wait"`
}

// Contact is shown when something fails; signed, so that nobody can send a call elsewhere.
type Contact struct {
	Phone     string   `json:"phone"`
	Emergency []Number `json:"emergency"`
}

// Number is an emergency number with what it is for.
type Number struct {
	Label  string `json:"label"`
	Number string `json:"number"`
}

// Member is the record of one staff member. Its hash stands in the manifest.
type Member struct {
	V      int        `json:"v"`
	Agency counsel.ID `json:"agency"`
	UID    counsel.ID `json:"uid"`
	Alias  string     `json:"alias"`
	Roles  []string   `json:"roles"`
	Enc    RoleKey    `json:"enc"`
	Sig    SignKey    `json:"sig"`
	Since  Date       `json:"since"`
}

// SignKey is an Ed25519 public key with its id.
type SignKey struct {
	Kid KeyID    `json:"kid"`
	Pub [32]byte `json:"pub"`
}

// Has reports whether the record holds a role.
func (m Member) Has(role string) bool {
	for _, r := range m.Roles {
		if r == role {
			return true
		}
	}
	return false // kill: S.Documents.has
}

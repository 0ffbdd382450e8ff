// Package sg1 checks what browsers sign and seal in the formats of family sg1 (folder spec/): strict JSON, names, the shapes of
// boxes and age files, signatures, the agency's directory. It verifies and never opens: it holds no key and imports no cipher.
//
// Every line that refuses a document carries the id of its check in spec/directory.md, in the [Refusal] it returns.
package sg1

import "errors"

// Limits of spec/json.md.
const (
	MaxJSON    = 512 << 10 // bytes
	maxDepth   = 8
	maxValues  = 10_000 // of a body: each takes some hundred bytes of memory, and anybody may send one
	maxInteger = 1<<53 - 1
)

// Errors about the shape of a sealed blob, the length of a text, and names.
var (
	ErrVersion = errors.New("sg1: version not known")   // version bytes of a Box; first line or stanza type of an age file
	ErrShape   = errors.New("sg1: not of this shape")   // too short, not a padded size, header of an age file cut off
	ErrTooLong = errors.New("sg1: longer than allowed") // over the limit given
	ErrName    = errors.New("sg1: not a normalised name")
)

// Refusal says which check refused a document: one of the constants below.
type Refusal struct{ Check string }

func (r *Refusal) Error() string { return "sg1: refused by check " + r.Check }

// The checks of spec/directory.md, 3.
const (
	D1     = "D1"     // strict JSON of envelope and payload; typ, v, min_suite known
	D2     = "D2"     // root 1 against the pin or the fingerprint; as a notice: first contact
	D3     = "D3"     // each root: n, prev, signatures of both sides, agency and origin unchanged
	D4     = "D4"     // newest root not older than the pinned one
	D5     = "D5"     // manifest signed by a signer of the newest root, and it names that root
	D6     = "D6"     // agency and origin
	D7     = "D7"     // seq and prev
	D8     = "D8"     // the manifest to compare policies with is the pinned one; as a notice: the policy became weaker
	D9     = "D9"     // only a notice: past renew
	Policy = "policy" // asks for what this version does not keep
	Record = "record" // a member record that is not in the manifest, or a member without a record
)

func refuse(check string) error { return &Refusal{Check: check} }

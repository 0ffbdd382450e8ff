// Package sg1 checks what browsers sign and seal in the formats of family sg1 (folder spec/): strict JSON, names, the shapes of
// boxes and age files, signatures, the agency's directory. It verifies and never opens: it holds no key and imports no cipher.
//
// Every check that may refuse a document carries its id of spec/directory.md in the [Refusal] it returns.
package sg1

import "errors"

// Limits of spec/json.md and spec/box.md, in bytes.
const (
	MaxJSON    = 512 << 10
	maxDepth   = 8
	maxInteger = 1<<53 - 1
)

// Errors about the shape of a sealed blob or the length of a text.
var (
	ErrVersion = errors.New("sg1: version not known")   // version bytes of a Box; first line or stanza type of an age file
	ErrShape   = errors.New("sg1: not of this shape")   // too short, not a padded size, header of an age file cut off
	ErrTooLong = errors.New("sg1: longer than allowed") // over the limit given
	ErrName    = errors.New("sg1: not a normalised name")
)

// Refusal says which check of spec/directory.md refused a document: D1 to D7, "policy" or "record".
type Refusal struct{ Check string }

func (r *Refusal) Error() string { return "sg1: refused by check " + r.Check }

// The checks that the server makes (spec/directory.md gives the meaning of each).
const (
	D1     = "D1"     // strict JSON, typ, v, min_suite
	D2     = "D2"     // root 1 against a pin or a fingerprint
	D3     = "D3"     // the chain of roots
	D4     = "D4"     // newest root not older than the pinned one
	D5     = "D5"     // manifest signed by a signer of the newest root, which it names
	D6     = "D6"     // agency and origin
	D7     = "D7"     // seq and prev
	D8     = "D8"     // policy changed (a notice; refused only if the pinned manifest is not the one given)
	D9     = "D9"     // past renew (only ever a notice)
	Policy = "policy" // a policy that this version does not keep
	Record = "record" // a member record whose hash is not in the manifest, or that does not fit it
)

func refuse(check string) error { return &Refusal{Check: check} }

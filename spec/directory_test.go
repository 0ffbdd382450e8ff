package spec

import (
	"testing"

	"filippo.io/edwards25519"
)

// verify is Ed25519 as directory.md, 2, has it, written out with points instead of the standard library's Verify.
func verify(pub, message, sig []byte) bool {
	if len(sig) != 64 {
		return false
	}
	if !usable(pub) {
		return false
	}
	a, err := new(edwards25519.Point).SetBytes(pub)
	if err != nil {
		return false
	}
	s, err := new(edwards25519.Scalar).SetCanonicalBytes(sig[32:])
	if err != nil {
		return false
	}
	k, err := new(edwards25519.Scalar).SetUniformBytes(sha512(sig[:32], pub, message))
	if err != nil {
		return false
	}
	r := new(edwards25519.Point).VarTimeDoubleScalarBaseMult(k, new(edwards25519.Point).Negate(a), s) // S*B - k*A
	return string(r.Bytes()) == string(sig[:32])
}

// usable reports whether a key is the one spelling of a point on the curve, and not of small order.
func usable(pub []byte) bool {
	a, err := new(edwards25519.Point).SetBytes(pub)
	return err == nil && string(a.Bytes()) == string(pub) &&
		new(edwards25519.Point).MultByCofactor(a).Equal(edwards25519.NewIdentityPoint()) == 0
}

func TestEd25519(t *testing.T) {
	b := loadBase(t)
	if !verify(b.Sig.PK, ad("sg1/root", b.Sig.Payload), b.Sig.Sig) {
		t.Error("sig refused")
	}
	for _, c := range b.Ed25519.Accept {
		if !verify(c.Pub, c.Msg, c.Sig) {
			t.Errorf("%s: refused", c.Why)
		}
	}
	for _, c := range b.Ed25519.Refuse {
		if verify(c.Pub, c.Msg, c.Sig) {
			t.Errorf("%s: accepted", c.Why)
		}
	}
	if len(b.Ed25519.Refuse) != 7 {
		t.Errorf("%d refused signatures, want 7", len(b.Ed25519.Refuse))
	}
}

// signed is an envelope that has been read, with its payload.
type signed struct {
	typ     string
	payload []byte
	sigs    []any
	doc     object
}

// readSigned is check D1 and G2 for the outside; is gives the shape of the payload.
func readSigned(textOf, typ string, is shape) (s signed, ok bool) {
	e, err := readStrict([]byte(textOf), envelopeShape)
	if err != nil || e["typ"] != typ {
		return s, false
	}
	s = signed{typ: typ, payload: raw(e["payload"]), sigs: e["sigs"].([]any)}
	s.doc, err = readStrict(s.payload, is)
	return s, err == nil && s.doc["v"] == int64(1)
}

// by reports whether the key with this id has signed.
func (s signed) by(kidText string, pub []byte) bool {
	for _, sig := range s.sigs {
		if sig := sig.(object); sig["kid"] == kidText { // the first one counts, no other
			return verify(pub, ad(s.typ, s.payload), raw(sig["sig"]))
		}
	}
	return false
}

// count gives how many signers of a root have signed s.
func (s signed) count(root object) (n int64) {
	for _, v := range root["signers"].([]any) {
		if signer := v.(object); s.by(signer["kid"].(string), raw(signer["pub"])) {
			n++
		}
	}
	return n
}

// world is a reader with a directory: the context of checks.
type world struct {
	Agency    string            `json:"agency"`
	Origin    string            `json:"origin"`
	Today     string            `json:"today"`
	Me        string            `json:"me"`
	MyKids    []string          `json:"my_kids"`
	RoleKids  map[string]string `json:"role_kids"`
	Case      string            `json:"case"`
	Seeker    string            `json:"seeker"`
	CKIDs     []string          `json:"ck_ids"`
	NKIDs     []string          `json:"nk_ids"`
	CKPrev    string            `json:"ck_prev"`
	Roots     []string          `json:"roots"`
	Manifests []string          `json:"manifests"`
	Members   []string          `json:"members"`
}

type pin struct {
	RootFP string `json:"root_fp"`
	N      int64  `json:"n"`
	Seq    int64  `json:"seq"`
	Hash   string `json:"hash"`
	Suite  int64  `json:"suite"`
}

type directoryCase struct {
	What           string   `json:"what"`
	Roots          []string `json:"roots"`
	Manifest       string   `json:"manifest"`
	Between        []string `json:"between"`
	F              *string  `json:"f"`
	Pin            *pin     `json:"pin"`
	PinnedManifest *string  `json:"pinned_manifest"`
	Realm          string   `json:"realm"`
	Today          string   `json:"today"`
	Origin         *string  `json:"origin,omitempty"` // the page's; that of the context where it is left out
	Refuse         *string  `json:"refuse"`
	Notice         []string `json:"notice,omitzero"`
	NewPin         *pin     `json:"new_pin,omitempty"`
}

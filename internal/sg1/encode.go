package sg1

import (
	"crypto/sha256"
	"encoding/binary"
)

// AD joins a label and fields so that different fields never give the same bytes: each is preceded by its length (spec/README.md).
func AD(label string, fields ...[]byte) []byte {
	out := appendLP(nil, []byte(label))
	for _, f := range fields {
		out = appendLP(out, f)
	}
	return out
}

func appendLP(out, b []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(b)))
	return append(out, b...)
}

// KeyID is the short name of a public key: 8 bytes.
type KeyID [8]byte

// Hash is a SHA-256 value.
type Hash [32]byte

// String gives the wire form, base64url without padding.
func (h Hash) String() string { return encode64(h[:]) }

// String gives the wire form, base64url without padding.
func (k KeyID) String() string { return encode64(k[:]) }

// HashOf gives the SHA-256 of a text: of a payload, which the next document names, or of a member record, which a manifest lists.
func HashOf(b []byte) Hash { return sha256.Sum256(b) }

// KeyIDOf gives the id of a key: k is the text of an age recipient or the 32 bytes of an Ed25519 key.
func KeyIDOf(k []byte) KeyID {
	sum := sha256.Sum256(AD("sg1/kid", k))
	return KeyID(sum[:8])
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Fingerprint gives the agency's fingerprint from the payload of root 1: 26 characters, 130 bits, of which the last two are zero.
func Fingerprint(root1 []byte) string {
	sum := HashOf(root1)
	out := make([]byte, 0, 26)
	var acc, have uint
	for _, b := range append(sum[:16:16], 0) {
		acc, have = acc<<8|uint(b), have+8
		for have >= 5 && len(out) < 26 {
			have -= 5
			out = append(out, crockford[acc>>have&31])
		}
	}
	return string(out)
}

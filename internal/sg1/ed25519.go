package sg1

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
)

// Verify reports whether sig is a good Ed25519 signature of message under pub, by the one set of rules of spec/directory.md: pub has
// its canonical encoding and is no point of small order; S and R as Go's own Verify demands. Browsers accept exactly the same.
func Verify(pub, message, sig []byte) bool {
	if len(pub) != ed25519.PublicKeySize || !isCanonical(pub) || isSmallOrder(pub) {
		return false // kill: S.Ed25519.verify
	}
	return ed25519.Verify(ed25519.PublicKey(pub), message, sig) // kill: S.Ed25519.signature
}

// isCanonical reports whether y, the little-endian number in pub without its top bit, is below p = 2^255 - 19.
func isCanonical(pub []byte) bool {
	if pub[31]&0x7f != 0x7f {
		return true
	}
	for _, b := range pub[1:31] {
		if b != 0xff {
			return true
		}
	}
	return pub[0] < 0xed // kill: S.Ed25519.canonical
}

// smallOrder lists the y of the points whose order divides 8, canonical encodings; the sign bit is taken off before comparing.
var smallOrder = [][]byte{
	point("0000000000000000000000000000000000000000000000000000000000000000"), // order 4
	point("0100000000000000000000000000000000000000000000000000000000000000"), // order 1
	point("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), // order 8
	point("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), // order 8
	point("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"), // order 2
}

func point(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

func isSmallOrder(pub []byte) bool {
	y := bytes.Clone(pub)
	y[31] &= 0x7f
	for _, p := range smallOrder {
		if bytes.Equal(y, p) {
			return true
		}
	}
	return false // kill: S.Ed25519.is-small-order
}

package rest

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
)

// NameIndex is all that the store keeps of a name (PROTOCOL 2.3.1).
func (k *Keys) NameIndex(agency [16]byte, realm, norm string) []byte {
	return mac(k.idx, ad("sg1/name", agency[:], []byte(realm), []byte(norm)))
}

// CodeIndex finds an account by its return code (PROTOCOL 2.3.4).
func (k *Keys) CodeIndex(agency [16]byte, realm string, rcID []byte) []byte {
	return mac(k.idx, ad("sg1/rc-idx", agency[:], []byte(realm), rcID))
}

// Salt is a pure function of the name, so it tells nobody whether the name exists (PROTOCOL 2.3.2).
func (k *Keys) Salt(agency [16]byte, realm, norm string) [16]byte {
	return [16]byte(mac(k.salt, ad("sg1/salt", agency[:], []byte(realm), []byte(norm)))[:16])
}

// Verifier is what the store keeps of a login key (PROTOCOL 2.8.4).
func (k *Keys) Verifier(agency, uid [16]byte, auth []byte) []byte {
	return mac(k.auth, ad("sg1/ver", agency[:], uid[:], auth))
}

// WorkSecret is what makes a task of proof of work known to every node, and to nobody else (PROTOCOL 2.13).
func (k *Keys) WorkSecret() []byte { return mac(k.idx, []byte("sg1/work")) }

// Same compares a verifier in constant time. An empty stored one fits nothing.
func Same(stored, computed []byte) bool {
	return len(stored) == sha256.Size && subtle.ConstantTimeCompare(stored, computed) == 1
}

// InviteID is what the server knows of an invite's token (PROTOCOL 2.8.2).
func InviteID(token [16]byte) [16]byte {
	return [16]byte(must(hkdf.Key(sha256.New, token[:], nil, "sg1/inv/id", 16)))
}

func mac(key [32]byte, msg []byte) []byte {
	h := hmac.New(sha256.New, key[:])
	h.Write(msg)
	return h.Sum(nil)
}

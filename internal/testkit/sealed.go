package testkit

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"strings"

	"siegel/internal/counsel"
)

// ID makes a new id.
func ID() (id counsel.ID) {
	rand.Read(id[:])
	return id
}

// Bytes makes n random bytes.
func Bytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

// Box makes what looks from outside like a Box around n bytes: the server cannot tell, it has no key.
func Box(n int) []byte { return append([]byte{1, 1}, Bytes(80+n)...) }

// Letter makes a box of the smallest padded size.
func Letter() []byte { return Box(512) }

// AgeFile makes what looks from outside like an age file to one hybrid recipient.
func AgeFile() []byte {
	raw := base64.RawStdEncoding
	body := raw.EncodeToString(Bytes(32)) // 43 characters: shorter than a full line, so it ends the stanza
	return bytes.Join([][]byte{
		[]byte("age-encryption.org/v1"), []byte("-> mlkem768x25519 " + raw.EncodeToString(Bytes(1120))), []byte(body),
		[]byte("--- " + raw.EncodeToString(Bytes(32))), Bytes(600),
	}, []byte("\n"))
}

// Recipient makes what looks like a hybrid age recipient.
func Recipient() string {
	const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	out := []byte("age1pq1" + strings.Repeat("q", 1952))
	for i, b := range Bytes(1952) {
		out[7+i] = letters[b%32]
	}
	return string(out)
}

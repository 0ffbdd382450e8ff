// Package rest is the server's own layer: its four keys, the keyed hashes of names and codes, and the boxes around small key rows (PROTOCOL 2.11).
// It is the only product code in Go that opens a Box, and only under the label sg1/rest: what lies inside is sealed again, by browsers.
package rest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"errors"
)

// ErrBox says that a stored row does not open: another key, another row, or damage. One error for every cause.
var ErrBox = errors.New("rest: does not open")

const (
	saltSize   = 32
	commitSize = 32
	tagSize    = 16
	head       = 2 + saltSize + commitSize
	overhead   = head + tagSize
)

// A Row names the place of a stored box: it opens there and nowhere else.
type Row struct {
	Agency [16]byte
	Table  string
	Key    []byte
}

// RowOf names a row by the columns of its primary key after agency, in schema order.
func RowOf(agency [16]byte, table string, key ...[]byte) Row {
	row := Row{Agency: agency, Table: table}
	for _, k := range key {
		row.Key = append(row.Key, lp(k)...)
	}
	return row
}

// Uint encodes an integer column of a row's key.
func Uint(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

// Key seals rows: the one of all rows, which follows from k_rest, or one of an account's or case's own, which lies in the shred store.
type Key [32]byte

// NewKey makes a key for the rows of an account or a case.
func NewKey() (k Key) {
	rand.Read(k[:]) // never fails (crypto/rand)
	return k
}

// Seal puts the rest layer around the bytes of a row, under the key of all rows.
func (k *Keys) Seal(row Row, plain []byte) []byte {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.now.row.Seal(row, plain)
}

// Open takes it off again. Errors: ErrBox.
func (k *Keys) Open(row Row, box []byte) ([]byte, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	for _, g := range []*generation{&k.now, k.next, k.old} {
		if g == nil {
			continue
		}
		if plain, err := g.row.Open(row, box); err == nil {
			return plain, nil
		}
	}
	return nil, ErrBox // kill: S.Rest.keys-open-box
}

// Seal puts the rest layer around the bytes of a row.
func (k Key) Seal(row Row, plain []byte) []byte {
	salt := make([]byte, saltSize)
	rand.Read(salt) // never fails (crypto/rand)
	return k.sealSalted(row, plain, salt)
}

func (k Key) sealSalted(row Row, plain, salt []byte) []byte {
	ad := row.ad()
	aead, nonce, commit := k.derive(salt, ad)
	box := make([]byte, 0, overhead+len(plain))
	box = append(box, 1, 1)
	box = append(box, salt...)
	box = append(box, commit...)
	return aead.Seal(box, nonce, plain, ad)
}

// Open takes the rest layer off. Errors: ErrBox.
func (k Key) Open(row Row, box []byte) ([]byte, error) {
	if len(box) < overhead || box[0] != 1 || box[1] != 1 {
		return nil, ErrBox // kill: S.Rest.box-shape
	}
	ad := row.ad()
	aead, nonce, commit := k.derive(box[2:2+saltSize], ad)
	if subtle.ConstantTimeCompare(commit, box[2+saltSize:head]) != 1 {
		return nil, ErrBox // kill: S.Rest.box-commitment
	}
	plain, err := aead.Open(nil, nonce, box[head:], ad)
	if err != nil {
		return nil, ErrBox // kill: S.Rest.box-tag
	}
	return plain, nil
}

// derive makes the one-time key of a box (PROTOCOL 2.2).
func (k Key) derive(salt, ad []byte) (aead cipher.AEAD, nonce, commit []byte) {
	sum := sha256.Sum256(ad)
	okm := must(hkdf.Key(sha256.New, k[:], salt, "sg1/box"+string(sum[:]), 76))
	return must(cipher.NewGCM(must(aes.NewCipher(okm[:32])))), okm[32:44], okm[44:76]
}

func (r Row) ad() []byte { return ad("sg1/rest", r.Agency[:], []byte(r.Table), r.Key) }

// ad is the injective encoding of a label and its fields (PROTOCOL 2.0).
func ad(label string, fields ...[]byte) []byte {
	out := lp([]byte(label))
	for _, f := range fields {
		out = append(out, lp(f)...)
	}
	return out
}

func lp(b []byte) []byte { return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...) }

// must is for calls that fail only on sizes that are constants here.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

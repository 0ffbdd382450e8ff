// Package spec holds no code, only its tests: the second implementation of the written rules, against which the vectors are checked.
// It shares nothing with the server or the browser side but the text beside it.
package spec

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	stdsha512 "crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"slices"
	"strings"
	"testing"
)

func u64(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

func lp(b []byte) []byte { return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...) }

// ad is AD(label, fields...) of README.md. A field is text, bytes or an integer.
func ad(label string, fields ...any) []byte {
	out := lp([]byte(label))
	for _, f := range fields {
		switch f := f.(type) {
		case string:
			out = append(out, lp([]byte(f))...)
		case []byte:
			out = append(out, lp(f)...)
		case int64:
			out = append(out, lp(u64(f))...)
		case int:
			out = append(out, lp(u64(int64(f)))...)
		default:
			panic("no such field")
		}
	}
	return out
}

func sha(b ...[]byte) []byte {
	sum := sha256.Sum256(slices.Concat(b...))
	return sum[:]
}

func mac(key, message []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(message)
	return h.Sum(nil)
}

// derive is HKDF(ikm, info, n) with an empty salt.
func derive(ikm []byte, info string, n int) []byte { return deriveSalted(ikm, nil, []byte(info), n) }

func deriveSalted(ikm, salt, info []byte, n int) []byte {
	out, err := hkdf.Key(sha256.New, ikm, salt, string(info), n)
	if err != nil {
		panic(err)
	}
	return out
}

// kid names a key: the text of a recipient or the 32 bytes of an Ed25519 key.
func kid(k []byte) []byte { return sha(ad("sg1/kid", k))[:8] }

func enc64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// dec64 reads base64url; only the one spelling of a value is accepted.
func dec64(s string) ([]byte, bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	return b, err == nil && enc64(b) == s
}

// raw reads base64url that has been checked before.
func raw(s any) []byte {
	b, ok := dec64(s.(string))
	if !ok {
		panic("not base64url")
	}
	return b
}

// same fails the test unless got is want.
func same(t *testing.T, what string, got, want []byte) {
	t.Helper()
	if !bytes.Equal(got, want) {
		t.Errorf("%s:\n got %x\nwant %x", what, got, want)
	}
}

func sha512(b ...[]byte) []byte {
	sum := stdsha512.Sum512(slices.Concat(b...))
	return sum[:]
}

const bech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// identityText writes the 32 bytes of an age identity as AGE-SECRET-KEY-PQ-1...: Bech32 without its limit of length.
func identityText(seed []byte) string {
	const prefix = "age-secret-key-pq-"
	values := []byte{}
	for _, c := range []byte(prefix) {
		values = append(values, c>>5)
	}
	values = append(values, 0)
	for _, c := range []byte(prefix) {
		values = append(values, c&31)
	}
	data := []byte{}
	for bit := 0; bit < 8*len(seed); bit += 5 {
		var five byte
		for b := bit; b < bit+5; b++ {
			five <<= 1
			if b < 8*len(seed) {
				five |= seed[b/8] >> (7 - b%8) & 1
			}
		}
		data = append(data, five)
	}
	sum := polymod(append(append(values, data...), 0, 0, 0, 0, 0, 0)) ^ 1
	for i := range 6 {
		data = append(data, byte(sum>>(5*(5-i))&31))
	}
	text := prefix + "1"
	for _, d := range data {
		text += string(bech32[d])
	}
	return strings.ToUpper(text)
}

func polymod(values []byte) uint32 {
	sum := uint32(1)
	for _, v := range values {
		top := sum >> 25
		sum = (sum&0x1ffffff)<<5 ^ uint32(v)
		for i, g := range []uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	return sum
}

package spec

import (
	"crypto/cipher"
	"testing"
)

const chunk = 64 << 10

func fileKeys(fk, salt, ad []byte) (aead cipher.AEAD, head []byte) {
	head = append([]byte("SGF1\x01\x10"), salt...)
	okm := deriveSalted(fk, salt, append([]byte("sg1/file"), sha(head, ad)...), 64)
	return gcm(okm[:32]), append(head, okm[32:]...)
}

// sealFile is SGF1 with a given salt: chunks of 64 KiB, the last one marked in its nonce.
func sealFile(fk, salt, ad, plain []byte) []byte {
	aead, out := fileKeys(fk, salt, ad)
	for i := 0; ; i++ {
		part := plain[:min(chunk, len(plain))]
		plain = plain[len(part):]
		nonce := append(make([]byte, 3), u64(int64(i))...)
		last := byte(0)
		if len(plain) == 0 {
			last = 1
		}
		out = aead.Seal(out, append(nonce, last), part, nil)
		if last == 1 {
			return out
		}
	}
}

func TestFile(t *testing.T) {
	b := loadBase(t)
	fk, salt := repeatUp(9, 0, 32), repeatUp(8, 0, 32)
	adFile := ad("sg1/file", agency, seeker, repeatUp(0xff, 0xef, 16))
	same(t, "ad", adFile, b.File.AD)
	same(t, "blob", sealFile(fk, salt, adFile, []byte("hallo datei")), b.File.Blob)
	long := make([]byte, 131073)
	for i := range long {
		long[i] = byte(i)
	}
	same(t, "three chunks", sha(sealFile(fk, salt, adFile, long)), b.File3.SHA256)
}

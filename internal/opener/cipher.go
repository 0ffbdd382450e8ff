package opener

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"errors"

	"siegel/internal/sg1"
)

// errBox has one text for every cause: nobody learns why something does not open.
var errBox = errors.New("opener: it does not open")

// derive is HKDF-SHA-256; it fails for lengths only that nobody asks for.
func derive(key, salt []byte, info string, n int) []byte {
	out, err := hkdf.Key(sha256.New, key, salt, info, n)
	if err != nil {
		panic(err)
	}
	return out
}

func gcm(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err == nil {
		var aead cipher.AEAD
		if aead, err = cipher.NewGCM(block); err == nil {
			return aead
		}
	}
	panic(err) // of another length of key only
}

// What a Box begins with: two bytes of version, the salt, the commitment (spec/box.md).
const boxHead = 2 + 32 + 32

// openBox opens a Box under its context. Errors: errBox.
func openBox(key, ad, box []byte) ([]byte, error) {
	if len(box) < boxHead+16 || box[0] != 1 || box[1] != 1 {
		return nil, errBox // kill: S.Cipher.open-box-form
	}
	sum := sha256.Sum256(ad)
	okm := derive(key, box[2:34], "sg1/box"+string(sum[:]), 76)
	if subtle.ConstantTimeCompare(okm[44:], box[34:boxHead]) != 1 {
		return nil, errBox // kill: S.Cipher.open-box-commit
	}
	plain, err := gcm(okm[:32]).Open(nil, okm[32:44], box[boxHead:], ad)
	if err != nil {
		return nil, errBox // kill: S.Cipher.open-box
	}
	return plain, nil
}

// openPadded is openBox of what was padded before it was sealed.
func openPadded(key, ad, box []byte) ([]byte, error) {
	plain, err := openBox(key, ad, box)
	if err != nil {
		return nil, err
	}
	end := len(plain) - 1
	for end > 0 && plain[end] == 0 {
		end--
	}
	if !sg1.CheckPadded(len(plain)) || plain[end] != 0x80 {
		return nil, errBox // kill: S.Cipher.open-padded
	}
	return plain[:end], nil
}

// Sizes of a sealed file (spec/file.md).
const (
	fileHead  = 6 + 32
	fileChunk = 64 << 10
)

// openFile opens an SGF1 file: every chunk at its place, the last one marked (F1, F2). Errors: errBox.
func openFile(key, ad, sealed []byte) (plain []byte, err error) {
	if len(sealed) < fileHead+32+16 || string(sealed[:6]) != "SGF1\x01\x10" {
		return nil, errBox // kill: S.Cipher.open-file-form
	}
	sum := sha256.Sum256(append(sealed[:fileHead:fileHead], ad...))
	okm := derive(key, sealed[6:fileHead], "sg1/file"+string(sum[:]), 64)
	if subtle.ConstantTimeCompare(okm[32:], sealed[fileHead:fileHead+32]) != 1 {
		return nil, errBox // kill: S.Cipher.open-file-commit
	}
	aead, rest := gcm(okm[:32]), sealed[fileHead+32:]
	for i := uint64(0); ; i++ {
		part := rest[:min(fileChunk+16, len(rest))]
		rest = rest[len(part):]
		nonce := make([]byte, 12)
		binary.BigEndian.PutUint64(nonce[3:11], i)
		if len(rest) == 0 {
			nonce[11] = 1
		}
		if plain, err = aead.Open(plain, nonce, part, nil); err != nil || i > 0 && len(part) == 16 {
			return nil, errBox // kill: S.Cipher.open-file-chunk
		}
		if len(rest) == 0 {
			return plain, nil
		}
	}
}

// u64 is a number as it stands in a context.
func u64(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

package sg1

import (
	"bytes"
	"strings"
)

// MaxAgeFile is the size, in bytes, that a grant's age file must stay below (check G1 of spec/grant.md).
const MaxAgeFile = 16 << 10

const ageVersion = "age-encryption.org/v1"

// ageHeader is what follows the version line: one stanza of the hybrid type with its one argument (1120 bytes), its body (32 bytes),
// and the line of the MAC (32 bytes). Each line is a prefix and so many characters of base64.
var ageHeader = []struct {
	prefix string
	chars  int
}{{"-> mlkem768x25519 ", 1494}, {"", 43}, {"--- ", 43}}

// ageBody is the least that follows the header: a nonce of 16 bytes and the tag of one chunk.
const ageBody = 16 + 16

// CheckAgeFile looks at the outside of a grant's file: below 16 KiB, the one version line, one stanza of the hybrid type and no
// other, a MAC line, something after it. One classic recipient beside the hybrid one would take away the protection against later
// decryption; the server refuses such a file as its readers do.
func CheckAgeFile(b []byte) error {
	if len(b) >= MaxAgeFile {
		return ErrTooLong // kill: S.Age.age-file-too-long
	}
	line, rest, _ := bytes.Cut(b, newline)
	if string(line) != ageVersion {
		return ErrVersion // kill: S.Age.version-line
	}
	for _, form := range ageHeader {
		line, rest, _ = bytes.Cut(rest, newline)
		text, ok := strings.CutPrefix(string(line), form.prefix)
		if !ok || len(text) != form.chars || strings.Trim(text, base64Letters) != "" {
			return ErrVersion // kill: S.Age.header
		}
	}
	if len(rest) < ageBody {
		return ErrShape // kill: S.Age.age-file-shape
	}
	return nil
}

const base64Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

var newline = []byte{'\n'}

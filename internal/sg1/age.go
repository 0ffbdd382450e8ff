package sg1

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// MaxAgeFile is the size, in bytes, that a grant's age file must stay below (check G1 of spec/grant.md).
const MaxAgeFile = 16 << 10

const (
	ageVersion = "age-encryption.org/v1"
	ageStanza  = "-> mlkem768x25519 "
	ageColumns = 64
	// ageBody is the least that follows the header: a nonce of 16 bytes and one chunk with its tag of 16.
	ageBody = 32
)

// CheckAgeFile looks at the outside of a grant's file: below 16 KiB, the one version line, one stanza of the hybrid type and
// no other, a MAC line, something after it. One classic recipient beside the hybrid one would take away the protection against
// later decryption (spec/grant.md, G1); the server refuses it as the readers do.
func CheckAgeFile(b []byte) error {
	if len(b) >= MaxAgeFile {
		return ErrTooLong
	}
	lines := ageLines{rest: b}
	if lines.next() != ageVersion {
		return ErrVersion
	}
	if !strings.HasPrefix(lines.next(), ageStanza) {
		return ErrVersion
	}
	if !lines.skipBody() {
		return ErrShape
	}
	end := lines.next()
	if strings.HasPrefix(end, "-> ") { // a second stanza
		return ErrVersion
	}
	mac, ok := strings.CutPrefix(end, "--- ")
	if !ok || !isRaw64(mac, 32) || len(lines.rest) < ageBody {
		return ErrShape
	}
	return nil
}

// ageLines gives the lines of an age header one by one; the last, unfinished one is empty.
type ageLines struct{ rest []byte }

func (l *ageLines) next() string {
	line, rest, ok := bytes.Cut(l.rest, []byte{'\n'})
	if !ok {
		l.rest = nil
		return ""
	}
	l.rest = rest
	return string(line)
}

// skipBody passes over a stanza's body: full lines of 64 characters and a shorter one that ends it.
func (l *ageLines) skipBody() bool {
	for {
		line := l.next()
		if l.rest == nil || len(line) > ageColumns || !isBase64(line) {
			return false
		}
		if len(line) < ageColumns {
			return true
		}
	}
}

var ageText = base64.RawStdEncoding.Strict()

func isBase64(s string) bool {
	_, err := ageText.DecodeString(s)
	return err == nil && !strings.ContainsAny(s, "\r\n")
}

func isRaw64(s string, n int) bool {
	b, err := ageText.DecodeString(s)
	return err == nil && len(b) == n && isBase64(s)
}

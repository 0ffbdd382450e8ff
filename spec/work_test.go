package spec

import (
	"encoding/base64"
	"encoding/binary"
	"math/bits"
	"strconv"
	"testing"

	"golang.org/x/crypto/argon2"
)

type workCase struct {
	Token   string `json:"token"`
	Bits    int    `json:"bits"`
	Counter uint64 `json:"counter"` // the lowest that does
	Hash    string `json:"hash"`
	Proof   string `json:"proof"`
}

func workHash(token []byte, counter uint64) []byte {
	salt := sha(append([]byte("sg1/pow"), token...))[:16]
	return argon2.IDKey(binary.BigEndian.AppendUint64(append([]byte{}, token...), counter), salt, 1, 1024, 1, 32)
}

func zeroBits(hash []byte) int { return bits.LeadingZeros64(binary.BigEndian.Uint64(hash)) }

// TestWork makes vectors/work.json: tasks with the lowest counter that does.
func TestWork(t *testing.T) {
	var cases []workCase
	for n, asked := range []int{1, 2, 3, 4, 5} {
		token := make([]byte, 37)
		for i := range token {
			token[i] = byte(i*7 + n)
		}
		c := workCase{Token: base64.RawURLEncoding.EncodeToString(token), Bits: asked}
		for zeroBits(workHash(token, c.Counter)) < asked {
			c.Counter++
		}
		c.Hash = base64.RawURLEncoding.EncodeToString(workHash(token, c.Counter))
		c.Proof = c.Token + "." + strconv.FormatUint(c.Counter, 10)
		cases = append(cases, c)
	}
	save(t, "work.json", map[string]any{"tasks": cases})
}

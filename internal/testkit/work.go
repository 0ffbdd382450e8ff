package testkit

import (
	"encoding/base64"
	"fmt"

	"siegel/internal/work"
)

// Proof does a task of proof of work as a browser does (spec/work.md): about 5 ms a try, 2^bits tries on average.
func Proof(token string, bits int) (string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return "", err
	}
	for n := uint64(0); n < 1<<16; n++ {
		if work.Zeros(raw, n) >= bits {
			return fmt.Sprintf("%s.%d", token, n), nil
		}
	}
	return "", fmt.Errorf("testkit: no counter for %d bits", bits)
}

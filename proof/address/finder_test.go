package address

import (
	"bytes"
	"encoding/binary"
	"math"
)

// finder looks for many traces in one pass.
type finder struct {
	traces []trace
	heads  [1 << 16][]int // by the first two bytes: which traces begin so
}

func newFinder(traces []trace) *finder {
	f := &finder{traces: traces}
	for i, t := range traces {
		head := binary.LittleEndian.Uint16(t.bytes)
		f.heads[head] = append(f.heads[head], i)
	}
	return f
}

// match is where a trace was found.
type match struct {
	trace
	at     int
	around []byte
}

// in gives every match.
func (f *finder) in(data []byte) (found []match) {
	for at := 0; at+1 < len(data); at++ {
		for _, i := range f.heads[binary.LittleEndian.Uint16(data[at:])] {
			if t := f.traces[i]; bytes.HasPrefix(data[at:], t.bytes) {
				t.short = t.short && !addressed(data[:at])
				found = append(found, match{t, at, data[max(0, at-24):min(len(data), at+len(t.bytes)+24)]})
			}
		}
	}
	return found
}

// addressed says whether what stands before four bytes makes an address of them: the family and the port of a sockaddr_in.
func addressed(before []byte) bool {
	n := len(before)
	return n >= 4 && before[n-4] == 2 && before[n-3] == 0
}

// chance is how many matches of short traces random bytes may hold, so that more come in one run of a thousand million only. Each of the forms
// is found with probability 2^-32 at each byte; the numbers of matches are those of Poisson.
func chance(forms int, scanned int64) int {
	mean := float64(forms) * float64(scanned) / (1 << 32)
	term, rest := math.Exp(-mean), 1-math.Exp(-mean)
	for k := 0; ; k++ {
		if rest < 1e-9 {
			return k
		}
		term *= mean / float64(k+1)
		rest -= term
	}
}

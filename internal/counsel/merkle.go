package counsel

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// Leaf is what a message stands for in the root of its day: SHA-256(0x00 || LP(id) || LP(Box)). The Box is bound to case, author and place by its AD, so no
// more has to go in.
func Leaf(id ID, box []byte) [32]byte {
	h := sha256.New()
	h.Write([]byte{0})
	for _, part := range [][]byte{id[:], box} {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		h.Write(part)
	}
	return [32]byte(h.Sum(nil))
}

// Root is the Merkle root over leaves (spec/audit.md): sorted, so that it tells no order; two by two SHA-256(0x01 || left || right); an odd one goes up as it
// is. Of no leaf at all: SHA-256 of nothing.
func Root(leaves [][32]byte) [32]byte {
	if len(leaves) == 0 {
		return sha256.Sum256(nil)
	}
	row := slices.Clone(leaves)
	slices.SortFunc(row, func(a, b [32]byte) int { return bytes.Compare(a[:], b[:]) })
	for len(row) > 1 {
		next := row[:0]
		for i := 0; i < len(row); i += 2 {
			if i+1 == len(row) {
				next = append(next, row[i])
				break
			}
			next = append(next, sha256.Sum256(slices.Concat([]byte{1}, row[i][:], row[i+1][:])))
		}
		row = next
	}
	return row[0]
}

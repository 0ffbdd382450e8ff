package sg1

import "math/bits"

// Sizes of a Box (spec/box.md), in bytes.
const (
	BoxOverhead = 2 + 32 + 32 + 16
	minPadded   = 512
)

// Padme gives the length to which a text of n bytes is filled up: at most 12 % more (spec/box.md).
func Padme(n int) int {
	if n < 2 {
		return n
	}
	e := bits.Len(uint(n)) - 1
	s := bits.Len(uint(e))
	mask := 1<<(e-s) - 1
	return (n + mask) &^ mask
}

// CheckPadded reports whether n is a length that padding can give: 512 or a fixed point of Padme above it.
func CheckPadded(n int) bool { return n >= minPadded && Padme(n) == n } // kill: S.Box.padded-size

// CheckBox looks at the outside of a Box: its version bytes, its length in bytes (at most max) and, if padded, that what is inside
// has a padded size. It cannot see more: the server has no key.
func CheckBox(b []byte, max int, padded bool) error {
	if len(b) > max {
		return ErrTooLong // kill: S.Box.box-too-long
	}
	if len(b) < BoxOverhead {
		return ErrShape // kill: S.Box.too-short
	}
	if b[0] != 1 || b[1] != 1 {
		return ErrVersion // kill: S.Box.box-version
	}
	if padded && !CheckPadded(len(b)-BoxOverhead) {
		return ErrShape // kill: S.Box.not-padded
	}
	return nil
}

package opener

import "bytes"

// Unpacked reads and checks an archive that has been opened.
func Unpacked(data []byte) (Case, error) { return unpack(bytes.NewReader(data), int64(len(data))) }

// Most sets how many bytes a case may have, for a test, and gives the way back.
func Most(n int64) (back func()) {
	before := mostBytes
	mostBytes = n
	return func() { mostBytes = before }
}

// The ciphers by themselves: further up, what they refuse is refused once more by what is missing then.
var (
	OpenBox    = openBox
	OpenPadded = openPadded
	OpenFile   = openFile
)

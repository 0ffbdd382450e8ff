package sg1

// Sizes of SGF1 (spec/file.md), in bytes.
const (
	fileHead  = 4 + 2 + 32 + 32
	fileChunk = 64 << 10
	fileTag   = 16
	// MaxFilePlain is the most that a file may hold, padding included.
	MaxFilePlain = 10 << 20
	// MaxFile is the most that it may have sealed.
	MaxFile = fileHead + MaxFilePlain + MaxFilePlain/fileChunk*fileTag
)

// FileLength gives the length of a sealed file from that of what is in it, padded.
func FileLength(plain int) int {
	chunks := max(1, (plain+fileChunk-1)/fileChunk)
	return fileHead + plain + chunks*fileTag
}

// CheckFile looks at the length of a sealed file: one that some padded file gives, and not above the limit. More cannot be seen without the key.
func CheckFile(length int) error {
	if length > MaxFile {
		return ErrTooLong // kill: S.File.file-too-long
	}
	chunks := (length - fileHead + fileChunk + fileTag - 1) / (fileChunk + fileTag)
	plain := length - fileHead - chunks*fileTag
	if plain < 0 || Padme(plain) != plain || FileLength(plain) != length {
		return ErrShape // kill: S.File.file-shape
	}
	return nil
}

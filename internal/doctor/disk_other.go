//go:build !linux

package doctor

// FreeBytes is not asked on this system.
func FreeBytes(string) (bytes uint64, known bool) { return 0, false }

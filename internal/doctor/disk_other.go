//go:build !linux

package doctor

// freeBytes is not asked on this system.
func freeBytes(string) (bytes uint64, known bool) { return 0, false }

package doctor

import "syscall"

// FreeBytes is the room for a folder, of what an ordinary user may take.
func FreeBytes(folder string) (bytes uint64, known bool) {
	var s syscall.Statfs_t
	if syscall.Statfs(folder, &s) != nil {
		return 0, false
	}
	return s.Bavail * uint64(s.Bsize), true
}

//go:build unix

package doctor

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// owners looks for what belongs to another user than the folder around it: the server can neither read nor replace it, and a backup at night fails.
func (e *examination) owners() {
	state := filepath.Dir(e.Config.Data)
	for _, place := range [][2]string{{"data", e.Config.Data}, {"keys", e.Config.Keys}, {"backup", e.Config.BackupFolder}} {
		check, folder := place[0], place[1]
		if filepath.Dir(folder) == state && userOf(state) != 0 { // one of root's holds folders of anybody's
			e.owner(check, state, filepath.Base(folder))
		}
		list, _ := os.ReadDir(folder) // what cannot be read is named by others
		names := make([]string, len(list))
		for i, entry := range list {
			names[i] = entry.Name()
		}
		e.owner(check, folder, names...)
	}
}

// owner says what in a folder belongs to somebody else.
func (e *examination) owner(check, folder string, names ...string) {
	user, others, first := userOf(folder), 0, ""
	for _, name := range names {
		path := filepath.Join(folder, name)
		if of := userOf(path); of == user || of == noUser {
			continue
		}
		if others++; others == 1 {
			first = path
		}
	}
	if others > 0 && user != noUser {
		e.warn(check, "any command as root, such as siegel agency list, gives what is root's to the owner of the folder; what is somebody else's: chown -h --reference="+folder+" "+first,
			"%d in %s belong to another user than the folder, %s first: the server may be unable to read or replace them", others, folder, filepath.Base(first))
	}
}

// noUser owns what is not there; whose a link is makes no difference.
const noUser = -1

func userOf(path string) int {
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Type() == fs.ModeSymlink {
		return noUser
	}
	return int(info.Sys().(*syscall.Stat_t).Uid)
}

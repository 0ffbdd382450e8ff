//go:build unix

package app

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Users of the test: nobody has to know them.
const theServer, theNotifier = 12345, 12346

// owned gives a folder or file to a user. Only root can; whoever runs the tests as somebody else sees that nothing is given to anybody.
func owned(t *testing.T, path string, user int) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Logf("not run by root: %s stays as it is", filepath.Base(path))
		return path
	}
	if err := os.Lchown(path, user, user); err != nil {
		t.Fatal(err)
	}
	return path
}

func made(t *testing.T, path string, user int) string {
	t.Helper()
	if err := os.MkdirAll(path, 0o700); err != nil {
		t.Fatal(err)
	}
	return owned(t, path, user)
}

func wrote(t *testing.T, path string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// belongs wants everything below a folder to be a user's, but for what it is told to leave out.
func belongs(t *testing.T, folder string, user int, but ...string) {
	t.Helper()
	if os.Geteuid() != 0 {
		user = os.Geteuid()
	}
	left := map[string]bool{}
	for _, path := range but {
		left[path] = true
	}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || left[path] {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if o := owner(info); int(o.Uid) != user || os.Geteuid() == 0 && int(o.Gid) != user {
			t.Errorf("%s belongs to %d:%d", path, o.Uid, o.Gid)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// Commands that root gives leave nothing to root in folders of the server's, also where they fail; and nobody gets what only a link leads to.
func TestNothingStaysWithRoot(t *testing.T) {
	secret, key := offlineKey(t)
	state := made(t, filepath.Join(t.TempDir(), "state"), theServer)
	where := installation(state, "", key)
	well(t, where, "agency", "create", "--from", agencyExample)
	belongs(t, state, theServer)

	outside := t.TempDir()
	file, second := wrote(t, filepath.Join(outside, "file")), wrote(t, filepath.Join(outside, "second"))
	theirs := wrote(t, filepath.Join(made(t, filepath.Join(outside, "folder"), theServer), "file"))
	way, hard, record := filepath.Join(state, "data", "way"), filepath.Join(state, "data", "hard"), filepath.Join(state, "record")
	for _, err := range []error{os.Symlink(file, way), os.Link(second, hard), os.Symlink(filepath.Dir(theirs), record)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	keysFile := filepath.Join(outside, "keys.age")
	well(t, where, "keys", "backup", "--out", keysFile)
	archive := archiveName.FindString(well(t, where, "backup", "create"))
	belongs(t, state, theServer, way, hard, record)

	deep := filepath.Join(state, "data", "files", "ab")
	if err := os.MkdirAll(deep, 0o700); err != nil { // as a command leaves it that was broken off
		t.Fatal(err)
	}
	wrote(t, filepath.Join(deep, "left"))
	badly(t, where, "never lie beside them", "keys", "backup", "--out", filepath.Join(state, "data", "keys.age"))
	belongs(t, state, theServer, way, hard, record)
	for _, path := range []string{way, hard, record, file, second, theirs} {
		belongs(t, path, 0)
	}

	for _, folder := range []string{"data", "keys"} {
		if err := os.RemoveAll(filepath.Join(state, folder)); err != nil {
			t.Fatal(err)
		}
	}
	well(t, where, "keys", "restore", keysFile, "--identity", secret)
	well(t, where, "restore", archive, "--identity", secret)
	belongs(t, state, theServer, record)

	notifier := made(t, filepath.Join(t.TempDir(), "notifier"), theNotifier)
	well(t, nil, "notifier", "init", "--notifier-folder", notifier, "--notifier-secret", filepath.Join(outside, "notifier-secret"))
	belongs(t, notifier, theNotifier)
}

// A server that root runs keeps what is root's. So does a folder that root made apart from the state folder, until root gives it away.
func TestWhatIsRootsStays(t *testing.T) {
	_, key := offlineKey(t)
	backedUp := func(state, folder string) (where []string, archive string) {
		where = installation(state, "", key)
		where[7] = folder
		well(t, where, "agency", "create", "--from", agencyExample)
		return where, archiveName.FindString(well(t, where, "backup", "create"))
	}
	root := t.TempDir()
	_, archive := backedUp(root, made(t, filepath.Join(t.TempDir(), "backups"), theServer))
	belongs(t, root, 0)
	belongs(t, archive, 0)

	state := made(t, filepath.Join(t.TempDir(), "state"), theServer)
	where, archive := backedUp(state, filepath.Join(made(t, filepath.Join(t.TempDir(), "apart"), theServer), "backups"))
	belongs(t, state, theServer)
	belongs(t, filepath.Dir(archive), 0)
	owned(t, filepath.Dir(archive), theServer)
	well(t, where, "agency", "list")
	belongs(t, filepath.Dir(archive), theServer)
}

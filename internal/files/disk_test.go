package files_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/files"
)

func TestDisk(t *testing.T) { tried(t, files.NewDisk(filepath.Join(t.TempDir(), "new", "files"))) }

// What was half written when the machine stopped is no part, and goes with its file.
func TestDiskHalfWritten(t *testing.T) {
	root := t.TempDir()
	p, file := files.NewDisk(root), files.Prefix(id(), id(), id())
	no(t, p.Put(t.Context(), file+"0", bytes.NewReader([]byte("whole")), 5))
	half := filepath.Join(root, filepath.FromSlash(file), ".new-123")
	no(t, os.WriteFile(half, []byte("ha"), 0o600))
	if got := list(t, p, ""); len(got) != 1 {
		t.Errorf("list: %v", got)
	}
	no(t, p.Delete(t.Context(), file))
	if _, err := os.Stat(half); !os.IsNotExist(err) {
		t.Error("what was half written stays")
	}
}

// A folder that cannot be written is away, and the error names no folder; a disk without room is full.
func TestDiskTrouble(t *testing.T) {
	root := t.TempDir()
	blocked := filepath.Join(root, "blocked")
	no(t, os.WriteFile(blocked, nil, 0o600))
	err := files.NewDisk(blocked).Put(t.Context(), "a/b/c/0", strings.NewReader("x"), 1)
	code(t, err, counsel.Away)
	code(t, files.NewDisk(blocked).Ready(t.Context()), counsel.Away)
	if strings.Contains(err.Error(), "blocked") {
		t.Errorf("the error names the folder: %v", err)
	}
	for _, cause := range []error{syscall.ENOSPC, syscall.EDQUOT} {
		code(t, files.OfDisk(&os.PathError{Op: "write", Path: root, Err: cause}), counsel.Full)
	}
}

package files

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Disk keeps parts in a folder, a file each.
type Disk struct{ root string }

// NewDisk uses a folder, which is made when the first part comes.
func NewDisk(root string) *Disk { return &Disk{root} }

// fresh begins the names of what is being written.
const fresh = ".new-"

// Put implements Parts: under a temporary name, synced, then renamed.
func (d *Disk) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	path := d.path(key)
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return ofDisk(err)
	}
	f, err := os.CreateTemp(folder, fresh)
	if err != nil {
		return ofDisk(err)
	}
	from := &source{r: r, left: size}
	_, err = io.Copy(f, from)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return errors.Join(from.err, ofDisk(err))
	}
	return d.syncUp(folder)
}

// syncUp makes the names last that lead to a part, its new folders among them.
func (d *Disk) syncUp(folder string) error {
	for {
		f, err := os.Open(folder)
		if err != nil {
			return ofDisk(err)
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			return ofDisk(err)
		}
		if folder == d.root {
			return nil
		}
		folder = filepath.Dir(folder)
	}
}

// Get implements Parts.
func (d *Disk) Get(_ context.Context, key string) (io.ReadCloser, error) {
	f, err := os.Open(d.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrMissing // kill: S.Disk.get-missing
	}
	if err != nil {
		return nil, ofDisk(err)
	}
	return f, nil
}

// Delete implements Parts: with what was left half written there.
func (d *Disk) Delete(_ context.Context, prefix string) error {
	if err := os.RemoveAll(d.path(prefix)); err != nil {
		return ofDisk(err)
	}
	return nil
}

// List implements Parts.
func (d *Disk) List(ctx context.Context, prefix string, each func(key string, size int64) error) error {
	err := filepath.WalkDir(d.path(prefix), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasPrefix(e.Name(), fresh) {
			return errors.Join(err, ctx.Err())
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		key, err := filepath.Rel(d.root, path)
		if err != nil {
			return err
		}
		return each(filepath.ToSlash(key), info.Size())
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Ready implements Parts: it writes and removes a file.
func (d *Disk) Ready(context.Context) error {
	if err := os.MkdirAll(d.root, 0o700); err != nil {
		return ofDisk(err)
	}
	f, err := os.CreateTemp(d.root, fresh)
	if err != nil {
		return ofDisk(err)
	}
	_, err = f.WriteString("ready")
	if err := errors.Join(err, f.Close(), os.Remove(f.Name())); err != nil {
		return ofDisk(err)
	}
	return nil
}

func (d *Disk) path(key string) string { return filepath.Join(d.root, filepath.FromSlash(key)) }

// ofDisk gives the code of a failure of the file system.
func ofDisk(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return full() // kill: S.Disk.of-disk-full
	}
	return away("the folder of attachments") // kill: S.Disk.of-disk-away
}

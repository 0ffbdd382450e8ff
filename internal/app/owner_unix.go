//go:build unix

package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"siegel/internal/config"
)

// giveBack gives what a command of root's has made in the folders of the settings to whoever owns the folder around it: the server is another
// user and could neither read nor replace it. Nothing happens where the server is run by root, or the command by somebody else.
func giveBack(v config.Values) error {
	if os.Geteuid() != 0 {
		return nil
	}
	f := config.FoldersOf(v)
	var faults []error
	if len(f.Server) > 0 && !(ofRoot(f.State) && ofRoot(f.Server[0])) {
		for _, folder := range f.Server {
			faults = append(faults, giveFolder(folder, f.State))
		}
	}
	if f.Notifier != "" {
		faults = append(faults, giveFolder(f.Notifier, ""))
	}
	if err := errors.Join(faults...); err != nil {
		return fmt.Errorf("what this command made could not be given to the user of the server: %w", err)
	}
	return nil
}

// ofRoot says whether a folder belongs to root, or is not there.
func ofRoot(path string) bool {
	info, err := os.Stat(path)
	return err != nil || owner(info).Uid == 0
}

func owner(info fs.FileInfo) *syscall.Stat_t { return info.Sys().(*syscall.Stat_t) }

// giveFolder goes to a folder and gives back what lies in it. Whoever holds the account of the server may have laid links into its folders, so
// none is followed from the first folder on that is not root's; the way until there only root can have laid.
func giveFolder(path, state string) error {
	top := foreign(path)
	if top == "" {
		return nil
	}
	r, err := os.OpenRoot(top)
	if err != nil {
		return gone(err)
	}
	defer r.Close()
	names, err := filepath.Rel(top, path)
	if err != nil || names == "." {
		return errors.Join(err, giveBelow(r))
	}
	return giveAlong(r, top, state, strings.Split(names, string(filepath.Separator)))
}

// foreign is the first folder on the way to a path that belongs to somebody else than root; "": there is none.
func foreign(path string) string {
	if above := filepath.Dir(path); above != path {
		if top := foreign(above); top != "" {
			return top
		}
	}
	way, err := os.Lstat(path)
	if err != nil || way.Mode().Type() == fs.ModeSymlink && owner(way).Uid != 0 || ofRoot(path) {
		return ""
	}
	return path
}

// giveAlong goes on by names. A folder of root's on the way takes the owner of the one above it in the state folder only: elsewhere root may
// have meant it so.
func giveAlong(r *os.Root, at, state string, names []string) error {
	if len(names) == 0 {
		return giveBelow(r)
	}
	info, err := r.Lstat(names[0])
	if err != nil || !info.IsDir() {
		return gone(err)
	}
	if at == state || inside(state, at) {
		above, err := r.Stat(".")
		if err != nil {
			return err
		}
		if err := give(r, names[0], info, above); err != nil {
			return err
		}
	}
	next, err := r.OpenRoot(names[0])
	if err != nil {
		return gone(err)
	}
	defer next.Close()
	return giveAlong(next, filepath.Join(at, names[0]), state, names[1:])
}

func inside(outer, inner string) bool {
	rel, err := filepath.Rel(outer, inner)
	return outer != "" && err == nil && rel != "." && filepath.IsLocal(rel)
}

// giveBelow gives everything in a folder to its owner, and what lies deeper to the owner of the folder that it lies in.
func giveBelow(r *os.Root) error {
	folder, err := r.Open(".")
	if err != nil {
		return err
	}
	above, err := folder.Stat()
	list, listed := folder.ReadDir(-1)
	if err := errors.Join(err, listed, folder.Close()); err != nil || owner(above).Uid == 0 {
		return err
	}
	var faults []error
	for _, entry := range list {
		info, err := r.Lstat(entry.Name())
		if err != nil {
			faults = append(faults, gone(err))
			continue
		}
		faults = append(faults, give(r, entry.Name(), info, above))
		if info.IsDir() {
			faults = append(faults, giveDeeper(r, entry.Name()))
		}
	}
	return errors.Join(faults...)
}

func giveDeeper(r *os.Root, name string) error {
	next, err := r.OpenRoot(name)
	if err != nil {
		return gone(err)
	}
	defer next.Close()
	return giveBelow(next)
}

// give changes the owner of a folder or file of root's. It is opened and asked again, so that what is changed is what was looked at. A file with a
// second name is left alone: whoever holds the account of the server may have linked one of root's from elsewhere, to be given it.
func give(r *os.Root, name string, info, above fs.FileInfo) error {
	if owner(info).Uid != 0 || !info.IsDir() && !info.Mode().IsRegular() {
		return nil
	}
	f, err := r.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return gone(err)
	}
	now, err := f.Stat()
	if err == nil && os.SameFile(now, info) && owner(now).Uid == 0 && (now.IsDir() || owner(now).Nlink == 1) {
		err = f.Chown(int(owner(above).Uid), int(owner(above).Gid))
	}
	return errors.Join(err, f.Close())
}

// gone forgets that something is not there any more, or has become something else: the server works beside the command.
func gone(err error) error {
	if slices.ContainsFunc([]error{fs.ErrNotExist, syscall.ELOOP, syscall.ENOTDIR}, func(e error) bool { return errors.Is(err, e) }) {
		return nil
	}
	return err
}

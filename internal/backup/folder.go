package backup

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"
)

// How long copies are kept (PROTOCOL 2.11): what was deleted is beyond every backup after KeepMain, its keys after seven days. What is past its time goes with the nightly
// run, and from one to the next it may be half an hour more than a day (deploy/systemd): whatever would be older than seven days at the next run goes at this one.
const (
	KeepMain     = 30 * 24 * time.Hour
	KeepShred    = 7*24*time.Hour - nightly
	KeepArch     = 90 * 24 * time.Hour  // a sealed case is beyond every backup that long after its day
	keepVerified = 200 * 24 * time.Hour // the note that an archive was put back: the doctor asks for one every hundred days

	nightly = 24*time.Hour + 30*time.Minute // at most, between two runs
)

// Name is the name of an archive in the folder of backups: its kind and the moment.
func Name(kind Kind, at time.Time) string {
	return fmt.Sprintf("siegel-%s-%s.age", kind, at.UTC().Format(moment))
}

const moment = "20060102T150405Z"

var named = regexp.MustCompile(`^siegel-(main|shred|arch|keys)-(\d{8}T\d{6}Z)\.age(|\.partial|\.verified)$`)

// finished is how an archive ends that is neither in the making nor a note.
const finished = ".age"

// parse reads the name of one of our files.
func parse(name string) (kind Kind, at time.Time, ending string, ok bool) {
	m := named.FindStringSubmatch(name)
	if m == nil {
		return "", at, "", false // kill: S.Folder.parse-no-date
	}
	at, err := time.Parse(moment, m[2])
	return Kind(m[1]), at, m[3], err == nil
}

// Into has make write an archive into the folder. It has its name only when it is whole and on the disk.
func Into(folder string, kind Kind, at time.Time, make func(io.Writer) error) (path string, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	path = filepath.Join(folder, Name(kind, at))
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return "", errors.Join(fmt.Errorf("%s is there already", path), err) // kill: S.Folder.into-there-already
	}
	partial := path + ".partial"
	f, err := os.OpenFile(partial, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	if err := errors.Join(make(f), f.Sync(), f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(partial))
	}
	return path, errors.Join(os.Rename(partial, path), syncFolder(folder))
}

// Expire removes the archives of the folder that have been kept for their time, and what interrupted ones left. It gives the number of archives that
// went. Files of other names are somebody else's. kinds: only of these; none: of all.
func Expire(folder string, now time.Time, kinds ...Kind) (gone int, err error) {
	names, err := past(folder, now, kinds...)
	if err != nil {
		return 0, err
	}
	for _, name := range names {
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			return gone, err
		}
		if filepath.Ext(name) == finished {
			gone++
		}
	}
	return gone, nil
}

// Late gives the archives of the folder that a nightly run should have removed, the oldest of each kind first; none where the folder cannot be read.
func Late(folder string, now time.Time) []string {
	names, _ := past(folder, now.Add(-nightly))
	return slices.DeleteFunc(names, func(name string) bool { return filepath.Ext(name) != finished })
}

// past gives the files that have been kept for their time.
func past(folder string, now time.Time, kinds ...Kind) (names []string, err error) {
	list, err := os.ReadDir(folder)
	for _, f := range list {
		kind, at, ending, ok := parse(f.Name())
		if ok && now.Sub(at) >= keep(kind, ending) && (len(kinds) == 0 || slices.Contains(kinds, kind)) {
			names = append(names, f.Name())
		}
	}
	return names, err
}

// keep is how long a file stays. Archives of the keys are not made in the folder; one that was put there is not ours to remove.
func keep(kind Kind, ending string) time.Duration {
	switch {
	case ending == ".partial":
		return 24 * time.Hour
	case ending == Verified:
		return keepVerified
	case kind == Main:
		return KeepMain
	case kind == Shred:
		return KeepShred
	case kind == Arch:
		return KeepArch
	}
	return 100 * 365 * 24 * time.Hour
}

// Newest gives the moment of the newest archive of a kind in the folder; with an ending, of the newest note beside one. Zero: none.
func Newest(folder string, kind Kind, ending string) (newest time.Time) {
	list, _ := os.ReadDir(folder) // no folder, no archives
	for _, f := range list {
		if k, at, e, ok := parse(f.Name()); ok && k == kind && e == ending && at.After(newest) {
			newest = at
		}
	}
	return newest
}

// Verified is the ending of the note that a check leaves beside an archive.
const Verified = ".verified"

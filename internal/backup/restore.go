package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"siegel/internal/store"
)

// ErrOccupied says that the place is not empty.
var ErrOccupied = errors.New("the place is in use: a backup is put back into an empty one only")

// What is there after a restoration into PostgreSQL that failed when its rows were on their way to stay, or had stayed.
var (
	ErrNotKnown = errors.New("nobody knows whether the database has taken the rows, and the attachments are in their place: drop the database and make it again, take the attachments away, and put the backup back anew")
	ErrNotUp    = errors.New("all rows and attachments are back, but the database could not be brought up to date: the server tries it again at its start; or drop the database and make it again, take the attachments away, and put the backup back anew")
)

// Target is an empty place.
type Target struct {
	Database string // a file that does not exist, or an unused database of PostgreSQL
	Postgres bool
	Files    string                        // folder of the attachments, not there or empty; "": they are read and thrown away
	Settings string                        // file for the settings of the old place; "": thrown away
	AsItWas  bool                          // the schema stays that of the archive; otherwise it is brought up to date
	Fits     func(map[string][]byte) error // whether the key files of the place belong to the database; nil: not asked
}

// Report is what came back.
type Report struct {
	Head     Head
	Manifest Manifest
}

// unfinished is the ending of what is being put back. It is taken away by the next try.
const unfinished = ".restoring"

// Restore reads an archive to its last byte and puts it into a place: all of it or nothing, but for ErrNotKnown and ErrNotUp. Other errors: those of
// Open, ErrOccupied, store.ErrNewerSchema, store.ErrOtherShape, those of Fits and of the disk.
func Restore(ctx context.Context, from io.Reader, keys Identities, to Target) (r Report, err error) {
	if err := to.empty(); err != nil {
		return r, err
	}
	a, err := Open(from, keys, Main)
	if err != nil {
		return r, err
	}
	r.Head = a.Head
	if a.Head.Schema > store.Schema() {
		return r, store.ErrNewerSchema // kill: S.Restore.restore-newer-schema
	}
	if to.Fits != nil {
		if err := to.Fits(a.Head.Checks); err != nil { // kill: S.Restore.restore-asks-fits
			return r, err
		}
	}
	defer func() { err = errors.Join(err, to.clear()) }()
	if r.Manifest, err = to.fill(ctx, a); err != nil {
		return r, err
	}
	return r, to.settle()
}

// staged is where a folder or file is made before it takes its place.
func staged(path string) string { return path + unfinished }

// database is where the rows go at first.
func (to Target) database() string {
	if to.Postgres {
		return to.Database
	}
	return staged(to.Database)
}

func (to Target) empty() error {
	if err := to.clear(); err != nil {
		return err
	}
	if !to.Postgres {
		if _, err := os.Lstat(to.Database); !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(ErrOccupied, err) // kill: S.Restore.empty-database-occupied
		}
	}
	if to.Files == "" {
		return nil
	}
	list, err := os.ReadDir(to.Files)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || len(list) > 0 {
		return errors.Join(ErrOccupied, err) // kill: S.Restore.empty-files-occupied
	}
	return nil
}

// clear takes away what an interrupted or refused restoration left.
func (to Target) clear() error {
	var faults []error
	if !to.Postgres {
		for _, side := range []string{"", "-wal", "-shm", "-journal"} {
			if err := os.Remove(to.database() + side); !errors.Is(err, fs.ErrNotExist) {
				faults = append(faults, err)
			}
		}
	}
	if to.Files != "" {
		faults = append(faults, os.RemoveAll(staged(to.Files)))
	}
	return errors.Join(faults...)
}

func (to Target) fill(ctx context.Context, a *Archive) (m Manifest, err error) {
	place, err := store.Place(ctx, to.database())
	if errors.Is(err, store.ErrNotEmpty) {
		return m, ErrOccupied // kill: S.Restore.fill-occupied
	}
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, place.Close()) }()
	moved := false
	err = place.Load(ctx, a.Head.Schema, func(l *store.Load) (err error) {
		if m, err = a.each(filler{l, to}); err != nil || !to.Postgres {
			return err
		}
		moved, err = to.settleFiles() // before the rows stay: letters without their attachments would look like a whole place
		return err
	})
	if err != nil && moved {
		return m, errors.Join(err, to.takeBack(ctx))
	}
	if err != nil || to.AsItWas {
		return m, err
	}
	if err = place.BringUp(ctx); err != nil && to.Postgres {
		err = errors.Join(ErrNotUp, err) // kill: S.Restore.fill-not-up
	}
	return m, err
}

// settle gives everything its place. The database comes last: where it is, a restoration is over. PostgreSQL has all of it already.
func (to Target) settle() error {
	if to.Postgres {
		return nil
	}
	moved, err := to.settleFiles()
	if err != nil {
		return err
	}
	if err := os.Rename(to.database(), to.Database); err != nil {
		if moved {
			err = errors.Join(err, to.unsettleFiles())
		}
		return err
	}
	return syncFolder(filepath.Dir(to.Database))
}

// settleFiles says whether it has moved any.
func (to Target) settleFiles() (moved bool, err error) {
	if to.Files == "" {
		return false, nil
	}
	if _, err := os.Stat(staged(to.Files)); errors.Is(err, fs.ErrNotExist) {
		return false, nil // there were none
	}
	if err := os.Remove(to.Files); err != nil && !errors.Is(err, fs.ErrNotExist) { // it is empty
		return false, fmt.Errorf("files: %w", err)
	}
	if err := os.Rename(staged(to.Files), to.Files); err != nil {
		return false, fmt.Errorf("files: %w", err)
	}
	if err := syncFolder(filepath.Dir(to.Files)); err != nil {
		return false, errors.Join(fmt.Errorf("files: %w", err), to.unsettleFiles())
	}
	return true, nil
}

// unsettleFiles puts them where clear finds them.
func (to Target) unsettleFiles() error { return os.Rename(to.Files, staged(to.Files)) }

// askTime is how long the database is asked whether it has taken the rows.
const askTime = time.Minute

// takeBack takes the attachments out of their place again, where the database says that it has not taken the rows. An operator who breaks off at
// that moment is told, too.
func (to Target) takeBack(ctx context.Context) error {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), askTime)
	defer stop()
	place, err := store.Place(ctx, to.Database)
	if err != nil {
		return errors.Join(ErrNotKnown, err) // kill: S.Restore.take-back-not-known
	}
	return errors.Join(place.Close(), to.unsettleFiles())
}

// filler puts rows into the database and files beside it.
type filler struct {
	*store.Load
	to Target
}

func (f filler) File(name string, from io.Reader) error {
	if f.to.Files == "" {
		_, err := io.Copy(io.Discard, from)
		return err
	}
	path := filepath.Join(staged(f.to.Files), filepath.FromSlash(name)) // a local name: Archive.give
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return withoutPath(err)
	}
	return withoutPath(write(path, from))
}

func (f filler) Settings(text []byte) error {
	if f.to.Settings == "" {
		return nil
	}
	return os.WriteFile(f.to.Settings, text, 0o600)
}

// write makes a file that was not there, and has it on the disk.
func write(path string, from io.Reader) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Sync(), f.Close())
}

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"siegel/internal/backup"
	"siegel/internal/config"
	"siegel/internal/rest"
	"siegel/internal/store"
)

// errKeys says that the keys do not fit the archive: without them nobody could sign in.
var errKeys = errors.New("the key files do not belong to this backup: put those back that the server had when it was made (siegel keys restore)")

// verifyBackup puts an archive of the database back into a temporary place and throws that away; others it reads to their last byte. It needs no
// settings: it is run where the offline key is.
func verifyBackup(ctx context.Context, in input) error {
	path, keys, err := archiveOf(in)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "siegel-verify-")
	if err != nil {
		return err
	}
	r, err := readArchive(ctx, path, keys, backup.Target{Database: filepath.Join(dir, "siegel.db")})
	err = errors.Join(err, os.RemoveAll(dir))
	for _, kind := range []backup.Kind{backup.Shred, backup.Arch, backup.Keys} {
		if errors.Is(err, backup.ErrOtherKind) {
			r.Head, err = checkArchive(path, keys, kind)
		}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if r.Head.Kind == backup.Main {
		if err := printCounts(in.Stdout, path, r.Manifest); err != nil {
			return err
		}
	}
	tellReport(in, r)
	return noteVerified(in, path)
}

func checkArchive(path string, keys backup.Identities, kind backup.Kind) (head backup.Head, err error) {
	f, err := os.Open(path)
	if err != nil {
		return head, err
	}
	head, err = backup.Check(f, keys, kind)
	return head, errors.Join(err, f.Close())
}

// noteVerified leaves a note beside the archive, for the doctor. On a medium that cannot be written to it is only told.
func noteVerified(in input, path string) error {
	note := path + backup.Verified
	text := fmt.Sprintf("This archive was opened, checked and put back into a temporary place on %s.\n", in.now().UTC().Format(time.DateOnly))
	if err := os.WriteFile(note, []byte(text), 0o600); err != nil {
		_, err = fmt.Fprintf(in.Stdout, "In order. No note could be left beside it: %v\n", err)
		return err
	}
	_, err := fmt.Fprintf(in.Stdout, "In order. Put %s beside the archive on the server: the doctor looks for it.\n", filepath.Base(note))
	return err
}

// restore puts an archive into the empty place that the settings name. The key files have to be there first.
func restore(ctx context.Context, in input) error {
	c, err := config.Check(in.values)
	if err != nil {
		return err
	}
	path, keys, err := archiveOf(in)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	r, err := readArchive(ctx, path, keys, backup.Target{
		Database: c.Database, Postgres: c.Postgres(), Files: c.Files.Folder,
		Settings: filepath.Join(c.Data, "settings-of-the-backup.txt"), Fits: fits(c),
	})
	if errors.Is(err, backup.ErrNotKnown) || errors.Is(err, backup.ErrNotUp) {
		return fmt.Errorf("%s: %w", path, err)
	}
	if errors.Is(err, backup.ErrOccupied) && c.Postgres() && c.Files.Folder != "" {
		err = fmt.Errorf("%w (attachments beside an empty database are left where the power went in the last moment: take %s away then)", err, c.Files.Folder)
	}
	if err != nil {
		return fmt.Errorf("nothing was put back. %s: %w", path, err)
	}
	if err := printCounts(in.Stdout, path, r.Manifest); err != nil {
		return err
	}
	tellReport(in, r)
	_, err = fmt.Fprintln(in.Stdout, "Put back. If the shred store is lost too: siegel shred restore. siegel doctor looks at it; then start the server: what was deleted since is deleted again.")
	return err
}

// fits asks whether the key files of the place belong to the database of an archive.
func fits(c config.Config) func(map[string][]byte) error {
	return func(checks map[string][]byte) error {
		keys, err := rest.Load(c.Keys)
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s holds no key files: put them back first (siegel keys restore)", c.Keys)
		}
		if err != nil {
			return err
		}
		for name, sum := range keys.Checks() {
			if name != rest.Rest && !bytes.Equal(checks[name], sum) { // k_rest is renewed every month, and the shred store knows which one belongs to it
				return errKeys
			}
		}
		return nil
	}
}

func archiveOf(in input) (path string, keys backup.Identities, err error) {
	if len(in.args) != 1 {
		return "", nil, errors.New("one archive is expected: FILE --identity KEYFILE")
	}
	identity := in.flags.Lookup("identity").Value.String()
	if identity == "" {
		return "", nil, errors.New("--identity KEYFILE is required: the offline secret key to which the archive was sealed")
	}
	keys, err = backup.LoadIdentities(identity)
	return in.args[0], keys, err
}

func readArchive(ctx context.Context, path string, keys backup.Identities, to backup.Target) (r backup.Report, err error) {
	f, err := os.Open(path)
	if err != nil {
		return r, err
	}
	defer f.Close()
	r, err = backup.Restore(ctx, f, keys, to)
	if errors.Is(err, store.ErrNewerSchema) {
		err = fmt.Errorf("it was made by a newer program (schema %d, this one knows %d): use that one", r.Head.Schema, store.Schema())
	}
	return r, err
}

func tellReport(in input, r backup.Report) {
	schema := ""
	if r.Head.Kind == backup.Main {
		schema = fmt.Sprintf(", schema %d", r.Head.Schema)
	}
	_, _ = fmt.Fprintf(in.Stdout, "Made %s by siegel %s%s.\n", r.Head.At.UTC().Format("2006-01-02 15:04 UTC"), r.Head.Software, schema)
	for _, apart := range r.Head.Apart {
		_, _ = fmt.Fprintf(in.Stdout, "Not in it: %s\n", apart)
	}
}

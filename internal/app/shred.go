package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"siegel/internal/backup"
	"siegel/internal/config"
	"siegel/internal/rest"
	"siegel/internal/shred"
)

// shredCommand puts back the keys of accounts and cases, without which nothing of the database opens.
func shredCommand() command {
	return command{"shred restore", "put the keys of accounts and cases (siegel-shred-…), or of sealed cases (siegel-arch-…), back into an empty place: shred restore FILE", identityFlag, restoreShred}
}

// sealShred makes an archive of the shred store, or of its archive's part, beside that of the database. It needs no key files: what lies there is boxed.
func sealShred(ctx context.Context, in input, kind backup.Kind, now time.Time) (path string, err error) {
	c, recipients, err := backupConfig(in.values)
	if err != nil {
		return "", err
	}
	s, err := shred.Open(ctx, c.Shred, nil)
	if err != nil {
		return "", err
	}
	snapshot := s.Snapshot
	if kind == backup.Arch {
		snapshot = s.SnapshotArch
	}
	path, err = backup.Into(c.BackupFolder, kind, now, func(to io.Writer) error {
		return backup.CreateShred(kind, to, func(w io.Writer) error { return snapshot(ctx, w) }, backup.Head{At: now, Software: Version}, recipients)
	})
	return path, errors.Join(err, s.Close())
}

// restoreShred fills an empty shred store. The key files have to be there first; the database may come before or after.
func restoreShred(ctx context.Context, in input) error {
	c, err := config.Check(in.values)
	if err != nil {
		return err
	}
	keys, err := rest.Load(c.Keys)
	if err != nil {
		return fmt.Errorf("keys: %w (put them back first: siegel keys restore)", err)
	}
	path, secret, err := archiveOf(in)
	if err != nil {
		return err
	}
	s, err := shred.Open(ctx, c.Shred, keys)
	if err != nil {
		return err
	}
	head, err := loadShred(ctx, path, secret, backup.Shred, s.Load)
	if errors.Is(err, backup.ErrOtherKind) {
		head, err = loadShred(ctx, path, secret, backup.Arch, s.LoadArch)
	}
	if errors.Is(err, shred.ErrInUse) {
		err = backup.ErrOccupied
	}
	if err := errors.Join(err, s.Close()); err != nil {
		return fmt.Errorf("nothing was put back. %s: %w", path, err)
	}
	what := "The keys of accounts and cases of %s are back. Whatever was deleted until then is deleted again when the server starts.\n"
	if head.Kind == backup.Arch {
		what = "The keys of sealed cases of %s are back.\n"
	}
	_, err = fmt.Fprintf(in.Stdout, what, head.At.UTC().Format("2006-01-02 15:04 UTC"))
	return err
}

func loadShred(ctx context.Context, path string, secret backup.Identities, kind backup.Kind, load func(context.Context, io.Reader) error) (backup.Head, error) {
	f, err := os.Open(path)
	if err != nil {
		return backup.Head{}, err
	}
	defer f.Close()
	return backup.RestoreShred(kind, f, secret, func(r io.Reader) error { return load(ctx, r) })
}

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
	return command{"shred restore", "put the keys of accounts and cases back into an empty place: shred restore FILE", identityFlag, restoreShred}
}

// sealShred makes an archive of the shred store beside that of the database. It needs no key files: what lies there is boxed.
func sealShred(ctx context.Context, in input, now time.Time) (path string, err error) {
	c, recipients, err := backupConfig(in.values)
	if err != nil {
		return "", err
	}
	s, err := shred.Open(ctx, c.Shred, nil)
	if err != nil {
		return "", err
	}
	path, err = backup.Into(c.BackupFolder, backup.Shred, now, func(to io.Writer) error {
		return backup.CreateShred(to, func(w io.Writer) error { return s.Snapshot(ctx, w) }, backup.Head{At: now, Software: Version}, recipients)
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
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	s, err := shred.Open(ctx, c.Shred, keys)
	if err != nil {
		return err
	}
	head, err := backup.RestoreShred(f, secret, func(r io.Reader) error { return s.Load(ctx, r) })
	if errors.Is(err, shred.ErrInUse) {
		err = backup.ErrOccupied
	}
	if err := errors.Join(err, s.Close()); err != nil {
		return fmt.Errorf("nothing was put back. %s: %w", path, err)
	}
	_, err = fmt.Fprintf(in.Stdout, "The keys of accounts and cases of %s are back. Whatever was deleted until then is deleted again when the server starts.\n", head.At.UTC().Format("2006-01-02 15:04 UTC"))
	return err
}

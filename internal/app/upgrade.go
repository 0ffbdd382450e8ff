package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"siegel/internal/backup"
	"siegel/internal/config"
	"siegel/internal/doctor"
	"siegel/internal/shred"
	"siegel/internal/store"
)

// beforeMigration seals a database that this program is about to bring up to date: whatever goes wrong then, the older program and this archive are
// the way back. A database that nobody has used yet needs none.
func beforeMigration(ctx context.Context, in input, c config.Config) error {
	if !c.BackupFirst {
		return nil
	}
	s, err := store.Look(ctx, c.Database)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	found, err := s.Found(ctx)
	size, sizeErr := s.Size(ctx)
	if err := errors.Join(err, sizeErr, s.Close()); err != nil {
		return err
	}
	if found.Schema == 0 || found.Schema >= store.Schema() || len(found.Checks) == 0 {
		return nil
	}
	if err := enoughRoom(c.BackupFolder, size); err != nil {
		return err
	}
	now := in.now()
	path, _, err := sealMain(ctx, in, now)
	for _, kind := range []backup.Kind{backup.Shred, backup.Arch} {
		if err == nil && shredThere(c) { // an earlier program knew none
			_, err = sealShred(ctx, in, kind, now)
		}
	}
	if err != nil {
		return fmt.Errorf("the database is of schema %d and would be brought to %d, but first it must be sealed, and that failed: %w\n"+
			"(backup_before_migration = false starts without)", found.Schema, store.Schema(), err)
	}
	_, err = fmt.Fprintf(in.Stderr, "siegel: the database of schema %d is brought to schema %d; as it was, it is kept in %s\n", found.Schema, store.Schema(), path)
	return err
}

// shredThere says whether there is a shred store to keep. One in PostgreSQL is asked.
func shredThere(c config.Config) bool {
	if strings.HasPrefix(c.Shred, "postgres") {
		return true
	}
	_, err := os.Stat(filepath.Join(c.Shred, shred.File))
	return err == nil
}

// enoughRoom wants half as much again as the database takes: bytes are longer in an archive.
func enoughRoom(folder string, size int64) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	need := uint64(size) + uint64(size)/2
	if free, known := doctor.FreeBytes(folder); known && free < need {
		return fmt.Errorf("there is no room for a backup before the database is brought up to date: %s needs %d MiB and has %d; make room, or set backup_folder to a larger disk",
			folder, need>>20+1, free>>20)
	}
	return nil
}

package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"siegel/internal/backup"
	"siegel/internal/config"
	"siegel/internal/rest"
)

// keysCommands keep the key files, apart from everything else. Without them nobody signs in and nothing opens, for ever.
func keysCommands() []command {
	return []command{
		{"keys backup", "seal the key files to the offline key, into --out: keep it apart from the backups", func(f *flag.FlagSet) {
			f.String("out", "", "file for the sealed key files; it must not exist")
		}, backUpKeys},
		{"keys restore", "put the key files back into an empty keys folder: keys restore FILE", identityFlag, restoreKeys},
	}
}

func backUpKeys(_ context.Context, in input) error {
	c, recipients, err := backupConfig(in.values)
	if err != nil {
		return err
	}
	path := in.flags.Lookup("out").Value.String()
	if path == "" {
		return errors.New("--out FILE is required; it belongs to another place than the backups of the database")
	}
	if err := elsewhere(path, c); err != nil {
		return err
	}
	keys, err := rest.Load(c.Keys)
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = backup.CreateKeys(f, c.Keys, backup.Head{At: in.now(), Software: Version, Checks: keys.Checks()}, recipients)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	if err := (backup.KeysNote{At: in.now().UTC(), Checks: keys.Kept()}).Leave(c.BackupFolder); err != nil {
		return err
	}
	_, err = fmt.Fprintf(in.Stdout, "%s holds the key files, sealed. Take it to another place than the backups: whoever opens both can start guessing passwords.\n", path)
	return err
}

// elsewhere refuses to lay the keys beside what they open.
func elsewhere(path string, c config.Config) error {
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return err
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return err
	}
	for _, never := range []string{c.BackupFolder, c.Data} {
		if rel, err := filepath.Rel(never, folder); err == nil && filepath.IsLocal(rel) {
			return fmt.Errorf("%s is where the database or its backups are; the key files never lie beside them", folder)
		}
	}
	return nil
}

func restoreKeys(_ context.Context, in input) error {
	c, err := config.Check(in.values)
	if err != nil {
		return err
	}
	path, secret, err := archiveOf(in)
	if err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	head, err := backup.RestoreKeys(f, secret, c.Keys, func(folder string) error {
		_, err := rest.Load(folder)
		return err
	})
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("nothing was put back. %s: %w", path, err)
	}
	_, err = fmt.Fprintf(in.Stdout, "The key files of %s are in %s again.\n", head.At.UTC().Format("2006-01-02 15:04 UTC"), c.Keys)
	return err
}

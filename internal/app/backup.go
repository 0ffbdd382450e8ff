package app

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"siegel/internal/backup"
	"siegel/internal/config"
	"siegel/internal/store"
)

// backupCommands are what the operator needs so that nothing is lost: copies, their check, and the way back.
func backupCommands() []command {
	return []command{
		{"backup key", "make the offline key pair: secret part into --out, public part printed; run it where it shall stay", func(f *flag.FlagSet) {
			f.String("out", "", "file for the secret key; it must not exist")
		}, makeBackupKey},
		{"backup create", "seal database and files to the offline key, while the server runs; removes archives that are past their time", func(*flag.FlagSet) {}, createBackup},
		{"backup verify", "open an archive with the offline key and put it back into a temporary place: backup verify FILE", identityFlag, verifyBackup},
		shredCommand(),
		{"restore", "put an archive back into an empty place: restore FILE", identityFlag, restore},
	}
}

func identityFlag(f *flag.FlagSet) {
	f.String("identity", "", "file with the offline secret key (AGE-SECRET-KEY-…)")
}

// makeBackupKey needs no settings: it is run on a machine that is not the server.
func makeBackupKey(_ context.Context, in input) error {
	path := in.flags.Lookup("out").Value.String()
	if path == "" {
		return errors.New("--out FILE is required; keep it offline, in two places")
	}
	secret, public, err := backup.NewKey()
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(secret)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(in.Stdout, public)
	_, _ = fmt.Fprintf(in.Stderr, "The line above is the public key; it belongs into backup_recipients of the server. %s must never get there.\n", path)
	return err
}

// createBackup reads the database and never the key files: a backup needs none of them.
func createBackup(ctx context.Context, in input) error {
	now := in.now()
	// Whether a new archive can be made or not: keys of what was deleted go on their day, and a full disk gets room. The last archive of the database stays until there is a newer one.
	if c, err := config.Check(in.values); err == nil && clockOf(ctx, in, now) == nil {
		if _, err := backup.Expire(c.BackupFolder, now, backup.Shred); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	path, kept, err := sealMain(ctx, in, now)
	if err != nil {
		return fmt.Errorf("no backup was made: %w", err)
	}
	if err := printCounts(in.Stdout, path, kept); err != nil {
		return err
	}
	for _, kind := range []backup.Kind{backup.Shred, backup.Arch} {
		keys, err := sealShred(ctx, in, kind, now)
		if err != nil {
			return fmt.Errorf("the keys of accounts and cases could not be kept: %w", err)
		}
		if _, err := fmt.Fprintln(in.Stdout, keys); err != nil {
			return err
		}
	}
	if err := clockOf(ctx, in, now); err != nil {
		_, err := fmt.Fprintf(in.Stdout, "No older archive was removed: %v\n", err)
		return err
	}
	return expire(in, filepath.Dir(path), now)
}

// sealMain makes an archive of database and files in the folder of the settings.
func sealMain(ctx context.Context, in input, now time.Time) (path string, kept backup.Manifest, err error) {
	c, recipients, err := backupConfig(in.values)
	if err != nil {
		return "", kept, err
	}
	s, err := store.Look(ctx, c.Database)
	if errors.Is(err, fs.ErrNotExist) {
		return "", kept, errors.New("there is no database yet, so there is nothing to keep")
	}
	if err != nil {
		return "", kept, err
	}
	settings, apart, err := besides(in.values, c)
	if err != nil {
		return "", kept, errors.Join(err, s.Close())
	}
	path, err = backup.Into(c.BackupFolder, backup.Main, now, func(to io.Writer) (err error) {
		kept, err = backup.Create(ctx, to, backup.Source{
			Store: s, Files: c.Files.Folder, Settings: settings, Apart: apart, Recipients: recipients, Software: Version, At: now,
		})
		return err
	})
	return path, kept, errors.Join(err, s.Close())
}

// besides gives the settings as they are in force, with secrets masked, and what an archive does not hold.
func besides(v config.Values, c config.Config) (settings []byte, apart []string, err error) {
	var text bytes.Buffer
	apart = []string{"the key files: siegel keys backup", "the keys of accounts and cases: an archive of their own beside this one (siegel-shred-…), gone within seven days; siegel shred restore puts them back"}
	if c.Files.Folder == "" {
		apart = append(apart, "the attachments: they are in the S3 store of the setting files, which has copies of its own")
	}
	err = config.Show(&text, v)
	return text.Bytes(), apart, err
}

func backupConfig(v config.Values) (config.Config, backup.Recipients, error) {
	c, err := config.Check(v)
	if err != nil {
		return c, nil, err
	}
	recipients, err := backup.ParseRecipients(c.BackupRecipients)
	return c, recipients, err
}

func expire(in input, folder string, now time.Time) error {
	gone, err := backup.Expire(folder, now)
	if err != nil {
		return fmt.Errorf("the backup was made, but older ones could not be removed: %w", err)
	}
	if gone > 0 {
		_, err = fmt.Fprintf(in.Stdout, "%d archives that were past their time are gone.\n", gone)
	}
	return err
}

// now is the time of the machine, or of the test.
func (in input) now() time.Time {
	if in.Clock != nil {
		return in.Clock()
	}
	return time.Now()
}

// printCounts names what is in an archive: tables, numbers of rows, numbers of files.
func printCounts(w io.Writer, path string, m backup.Manifest) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, name := range slices.Sorted(maps.Keys(m.Counts)) {
		if m.Counts[name] > 0 {
			_, _ = fmt.Fprintf(table, "%d\t  %s\t\n", m.Counts[name], strings.ReplaceAll(name, "_", " ")) // Flush says whether it went well
		}
	}
	_, _ = fmt.Fprintf(table, "%d\t  %s\t\n", m.Files, "stored files")
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, path)
	return err
}

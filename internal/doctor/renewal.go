package doctor

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"siegel/internal/backup"
	"siegel/internal/rest"
	"siegel/internal/shred"
	"siegel/internal/store"
)

// lateRenewal is how long the server may be over the month before somebody has to look.
const lateRenewal = 3 * 24 * time.Hour

// renewal looks at the month of k_rest: the server renews it by itself, and waits only until the next one has been kept elsewhere.
func (e *examination) renewal(f store.Found) {
	if len(f.Checks) == 0 {
		return
	}
	keys, err := rest.Load(e.Config.Keys)
	if err != nil {
		return // the line about the key files says it
	}
	if arch := keys.ArchCheck(); arch != nil && len(e.Config.BackupRecipients) > 0 && !backup.ReadKeysNote(e.Config.BackupFolder).Has(arch) {
		e.fail("k_arch kept", "siegel keys backup --out FILE, and take the file to another place than the backups", "it was made after the key files were sealed last: if it is lost, the archive opens nothing")
	}
	since, err := restSince(e.ctx, e.Config.Shred, keys)
	age := e.Now().Sub(since)
	switch {
	case err != nil:
		e.fail("renewal of k_rest", "start the shred store, and correct the setting shred", "%v", err)
	case since.IsZero():
		e.ok("renewal of k_rest", "the server has not noted when it was made; it does at its next start")
	case age <= shred.RenewDays*24*time.Hour+lateRenewal:
		e.ok("renewal of k_rest", "taken on %s", since.Format(time.DateOnly))
	case len(e.Config.BackupRecipients) > 0 && !keeps(backup.ReadKeysNote(e.Config.BackupFolder), keys):
		e.fail("renewal of k_rest", "siegel keys backup --out FILE, and take the file to another place than the backups; the server goes on within minutes",
			"it is %d days old: the next one is made, and waits until it has been kept elsewhere", age/(24*time.Hour))
	default:
		e.fail("renewal of k_rest", "start the server, and look at its log", "it is %d days old, %d are meant", age/(24*time.Hour), shred.RenewDays)
	}
}

func restSince(ctx context.Context, place string, keys *rest.Keys) (time.Time, error) {
	if _, err := os.Stat(filepath.Join(place, shred.File)); !strings.Contains(place, "://") && errors.Is(err, fs.ErrNotExist) {
		return time.Time{}, nil // opening it would make one
	}
	s, err := shred.Open(ctx, place, keys)
	if err != nil {
		return time.Time{}, err
	}
	defer func() { _ = s.Close() }()
	return s.RestSince(ctx)
}

// keeps says whether the note names every key file that there is.
func keeps(note backup.KeysNote, keys *rest.Keys) bool {
	for _, sum := range keys.Kept() {
		if !note.Has(sum) {
			return false
		}
	}
	return true
}

package doctor

import (
	"time"

	"siegel/internal/backup"
	"siegel/internal/store"
)

// How old the newest backup may be: the shipped timer makes one a day. And how long ago one may have been tried out.
const (
	lateBackup  = 2 * 24 * time.Hour
	noBackup    = 8 * 24 * time.Hour
	lateAttempt = 100 * 24 * time.Hour
)

const howToKey = "siegel backup key on a machine that is not this one; its public part into backup_recipients; then the timer in deploy/systemd"

// backups looks at the copies: whether there are any, how old they are, and whether one has ever been tried out.
func (e *examination) backups() {
	if len(e.Config.BackupRecipients) == 0 {
		e.warn("backup", howToKey, "there is no offline key to seal them to: a broken disk would be the end")
		return
	}
	if _, err := backup.ParseRecipients(e.Config.BackupRecipients); err != nil {
		e.fail("backup", howToKey, "%v", err)
		return
	}
	e.lastBackup("backup", backup.Main, "siegel backup create")
	e.lastBackup("backup of the shred store", backup.Shred, "siegel backup create")
	e.lastAttempt()
	e.late()
}

// late finds copies that hold longer what people were told is gone: nobody removes them, or somebody has put them there.
func (e *examination) late() {
	names := backup.Late(e.Config.BackupFolder, e.Now())
	if len(names) == 0 {
		return
	}
	e.warn("backup past its time", "siegel backup create removes what is past its time; it has to run every night: systemctl status siegel-backup.timer siegel-backup.service",
		"%s in %s should be gone, %s first: the privacy notice promises an end", plural(len(names), "archive"), e.Config.BackupFolder, names[0])
}

func (e *examination) lastBackup(check string, kind backup.Kind, command string) {
	cure := "systemctl status siegel-backup.timer, or " + command
	at := backup.Newest(e.Config.BackupFolder, kind, "")
	switch age := e.Now().Sub(at); {
	case at.IsZero():
		e.fail(check, cure, "there is none in %s", e.Config.BackupFolder)
	case age > noBackup:
		e.fail(check, cure, "the newest is %d days old", age/(24*time.Hour))
	case age > lateBackup:
		e.warn(check, cure, "the newest is %d days old", age/(24*time.Hour))
	default:
		e.ok(check, "the newest is of %s", at.Format("2006-01-02 15:04 UTC"))
	}
}

// lastAttempt: a backup that nobody has ever opened is a hope.
func (e *examination) lastAttempt() {
	const cure = "siegel backup verify ARCHIVE --identity KEYFILE where the offline key is; put the note that it leaves beside the archive here"
	at := backup.Newest(e.Config.BackupFolder, backup.Main, backup.Verified)
	switch age := e.Now().Sub(at); {
	case at.IsZero():
		e.warn("backup tried out", cure, "none of the archives here has been opened and put back")
	case age > lateAttempt:
		e.warn("backup tried out", cure, "the last one was made %d days ago", age/(24*time.Hour))
	default:
		e.ok("backup tried out", "that of %s", at.Format(time.DateOnly))
	}
}

// keysKept asks whether the key files of this very database have been sealed for another place.
func (e *examination) keysKept(f store.Found) {
	if len(f.Checks) == 0 || len(e.Config.BackupRecipients) == 0 {
		return
	}
	const cure = "siegel keys backup --out FILE, and take the file to another place than the backups"
	note := backup.ReadKeysNote(e.Config.BackupFolder)
	for _, sum := range f.Checks {
		if !note.Has(sum) { // k_rest may have been kept as the next one
			e.fail("key files kept", cure, "nobody has sealed those of this database: if they are lost, no backup helps")
			return
		}
	}
	e.ok("key files kept", "sealed on %s", note.At.Format(time.DateOnly))
}

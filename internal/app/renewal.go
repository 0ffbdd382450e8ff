package app

import (
	"siegel/internal/backup"
	"siegel/internal/config"
)

// keptElsewhere says whether a key file has been sealed for another place (siegel keys backup). Where no backups are made at all, nothing is lost by not waiting.
func keptElsewhere(c config.Config) func(check []byte) bool {
	return func(check []byte) bool {
		if len(c.BackupRecipients) == 0 {
			return true
		}
		return backup.ReadKeysNote(c.BackupFolder).Has(check)
	}
}

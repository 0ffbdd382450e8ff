package config

import (
	"errors"
	"path/filepath"
	"strconv"
)

// Record says whether accesses are written down one by one, where, and for how long (PRODUCT S11).
type Record struct {
	On     bool
	Folder string // absolute; known also where the record is off: what was written before goes on its day
	Days   int    // how long a file is kept after its day
}

// recordFolder lies beside the data folder: no backup of the data holds it.
const recordFolder = "record"

// mostDays is how long a record may be kept at most.
const mostDays = 30

func (c *Config) record(v Values, collect func(name string, err error)) {
	var err error
	c.Record.On, err = onOff(v["access_record"].Text)
	collect("access_record", err)
	c.Record.Days, err = strconv.Atoi(v["access_record_days"].Text)
	if err != nil || c.Record.Days < 1 || c.Record.Days > mostDays {
		collect("access_record_days", errors.New("a number of days from 1 to 30 is expected"))
	}
	c.Record.Folder, err = c.recordPlace(v["access_record_folder"].Text)
	collect("access_record_folder", err)
}

// recordPlace wants a folder of its own: who may read the record must not find anything else there.
func (c Config) recordPlace(text string) (string, error) {
	if text == "" {
		if c.Data == "" {
			return "", nil // named already
		}
		text = filepath.Join(filepath.Dir(c.Data), recordFolder)
	}
	folder, err := real(text)
	if err != nil {
		return "", err
	}
	for _, other := range []string{c.Data, c.Keys, c.Shred, c.BackupFolder, c.Files.Folder} {
		if other == "" || isPostgres(other) {
			continue
		}
		if folder == other || inside(other, folder) || inside(folder, other) {
			return folder, errors.New("it must be a folder of its own: neither inside one that the server has already nor around it")
		}
	}
	return folder, nil
}

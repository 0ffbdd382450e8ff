package doctor

import (
	"errors"
	"io/fs"
	"os"

	"siegel/internal/record"
)

// accessRecord looks at the folder of the access record: its owner's alone, with room, and nothing in it that should have gone.
func (e *examination) accessRecord() {
	c := e.Config.Record
	if _, err := os.Stat(c.Folder); errors.Is(err, fs.ErrNotExist) {
		if c.On {
			e.ok("access_record", "on, and nothing has been written yet: rows wait for a quarter of an hour, and for company")
		} else {
			e.ok("access_record", "off")
		}
		return
	}
	e.folder("access_record", c.Folder, Fail)
	old, err := record.Folder{Path: c.Folder, Days: c.Days}.Old(e.Now())
	switch {
	case err != nil:
		e.fail("access_record", "correct the rights of the folder", "%s cannot be read", c.Folder)
	case old > 0:
		e.fail("access_record", "start the server: it deletes them within a minute; or correct the machine's clock", "%d files are older than the %d days that privacy pages name", old, c.Days)
	}
	if free, known := FreeBytes(c.Folder); c.On && known && free < record.LeftFree {
		e.warn("access_record", "make room, or move the folder with access_record_folder", "nothing is recorded: %d MiB are left, and the last %d are for letters", free>>20, record.LeftFree>>20)
	}
}

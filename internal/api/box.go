package api

import (
	"siegel/internal/counsel"
	"siegel/internal/sg1"
)

// Limits of boxes in bytes (spec/api.md, 5). A box adds 82 bytes to what it holds.
const (
	maxMessage = 192 << 10
	maxProfile = 16 << 10
	maxKeyring = 64 << 10
	maxVault   = 256 << 10
	boxSize    = 82
	wrapSize   = boxSize + 32
	selfSeeker = boxSize + 32
	selfStaff  = boxSize + 64
	maxRecord  = 16 << 10 // a member record; a real one has 2.3 KiB
)

// padded checks a box that holds a padded text.
func padded(field string, box []byte, max int) error {
	return shape(sg1.CheckBox(box, max, true), field) // kill: S.Box.padded-asks-box
}

// exact checks a box around keys, whose length is fixed.
func exact(field string, box []byte, size int) error {
	if err := sg1.CheckBox(box, size, false); err != nil { // kill: S.Box.exact-asks-box
		return shape(err, field) // kill: S.Box.exact-asks-shape
	}
	return length(field, box, size) // kill: S.Box.exact-asks-length
}

// self checks a copy of a case's keys: staff hold two, seekers one.
func (c *call) self(field string, box []byte) error {
	if c.realm == counsel.Staff {
		return exact(field, box, selfStaff) // kill: S.Box.self-of-staff
	}
	return exact(field, box, selfSeeker) // kill: S.Box.self-of-seeker
}

func ageFile(field string, file []byte) error { return shape(sg1.CheckAgeFile(file), field) } // kill: S.Box.age-file-asks-age-file

func length(field string, b []byte, n int) error {
	if len(b) != n {
		return counsel.RefuseField(counsel.BadRequest, field) // kill: S.Box.length-field
	}
	return nil
}

// first gives the first error.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// must refuses a field unless it is as it must be.
func must(ok bool, field string) error {
	if !ok {
		return counsel.RefuseField(counsel.BadRequest, field) // kill: S.Box.must-field
	}
	return nil
}

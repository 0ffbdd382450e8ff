package sg1

import (
	"errors"
	"time"
)

// Date is a day of the calendar as text, 2026-11-22. Dates compare as texts do.
type Date string

var errDate = errors.New("sg1: not a date")

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Date) UnmarshalText(b []byte) error {
	if _, err := time.Parse(time.DateOnly, string(b)); err != nil {
		return errDate // kill: S.Date.unmarshal-text
	}
	*d = Date(b)
	return nil
}

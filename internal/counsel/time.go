package counsel

import "time"

// Quarter rounds down to 15 minutes: what the server keeps of a moment (PROTOCOL 2.10.1).
func Quarter(t time.Time) time.Time { return t.UTC().Truncate(15 * time.Minute) }

// Day rounds down to the day, UTC.
func Day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// Week rounds down to the Monday, UTC. (The zero time, from which Truncate counts, was a Monday.)
func Week(t time.Time) time.Time { return t.UTC().Truncate(7 * 24 * time.Hour) }

// Date writes a day as signed documents do: 2026-11-22.
func Date(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// ParseDate reads a day; anything but its one spelling is an error.
func ParseDate(s string) (time.Time, error) { return time.Parse(time.DateOnly, s) }

package visits

import "time"

// Kind is what a cell counts.
type Kind string

// The kinds. Access also says outcome, family and volume.
const (
	Length Kind = "length" // visits by how long they were
	Shown  Kind = "page"   // visits by a class of pages that they saw
	Access Kind = "access" // requests by file
)

// Outcomes of a request.
const (
	OK      = "ok"
	Refused = "refused"
	Failed  = "failed"
)

// Outcome reads a status.
func Outcome(status int) string {
	switch {
	case status >= 500:
		return Failed
	case status >= 400:
		return Refused
	}
	return OK
}

// Cell is a number as it is kept: so many, on a day of the agency's calendar, in some hours of it.
type Cell struct {
	Day         time.Time // midnight UTC of the date on the agency's wall
	From, Hours int       // 13 and 1: from one to two; 12 and 6: the afternoon; 0 and 24: the whole day
	Kind        Kind
	What        string // length, page or file
	Outcome     string // of an access, else ""
	Family      string // the same
	Count, KiB  int64
}

// Fewest is how many a cell needs, and how many senders, to be kept as it is.
const Fewest = 3

// widths are what a cell is folded to, one after the other: the hour, a quarter of the day, the day.
var widths = []int{1, 6, 24}

// raw is a cell of one hour that is still being counted.
type raw struct {
	Cell
	bytes   int64
	senders int
}

// fold makes cells that may be kept: whatever is fewer than Fewest, or came from fewer senders, goes from the hour to the quarter of the day, then to the
// day, and is dropped if it is still too little. Otherwise a lone visit could be laid beside a letter of the same hour.
func fold(cells []raw) (kept []Cell) {
	for _, hours := range widths {
		wider := map[Cell]raw{}
		for _, c := range cells {
			c.From, c.Hours = c.From/hours*hours, hours
			at := c.Cell
			at.Count, at.KiB = 0, 0
			sum := wider[at]
			c.Count, c.bytes, c.senders = c.Count+sum.Count, c.bytes+sum.bytes, c.senders+sum.senders
			wider[at] = c
		}
		cells = cells[:0:0]
		for _, c := range wider {
			if c.Count < Fewest || c.senders < Fewest {
				cells = append(cells, c)
				continue
			}
			c.KiB = (c.bytes + 1<<10 - 1) >> 10
			kept = append(kept, c.Cell)
		}
	}
	return kept
}

// Lengths are the classes of how long a visit was, in the order in which they are shown; the last is everything longer.
var Lengths = []string{"1", "5", "15", "30", "60", "over"}

// lengthOf gives the class of a visit: under 1, 5, 15, 30, 60 minutes, or over.
func lengthOf(d time.Duration) string {
	for i, minutes := range []time.Duration{1, 5, 15, 30, 60} {
		if d < minutes*time.Minute {
			return Lengths[i]
		}
	}
	return Lengths[len(Lengths)-1]
}

package main

import (
	"os"
	"time"
)

// plan is how much is measured. BENCH=quick is to see that it works, and whether something is far off; its numbers are for nobody else.
type plan struct {
	warm, window time.Duration
	windows      int
	live         int // open pages at once
	stored       int // messages in the large database
	together     time.Duration
	starts       int
	seconds      time.Duration // for each of the machine's rates
	attached     int           // attachments a carrier
}

func planOf() plan {
	if os.Getenv("BENCH") == "quick" {
		return plan{500 * time.Millisecond, time.Second, 3, 2_000, 100_000, 10 * time.Second, 3, 500 * time.Millisecond, 2}
	}
	// 20 000 open pages are what an open-files limit of 20 000 leaves room for, less what the server needs itself.
	return plan{2 * time.Second, 4 * time.Second, 3, 19_900, 1_000_000, 2 * time.Minute, 5, 2 * time.Second, 8}
}

package counsel

import "time"

// StoredItem is one kind of thing that the server keeps about a seeker, with what is really there. Key names its words (locales, stored.json).
type StoredItem struct {
	Key   string
	Count int64
	Bytes int64     // of what is sealed, padding included; 0 where sizes say nothing
	Since time.Time // of the oldest; zero: no time is kept, or there is nothing
	Until time.Time // of the newest
}

// MaySeeStored allows a seeker to see what is kept about oneself.
func (a Actor) MaySeeStored() error { return a.MayAsk() } // kill: S.Stored.may-see-stored-asks-may-ask

package promise

import "time"

// Paused gives the beginning of the first day after the pause that holds now, with those that follow it without a gap; the zero time if the
// agency is not paused.
func (r *Rule) Paused(now time.Time) time.Time {
	today := r.dayOf(now)
	back := today
	for at := r.pauseAt(back); at != nil; at = r.pauseAt(back) {
		back = at.last + 1
	}
	if back == today {
		return time.Time{}
	}
	return r.at(back, 0)
}

// pauseAt gives the pause that a day lies in, or nil.
func (r *Rule) pauseAt(d day) *span {
	for i := range r.pauses {
		if p := &r.pauses[i]; p.first <= d && d <= p.last {
			return p
		}
	}
	return nil
}

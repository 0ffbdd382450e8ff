package counsel

import "time"

// VisitMonths is how long the counts of visits are kept (PROTOCOL 2.10.3).
const VisitMonths = 13

// Period is from the first to the last day, both included, as midnights UTC.
type Period struct{ From, To time.Time }

// maxPeriod is the longest period whose figures can all be there.
const maxPeriod = 400 * 24 * time.Hour

// Fit checks a period.
func (p Period) Fit() error {
	if p.From.IsZero() || p.To.Before(p.From) {
		return RefuseField(BadRequest, "to") // kill: S.Visit.fit-order
	}
	if p.To.Sub(p.From) > maxPeriod {
		return RefuseField(BadRequest, "from") // kill: S.Visit.fit-length
	}
	return nil
}

// Long says whether its figures are given by month instead of by day.
func (p Period) Long() bool { return p.To.Sub(p.From) > 92*24*time.Hour }

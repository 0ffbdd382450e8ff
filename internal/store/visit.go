package store

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/visits"
)

// AddVisits keeps what one node has counted on the days before. The same batch again changes nothing. An agency that has stopped counting meanwhile, or is
// gone, gets nothing.
func (s *Store) AddVisits(ctx context.Context, batch int64, counted map[counsel.ID][]visits.Cell) error {
	return s.write(ctx, func(t *tx) error {
		for agency, cells := range counted {
			a, err := t.agency(agency)
			if counsel.CodeOf(err) == counsel.NotFound || err == nil && !a.Counts() {
				continue
			}
			if err != nil {
				return err
			}
			for _, c := range cells {
				if _, err := t.exec(`INSERT INTO access_counts (agency, day, from_hour, hours, kind, what, outcome, family, batch, count, kib)
					VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
					agency, c.Day, c.From, c.Hours, string(c.Kind), c.What, c.Outcome, c.Family, batch, c.Count, c.KiB); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// ForgetVisits deletes the counts of all days that have been kept long enough.
func (s *Store) ForgetVisits(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.plausible(); err != nil { // kill: S.Visit.forget-visits-asks-plausible
			return err
		}
		_, err := t.exec(`DELETE FROM access_counts WHERE day < $1`, counsel.Day(t.now).AddDate(0, -counsel.VisitMonths, 0))
		return err
	})
}

// Visits gives a lead the figures of a period, both days included; own is the agency, which says what it lets be counted. What is too small is not given.
// Errors: refused, bad_request (a period that ends before it begins, or is longer than the counts are kept).
func (s *Store) Visits(ctx context.Context, by counsel.Actor, p counsel.Period) (f visits.Figures, own counsel.Agency, err error) {
	if err := p.Fit(); err != nil { // kill: S.Visit.visits-asks-fit
		return f, own, err
	}
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MayOversee(); err != nil { // kill: S.Visit.visits-asks-may-oversee
			return err
		}
		if own, err = t.agency(a.Agency); err != nil {
			return err
		}
		f, err = t.figures(a.Agency, p)
		return err
	})
	return f, own, err
}

// CountVisits lets a lead switch counting, or the access record alone, off for her agency, and on again where the installation does it. Errors: refused.
func (s *Store) CountVisits(ctx context.Context, by counsel.Actor, on, recorded bool) error {
	return s.write(ctx, func(t *tx) error {
		a, err := t.actor(by)
		if err != nil {
			return err
		}
		if err := a.MayOversee(); err != nil { // kill: S.Visit.count-visits-asks-may-oversee
			return err
		}
		own, err := t.agency(a.Agency)
		if err != nil {
			return err
		}
		was := own.Settings
		own.Settings.Visits, own.Settings.Record = &on, &recorded
		settings, err := json.Marshal(own.Settings)
		if err != nil {
			return err
		}
		if _, err = t.exec(`UPDATE agencies SET settings = $2 WHERE agency = $1`, a.Agency, string(settings)); err != nil {
			return err
		}
		return t.recordSwitch(a, was, own.Settings)
	})
}

// recordSwitch says what is otherwise now: who switches counting off switches the access record off with it.
func (t *tx) recordSwitch(a counsel.Actor, was, is counsel.Settings) error {
	if was.Counts() != is.Counts() {
		if err := t.record(a, counsel.ActVisits, counsel.ID{}, counsel.Switched(is.Counts())); err != nil {
			return err
		}
	}
	if was.Records() == is.Records() {
		return nil
	}
	return t.record(a, counsel.ActRecord, counsel.ID{}, counsel.Switched(is.Records()))
}

// figures adds up in the database; what is hidden is decided here, so that it leaves the store never.
func (t *tx) figures(agency counsel.ID, p counsel.Period) (f visits.Figures, err error) {
	sum := func(kind visits.Kind, column string) (list []visits.Figure) {
		if err != nil {
			return nil
		}
		err = t.each(`SELECT `+column+`, CAST(sum(count) AS BIGINT) FROM access_counts WHERE agency = $1 AND day BETWEEN $2 AND $3 AND kind = $4 GROUP BY `+column+` ORDER BY `+column,
			args{agency, p.From, p.To, string(kind)}, func(scan func(...any) error) error {
				var one visits.Figure
				err := scan(&one.What, &one.Count)
				list = append(list, one)
				return err
			})
		return list
	}
	f.Days = dated(sum(visits.Length, `CAST(day AS TEXT)`))
	f.Lengths, f.Pages = sum(visits.Length, `what`), sum(visits.Shown, `what`)
	if err == nil {
		f.Hours, err = t.hours(agency, p)
	}
	if err == nil {
		f.Files, err = t.filesAsked(agency, p)
	}
	if p.Long() {
		f.Days = visits.ByMonth(f.Days)
	}
	f.Sort()
	f.Hide()
	return f, err
}

// dated turns milliseconds into days.
func dated(days []visits.Figure) []visits.Figure {
	for i, d := range days {
		ms, _ := strconv.ParseInt(d.What, 10, 64) // our own column
		days[i].What = time.UnixMilli(ms).UTC().Format(time.DateOnly)
	}
	return days
}

// hours are the visits by the hour of their beginning; folded ones by the quarter of the day (q0 … q3), or by none (day).
func (t *tx) hours(agency counsel.ID, p counsel.Period) (list []visits.Figure, err error) {
	err = t.each(`SELECT from_hour, hours, CAST(sum(count) AS BIGINT) FROM access_counts WHERE agency = $1 AND day BETWEEN $2 AND $3 AND kind = 'length'
		GROUP BY from_hour, hours ORDER BY hours, from_hour`, args{agency, p.From, p.To}, func(scan func(...any) error) error {
		var from, hours, count int64
		err := scan(&from, &hours, &count)
		what := "day"
		switch hours {
		case 1:
			what = strconv.FormatInt(from, 10)
		case 6:
			what = "q" + strconv.FormatInt(from/6, 10)
		}
		list = append(list, visits.Figure{What: what, Count: count})
		return err
	})
	return list, err
}

func (t *tx) filesAsked(agency counsel.ID, p counsel.Period) (list []visits.File, err error) {
	err = t.each(`SELECT what, outcome, family, CAST(sum(count) AS BIGINT), CAST(sum(kib) AS BIGINT) FROM access_counts
		WHERE agency = $1 AND day BETWEEN $2 AND $3 AND kind = 'access' GROUP BY what, outcome, family ORDER BY what, outcome, family`,
		args{agency, p.From, p.To}, func(scan func(...any) error) error {
			var one visits.File
			err := scan(&one.Name, &one.Outcome, &one.Family, &one.Count, &one.KiB)
			list = append(list, one)
			return err
		})
	return list, err
}

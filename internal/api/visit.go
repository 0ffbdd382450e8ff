package api

import (
	"time"

	"siegel/internal/counsel"
	"siegel/internal/visits"
)

type visitBody struct {
	Agency string `json:"agency"`
	Page   string `json:"page"`
}

// visit says that a page of an agency is looked at. Everything that is counted comes by its header; where nothing is counted it is answered alike.
func visit(c *call) (any, error) {
	var b visitBody
	if err := c.body(&b); err != nil { // kill: S.Visit.visit-asks-body
		return nil, err
	}
	page, ok := visits.ParsePage(b.Page)
	if !ok {
		return nil, counsel.RefuseField(counsel.BadRequest, "page") // kill: S.Visit.visit-page
	}
	if _, err := c.agency(b.Agency); err != nil {
		return nil, err
	}
	visits.Of(c.r.Context()).Shows(page)
	return nil, nil
}

type visitEndBody struct {
	Agency string `json:"agency"`
}

// endVisit says that the page goes.
func endVisit(c *call) (any, error) {
	var b visitEndBody
	if err := c.body(&b); err != nil { // kill: S.Visit.end-visit-asks-body
		return nil, err
	}
	if _, err := c.agency(b.Agency); err != nil {
		return nil, err
	}
	visits.Of(c.r.Context()).Leaves()
	return nil, nil
}

// counted tells the first code by which route a call is answered, and for whom. Whose agency it is, a call without a session says by naming it.
func (c *call) counted(to route) {
	seen := visits.Of(c.r.Context())
	seen.Answers(base + to.path)
	if c.realm == counsel.Seekers && c.by.UID != (counsel.ID{}) {
		seen.At(c.by.Agency)
		seen.Shows(visits.In)
	}
}

type figure struct {
	What  string `json:"what"`
	Count *int64 `json:"count"` // null: there are some, too few to be shown
}

type fileFigure struct {
	File    string `json:"file"`
	Outcome string `json:"outcome"`
	Family  string `json:"family"`
	Count   *int64 `json:"count"`
	KiB     *int64 `json:"kib"`
}

// rowsAnswer is what an agency has of the access record.
type rowsAnswer struct {
	On   bool `json:"on"`
	Days int  `json:"days"`
}

type visitsAnswer struct {
	Installed bool         `json:"installed"`
	On        bool         `json:"on"`
	By        string       `json:"by"`
	Record    *rowsAnswer  `json:"record"` // null: the installation keeps none
	Visits    *int64       `json:"visits"`
	Days      []figure     `json:"days"`
	Hours     []figure     `json:"hours"`
	Lengths   []figure     `json:"lengths"`
	Pages     []figure     `json:"pages"`
	Files     []fileFigure `json:"files"`
}

// getVisits gives a lead the figures of a period.
func getVisits(c *call) (any, error) {
	p, err := period(c.r.URL.Query().Get("from"), c.r.URL.Query().Get("to"))
	if err != nil {
		return nil, err
	}
	f, own, err := c.store().Visits(c.r.Context(), c.by, p)
	out := visitsAnswer{
		Installed: c.s.Counting, On: own.Counts(), By: "day", Visits: shown(f.Visits), Days: figures(f.Days), Hours: figures(f.Hours), Lengths: figures(f.Lengths), Pages: figures(f.Pages),
		Files: make([]fileFigure, len(f.Files)),
	}
	if days := c.s.RecordDays; days > 0 {
		out.Record = &rowsAnswer{own.Records(), days}
	}
	if p.Long() {
		out.By = "month"
	}
	for i, file := range f.Files {
		out.Files[i] = fileFigure{file.Name, file.Outcome, file.Family, shown(file.Count), shown(file.KiB)}
	}
	return out, err
}

func figures(list []visits.Figure) []figure {
	out := make([]figure, len(list))
	for i, f := range list {
		out[i] = figure{f.What, shown(f.Count)}
	}
	return out
}

// shown gives null for what is too small to be shown.
func shown(n int64) *int64 {
	if n == visits.Hidden {
		return nil
	}
	return &n
}

// period reads two days (2026-11-22).
func period(from, to string) (p counsel.Period, err error) {
	if p.From, err = time.Parse(time.DateOnly, from); err != nil {
		return p, counsel.RefuseField(counsel.BadRequest, "from") // kill: S.Visit.period-from
	}
	if p.To, err = time.Parse(time.DateOnly, to); err != nil {
		return p, counsel.RefuseField(counsel.BadRequest, "to") // kill: S.Visit.period-to
	}
	return p, nil
}

type countingBody struct {
	On     bool `json:"on"`
	Record bool `json:"record"`
}

// putVisits lets a lead switch counting, or the access record alone, off for her agency, or on again.
func putVisits(c *call) (any, error) {
	var b countingBody
	if err := c.body(&b); err != nil { // kill: S.Visit.put-visits-asks-body
		return nil, err
	}
	return nil, c.store().CountVisits(c.r.Context(), c.by, b.On, b.Record)
}

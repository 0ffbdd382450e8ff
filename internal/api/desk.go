package api

import (
	"strconv"
	"time"

	"siegel/internal/counsel"
)

// deskAnswer is {"rows":[…],"now":…}.
type deskAnswer struct {
	rows rows
	now  time.Time
}

func (d deskAnswer) appendJSON(b []byte) []byte {
	b = d.rows.appendJSON(append(b, `{"rows":`...))
	b = strconv.AppendInt(append(b, `,"now":`...), millis(d.now), 10)
	return append(b, '}')
}

// getDesk gives the pool and the caller's own cases in one list.
func getDesk(c *call) (any, error) {
	list, err := c.store().Desk(c.r.Context(), c.by)
	return deskAnswer{list, c.s.Clock()}, err
}

type closedAnswer struct {
	Rows rows `json:"rows"`
	More bool `json:"more"`
}

// getClosed gives a page of the caller's closed cases.
func getClosed(c *call) (any, error) {
	skip, err := number(c.r.URL.Query().Get("skip"))
	if err != nil {
		return nil, counsel.RefuseField(counsel.BadRequest, "skip") // kill: S.Desk.get-closed-skip
	}
	list, more, err := c.store().Closed(c.r.Context(), c.by, skip)
	return closedAnswer{list, more}, err
}

type namedBody struct {
	Cases []counsel.ID `json:"cases"`
}

type namedAnswer struct {
	Cases []namedCase `json:"cases"`
}

type namedCase struct {
	Case  caseAnswer   `json:"case"`
	Grant *grantAnswer `json:"grant"`
}

// nameCases gives what opens the names in a list. It is a POST because ids of cases do not belong into an address.
func nameCases(c *call) (any, error) {
	var b namedBody
	if err := c.body(&b); err != nil { // kill: S.Desk.name-cases-asks-body
		return nil, err
	}
	found, err := c.store().Named(c.r.Context(), c.by, b.Cases)
	out := namedAnswer{make([]namedCase, len(found))}
	for i, n := range found {
		out.Cases[i].Case = toCase(n.Case)
		if n.Grant != nil {
			g := toGrant(*n.Grant)
			out.Cases[i].Grant = &g
		}
	}
	return out, err
}

type loadAnswer struct {
	UID     counsel.ID `json:"uid"`
	Cases   int        `json:"cases"`
	Waiting int        `json:"waiting"`
	Overdue int        `json:"overdue"`
	Rest    int        `json:"rest"`
}

type poolAnswer struct {
	Cases   int `json:"cases"`
	Overdue int `json:"overdue"`
}

type overviewAnswer struct {
	People []loadAnswer `json:"people"`
	Pool   poolAnswer   `json:"pool"`
	Rows   rows         `json:"rows"`
	Now    int64        `json:"now"`
}

// getOverview gives a lead who has what, without content.
func getOverview(c *call) (any, error) {
	o, err := c.store().Overview(c.r.Context(), c.by)
	out := overviewAnswer{make([]loadAnswer, len(o.People)), poolAnswer{o.Pool.Cases, o.Pool.Overdue}, o.Rows, millis(c.s.Clock())}
	for i, l := range o.People {
		out.People[i] = loadAnswer{l.UID, l.Cases, l.Waiting, l.Overdue, l.Rest}
	}
	return out, err
}

type releaseBody struct {
	Grants []roleGrant `json:"grants"`
}

// putBack gives a case to the pool again.
func putBack(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	var b releaseBody
	if err := c.body(&b); err != nil { // kill: S.Desk.put-back-asks-body
		return nil, err
	}
	grants, err := roleGrants(b.Grants)
	if err != nil {
		return nil, err
	}
	return nil, c.store().PutBack(c.r.Context(), c.by, id, grants)
}

// grantAnew replaces the grant of a case in the pool, by a lead.
func grantAnew(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	var b releaseBody
	if err := c.body(&b); err != nil { // kill: S.Desk.grant-anew-asks-body
		return nil, err
	}
	grants, err := roleGrants(b.Grants)
	if err != nil {
		return nil, err
	}
	return nil, c.store().GrantAnew(c.r.Context(), c.by, id, grants)
}

type stateBody struct {
	From      counsel.CaseState `json:"from"`
	To        counsel.CaseState `json:"to"`
	LastOrder int64             `json:"last_order"`
}

// putState lets a case rest, closes it, or takes it up again.
func putState(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	var b stateBody
	if err := c.body(&b); err != nil { // kill: S.Desk.put-state-asks-body
		return nil, err
	}
	return nil, c.store().SetState(c.r.Context(), c.by, id, counsel.Move{From: b.From, To: b.To, Seen: b.LastOrder})
}

type marksBody struct {
	Marks []counsel.Mark `json:"marks"`
}

// putMarks replaces what staff have marked a case with.
func putMarks(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	var b marksBody
	if err := c.body(&b); err != nil { // kill: S.Desk.put-marks-asks-body
		return nil, err
	}
	return nil, c.store().SetMarks(c.r.Context(), c.by, id, b.Marks)
}

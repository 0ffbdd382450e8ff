package store

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"siegel/internal/counsel"
)

// rowFacts is what a list shows of a case, in one column: with SQLite's driver each column costs more than finding the row (CPU for 200 rows of twelve
// columns 0.5 ms, of these three 0.36; the ids alone 0.13). Words of ours hold no space; those of the agency stand behind a bar.
const rowFacts = `format('%s %s %s %s %s %s %s %s|%s|%s', state, last_role, lang, created, last_order, last_time, promised_at, confirm_due, topic, marks)`

// rows takes a condition of ours, whose parameters begin at $2, and adds rows as they stand now to a list: those that keep takes, nil for all. A condition
// compares no column of a partial index with a parameter: SQLite would plan it anew each time.
func (t *tx) rows(list []counsel.Row, agency counsel.ID, keep func(counsel.Row) bool, where string, a ...any) ([]counsel.Row, error) {
	from := len(list)
	var id, counsellor counsel.ID
	var facts string
	var bad error
	err := t.fill(`SELECT id, counsellor, `+rowFacts+` FROM cases WHERE agency = $1 AND `+where, append(args{agency}, a...), []any{&id, &counsellor, &facts}, func() {
		r, err := readRow(facts)
		if err != nil {
			bad = err
		}
		r.ID, r.Counsellor = id, counsellor
		if r = r.At(t.now); keep == nil || keep(r) {
			list = append(list, r)
		}
	})
	if err == nil {
		err = bad
	}
	for i := from; i < len(list) && err == nil; i++ { // after the rows are read: the rule may have to be looked up
		list[i].LateAt, err = t.late(agency, list[i].PromisedAt)
	}
	return list, err
}

// readRow reads rowFacts.
func readRow(facts string) (r counsel.Row, err error) {
	own, agency, _ := strings.Cut(facts, "|")
	topic, marks, _ := strings.Cut(agency, "|")
	r.Topic, r.Marks = topic, counsel.ParseMarks(marks)
	word := func() (w string) {
		w, own, _ = strings.Cut(own, " ")
		return w
	}
	number := func() (n int64) {
		n, bad := strconv.ParseInt(word(), 10, 64)
		if bad != nil {
			err = errors.New("store: a row of a list cannot be read")
		}
		return n
	}
	r.State, r.LastRole, r.Lang = counsel.CaseState(word()), counsel.Role(word()), word()
	r.Created, r.LastOrder, r.LastTime, r.PromisedAt, r.ConfirmDue = moment(number()), number(), moment(number()), moment(number()), moment(number())
	return r, err
}

// moment is a stored time; 0 is the zero time.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

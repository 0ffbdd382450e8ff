package record

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// quarter is a record with a clock that the test sets, from 10:11 on.
type quarter struct {
	*Record
	at time.Time
}

func newQuarter() *quarter {
	q := &quarter{at: time.Date(2026, 11, 22, 10, 11, 0, 0, time.UTC)}
	q.Record = New(func() time.Time { return q.at })
	return q
}

func sender(n int) Sender { return Sender{Now: [16]byte{byte(n)}, Before: [16]byte{byte(n), 1}} }

// by is one access of somebody.
func (q *quarter) by(n int) {
	q.Add(Row{File: fmt.Sprintf("/{agency}/%d", n), KiB: 4, Outcome: "ok", Browser: "firefox"}, sender(n))
}

// told are the lines of what is over, in order.
func told(spans []Span) (out []string) {
	for _, s := range spans {
		out = append(out, strings.Split(strings.TrimSpace(string(s.text())), "\n")...)
	}
	slices.Sort(out)
	return out
}

func same(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("written\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Three in a quarter of an hour: one row for each access, with the quarter, when it is over.
func TestAQuarter(t *testing.T) {
	q := newQuarter()
	for n := range 3 {
		q.by(n)
	}
	q.by(0)
	same(t, told(q.Take(false)))
	q.at = q.at.Add(Quarter)
	same(t, told(q.Take(false)),
		"2026-11-22,10:00-10:15,/{agency}/0,4,ok,firefox", "2026-11-22,10:00-10:15,/{agency}/0,4,ok,firefox",
		"2026-11-22,10:00-10:15,/{agency}/1,4,ok,firefox", "2026-11-22,10:00-10:15,/{agency}/2,4,ok,firefox")
	same(t, told(q.Take(true)))
}

// Whoever is alone waits for company, and shares its time.
func TestCompany(t *testing.T) {
	q := newQuarter()
	q.by(1)
	q.at = q.at.Add(Quarter)
	same(t, told(q.Take(false)))
	q.at = q.at.Add(2 * time.Hour) // 12:26
	for _, n := range []int{1, 2, 3} {
		q.by(n)
	}
	q.at = q.at.Add(Quarter)
	q.by(4)
	same(t, told(q.Take(false)),
		"2026-11-22,10:00-12:30,/{agency}/1,4,ok,firefox", "2026-11-22,10:00-12:30,/{agency}/1,4,ok,firefox",
		"2026-11-22,10:00-12:30,/{agency}/2,4,ok,firefox", "2026-11-22,10:00-12:30,/{agency}/3,4,ok,firefox")
}

// A lone visitor of a day is a row of that day, whatever she does and however often she comes: no hour, no quarter.
func TestALoneVisitor(t *testing.T) {
	q := newQuarter()
	for range 40 {
		q.by(1)
		q.at = q.at.Add(7 * time.Minute)
	}
	q.Add(Row{File: "/{agency}", Outcome: "ok", Browser: "safari"}, Sender{Now: [16]byte{9}, Before: [16]byte{1}}) // she, under the key of the next hour
	q.at = time.Date(2026, 11, 23, 0, 1, 0, 0, time.UTC)
	for _, line := range told(q.Take(false)) {
		if !strings.HasPrefix(line, "2026-11-22,00:00-24:00,") {
			t.Error(line)
		}
	}
	q.by(1)
	same(t, told(q.Take(true)), "2026-11-23,00:00-24:00,/{agency}/1,4,ok,firefox")
}

// Senders are known for an hour, and only until there are enough.
func TestSendersAreForgotten(t *testing.T) {
	q := newQuarter()
	q.by(1)
	q.by(2)
	q.at = q.at.Add(time.Hour)
	q.turn(q.at)
	if len(q.senders) != 0 {
		t.Error("known an hour later")
	}
	for n := range 3 {
		q.by(n)
	}
	if len(q.senders) != 0 || !q.company {
		t.Error("known although there are enough")
	}
}

// The order of rows says nothing about who came after whom.
func TestTheOrderIsMixed(t *testing.T) {
	q := newQuarter()
	for n := range 100 {
		q.by(n)
	}
	spans := q.Take(true)
	if files := spans[0].Rows; slices.IsSortedFunc(files, func(a, b Row) int { return len(a.File) - len(b.File) }) {
		t.Error("as they came")
	}
}

// Memory is bounded; midnight and a clock that is put back part the spans.
func TestBounds(t *testing.T) {
	q := newQuarter()
	for range MaxRows + 5 {
		q.by(1)
	}
	if len(q.now.Rows) != MaxRows {
		t.Errorf("%d rows wait", len(q.now.Rows))
	}
	if spans := q.Take(true); len(spans) != 1 || q.waiting != 0 {
		t.Errorf("%d spans, %d still wait", len(spans), q.waiting)
	}
	q.at = time.Date(2026, 11, 22, 23, 50, 0, 0, time.UTC)
	for n := range 3 {
		q.by(n)
	}
	q.at = q.at.Add(-time.Hour)
	q.by(4)
	q.at = q.at.Add(2 * time.Hour)
	got := told(q.Take(false))
	if len(got) != 4 || !strings.HasPrefix(got[0], "2026-11-22,22:45-24:00,") {
		t.Errorf("%v", got)
	}
	var none *Record
	none.Add(Row{}, Sender{})
}

// folder is one that keeps three days, on a disk with room.
func folder(t *testing.T) Folder {
	t.Helper()
	return Folder{Path: filepath.Join(t.TempDir(), "record"), Days: 3, Free: func(string) (uint64, bool) { return 1 << 40, true }}
}

func span(day int) Span {
	from := time.Date(2026, 11, day, 10, 0, 0, 0, time.UTC)
	return Span{From: from, Until: from.Add(Quarter), Rows: []Row{{"/{agency}/privacy", 7, "ok", "chrome"}}}
}

var today = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// A file a day, its owner's alone, with the fields of the notice and no others; it goes when its days are over.
func TestFiles(t *testing.T) {
	f := folder(t)
	for range 2 {
		if err := f.Write(span(22), today); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(f.Path, "access-2026-11-22-1.csv")
	raw, err := os.ReadFile(path)
	if err != nil || string(raw) != "date,time,file,kib,outcome,browser\n2026-11-22,10:00-10:15,/{agency}/privacy,7,ok,chrome\n2026-11-22,10:00-10:15,/{agency}/privacy,7,ok,chrome\n" {
		t.Errorf("%q %v", raw, err)
	}
	for _, place := range []string{path, f.Path} {
		if info, err := os.Stat(place); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v %v", place, info.Mode(), err)
		}
	}
	for _, day := range []int{19, 18, 24} { // the last that is kept; one that is over; one that has not come
		if err := f.Write(span(day), today); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(f.Path, "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	left(t, f, "access-2026-11-19-1.csv", "access-2026-11-22-1.csv", "notes.txt")
	if old, err := f.Old(today.AddDate(0, 0, 1)); old != 1 || err != nil {
		t.Errorf("%d old ones, %v", old, err)
	}
	if err := f.Expire(today.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	left(t, f, "access-2026-11-22-1.csv", "notes.txt")
	if err := f.Expire(today.AddDate(-1, 0, 0)); err != nil { // the file is that of a wrong clock
		t.Fatal(err)
	}
	left(t, f, "notes.txt")
}

func left(t *testing.T, f Folder, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(f.Path)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	if !slices.Equal(names, want) {
		t.Errorf("%v, want %v", names, want)
	}
}

// A large file is followed by the next one, and a day that has too much by none.
func TestRotation(t *testing.T) {
	f := folder(t)
	if err := f.Write(span(22), today); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= MaxFiles; n++ {
		if err := os.WriteFile(filepath.Join(f.Path, name(today, n)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(filepath.Join(f.Path, name(today, n)), MaxFile); err != nil {
			t.Fatal(err)
		}
		switch err := f.Write(span(22), today); {
		case n < MaxFiles && err != nil:
			t.Fatal(err)
		case n == MaxFiles && err != ErrMuch:
			t.Errorf("a day without end: %v", err)
		}
	}
}

// The last of a disk is not the record's, and something in its place is not followed.
func TestNoRoom(t *testing.T) {
	f := folder(t)
	f.Free = func(string) (uint64, bool) { return LeftFree - 1, true }
	if err := f.Write(span(22), today); err != ErrFull {
		t.Errorf("a disk that is nearly full: %v", err)
	}
	left(t, f)
	f.Free = func(string) (uint64, bool) { return 0, false }
	outside := filepath.Join(t.TempDir(), "other")
	if err := os.WriteFile(outside, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(f.Path, name(today, 1))); err != nil {
		t.Fatal(err)
	}
	if err := f.Write(span(22), today); err == nil {
		t.Error("a link was followed")
	}
	if raw, err := os.ReadFile(outside); err != nil || len(raw) != 0 {
		t.Errorf("%q %v", raw, err)
	}
}

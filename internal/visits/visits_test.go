package visits

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"siegel/internal/counsel"
)

// day is a counter in Vienna with a clock that the test sets, from ten in the morning.
type day struct {
	*Counter
	at     time.Time
	agency counsel.ID
	zone   *time.Location
}

func newDay(t *testing.T) *day {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		t.Fatal(err)
	}
	d := &day{at: time.Date(2026, 11, 22, 9, 11, 0, 0, time.UTC), agency: counsel.ID{1}, zone: zone}
	d.Counter = New(func() time.Time { return d.at })
	d.taken = counsel.Day(d.at)
	return d
}

// sender is the n-th.
func sender(n int) Sender { return Sender{Now: [16]byte{byte(n)}, Before: [16]byte{byte(n), 1}} }

// looks is one visitor who looks at a page.
func (d *day) looks(visitor int, p Page, change ...func(*Seen)) {
	s := &Seen{visit: &ID{byte(visitor)}, family: "firefox", agency: d.agency, file: "/{agency}", page: p}
	for _, c := range change {
		c(s)
	}
	d.Count(s, d.zone, sender(visitor), 200, 700)
}

// night passes to the early morning and gives what is kept, as words in order.
func (d *day) night() []string {
	d.at = time.Date(d.at.Year(), d.at.Month(), d.at.Day()+1, 0, 30, 0, 0, time.UTC)
	return words(d.Take()[d.agency])
}

func words(cells []Cell) (out []string) {
	for _, c := range cells {
		out = append(out, fmt.Sprintf("%s %d+%d %s %s %s%s %d %d", c.Day.Format(time.DateOnly), c.From, c.Hours, c.Kind, c.What, c.Outcome, c.Family, c.Count, c.KiB))
	}
	slices.Sort(out)
	return out
}

func same(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("kept\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Three visitors in an hour leave its cells, by the agency's clock.
func TestAnHour(t *testing.T) {
	d := newDay(t)
	for v := range 3 {
		d.looks(v, Start)
	}
	d.at = d.at.Add(6 * time.Minute)
	for v := range 3 {
		d.looks(v, Privacy)
	}
	same(t, d.night(),
		"2026-11-22 10+1 access /{agency} okfirefox 6 5",
		"2026-11-22 10+1 length 15  3 0",
		"2026-11-22 10+1 page privacy  3 0",
		"2026-11-22 10+1 page start  3 0",
	)
	if len(d.Take()) != 0 {
		t.Error("taken twice")
	}
}

// One visitor leaves nothing, however often the page is loaded: no hour, no quarter, no day (PROTOCOL 4.2 T20).
func TestALoneVisitor(t *testing.T) {
	d := newDay(t)
	for load := range 40 {
		d.looks(1, Start, func(s *Seen) { s.visit = &ID{byte(load)} })
		d.at = d.at.Add(time.Second)
	}
	same(t, d.night())
}

// The scrubber's keys change within the hour: she is still one.
func TestALoneVisitorBesideTheChangeOfKeys(t *testing.T) {
	d := newDay(t)
	seen := func() *Seen { return &Seen{family: "safari", agency: d.agency, file: "/{agency}"} }
	for i := range 4 {
		d.Count(seen(), d.zone, Sender{Now: [16]byte{byte(i)}, Before: [16]byte{byte(i - 1)}}, 200, 1)
	}
	same(t, d.night())
}

// What is too little in an hour goes to the quarter of the day, and from there to the day.
func TestFolding(t *testing.T) {
	d := newDay(t)
	for v, hour := range []int{6, 7, 8, 13, 14, 19} { // UTC; Vienna is one later
		d.at = time.Date(2026, 11, 22, hour, 5, 0, 0, time.UTC)
		d.looks(v, Limits)
		d.at = d.at.Add(20 * time.Minute)
		d.Sweep()
	}
	same(t, d.night(),
		"2026-11-22 0+24 access /{agency} okfirefox 3 3",
		"2026-11-22 0+24 length 1  3 0",
		"2026-11-22 0+24 page limits  3 0",
		"2026-11-22 6+6 access /{agency} okfirefox 3 3",
		"2026-11-22 6+6 length 1  3 0",
		"2026-11-22 6+6 page limits  3 0",
	)
}

// A visit ends when the page says so, after a quarter of an hour of silence, and after four hours.
func TestAVisitEnds(t *testing.T) {
	for name, run := range map[string]struct {
		want string
		do   func(d *day, v int)
	}{
		"leaves":  {"1", func(d *day, v int) { d.looks(v, "", (*Seen).Leaves) }},
		"silence": {"1", func(d *day, v int) { d.at = d.at.Add(silence); d.Sweep() }},
		"longest": {"over", func(d *day, v int) {
			for range 30 {
				d.at = d.at.Add(10 * time.Minute)
				d.looks(v, "")
			}
		}},
	} {
		d := newDay(t)
		d.looks(1, Start)
		run.do(d, 1)
		d.Sweep()
		var got []string
		for at := range d.agencies[d.agency].cells {
			if at.Kind == Length {
				got = append(got, at.What)
			}
		}
		if !slices.Equal(got, []string{run.want}) {
			t.Errorf("%s: %v", name, got)
		}
		if name != "longest" && len(d.visits) != 0 {
			t.Errorf("%s: the visit is still known", name)
		}
	}
}

// Who comes when the table is full is not a visit; its request counts all the same.
func TestTheTableIsBounded(t *testing.T) {
	d := newDay(t)
	for n := range MaxVisits + 5 {
		d.looks(1, Start, func(s *Seen) { s.visit = &ID{byte(n), byte(n >> 8), 7} })
	}
	if len(d.visits) != MaxVisits {
		t.Errorf("%d visits are known", len(d.visits))
	}
}

// A closing word alone, or about another agency's page, begins nothing and ends nobody else's visit.
func TestClosingBeginsNothing(t *testing.T) {
	d := newDay(t)
	d.looks(1, "", (*Seen).Leaves)
	if len(d.visits) != 0 {
		t.Error("a visit that nobody made is known")
	}
	if cells := d.agencies[d.agency].cells; len(cells) != 1 { // the request itself
		t.Errorf("%d cells", len(cells))
	}
}

// A visit over midnight that ends after its day was written counts from there on, and is not written a second time.
func TestOverMidnight(t *testing.T) {
	d := newDay(t)
	d.at = time.Date(2026, 11, 22, 22, 55, 0, 0, time.UTC)
	for v := range 3 {
		d.looks(v, Start)
	}
	d.at = time.Date(2026, 11, 22, 23, 2, 0, 0, time.UTC) // 0:02 in Vienna
	same(t, words(d.Take()[d.agency]), "2026-11-22 23+1 access /{agency} okfirefox 3 3")
	for v := range 3 {
		d.looks(v, Start)
	}
	d.at = d.at.Add(time.Hour)
	same(t, d.night(), "2026-11-23 0+1 access /{agency} okfirefox 3 3", "2026-11-23 0+1 length 15  3 0", "2026-11-23 0+1 page start  3 0")
}

// The senders of an hour are forgotten with it, and once there are enough.
func TestSendersAreForgotten(t *testing.T) {
	d := newDay(t)
	d.looks(1, Start)
	d.at = d.at.Add(time.Hour)
	d.Sweep()
	for at, s := range d.agencies[d.agency].cells {
		if s.senders != nil {
			t.Errorf("%v: known an hour later", at)
		}
	}
	for v := range 3 {
		d.looks(v, Start)
	}
	for at, s := range d.agencies[d.agency].there {
		if s.senders != nil {
			t.Errorf("%v: known although there are enough", at)
		}
	}
}

// Nothing is counted without an agency, without a pattern, or without anything.
func TestNothingIsCounted(t *testing.T) {
	d := newDay(t)
	d.Count(nil, d.zone, sender(1), 200, 1)
	d.Count(&Seen{file: "/assets"}, d.zone, sender(1), 200, 1)
	d.Count(&Seen{agency: d.agency}, d.zone, sender(1), 200, 1)
	if len(d.agencies) != 0 {
		t.Error("something was counted")
	}
	var none *Seen
	none.At(d.agency)
	none.Answers("/")
	none.Shows(Start)
	none.Leaves()
	if Of(t.Context()) != nil {
		t.Error("a request that brought nothing")
	}
}

func TestDrop(t *testing.T) {
	d := newDay(t)
	for v := range 3 {
		d.looks(v, Start)
	}
	d.Drop(d.agency)
	if len(d.visits) != 0 {
		t.Error("visits stay")
	}
	same(t, d.night())
}

func TestFamilies(t *testing.T) {
	for text, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36":         "chrome",
		"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0": "edge",
		"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0":                                        "firefox",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/604.1":  "safari",
		"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 OPR/112.0": "other",
		"curl/8.8": "other", "": "other",
	} {
		if got := Family(text, ""); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	if got := Family("", `"Chromium";v="126", "Microsoft Edge";v="126"`); got != "edge" {
		t.Errorf("by its brands: %s", got)
	}
}

func TestIDs(t *testing.T) {
	for text, want := range map[string]bool{"AAAAAAAAAAAAAAAAAAAAAA": true, "AAAAAAAAAAAAAAAAAAAAAB": false, "AAAA": false, "": false, "AAAAAAAAAAAAAAAAAAAAA": false} {
		if _, ok := ParseID(text); ok != want {
			t.Errorf("%q: %v", text, ok)
		}
	}
	if _, ok := ParsePage("in"); ok {
		t.Error("a page may say that somebody is signed in")
	}
}

// What is below five does not stand in any figure.
func TestHiding(t *testing.T) {
	for _, c := range []struct {
		days []int64
		sum  int64
		want []int64
	}{
		{[]int64{10, 20}, 30, []int64{10, 20}},
		{[]int64{10, 4}, 14, []int64{10, Hidden}},
		{[]int64{4}, Hidden, []int64{Hidden}},
		{[]int64{10, 3, 4}, 17, []int64{10, Hidden, Hidden}},
		{[]int64{10, 0}, 10, []int64{10, 0}},
		{nil, 0, nil},
	} {
		var f Figures
		for _, n := range c.days {
			f.Days = append(f.Days, Figure{Count: n})
		}
		f.Files = []File{{Count: 4, KiB: 9}}
		f.Hide()
		var got []int64
		for _, d := range f.Days {
			got = append(got, d.Count)
		}
		if f.Visits != c.sum || !slices.Equal(got, c.want) || f.Files[0].KiB != Hidden {
			t.Errorf("%v: %d %v %v", c.days, f.Visits, got, f.Files)
		}
	}
	months := ByMonth([]Figure{{"2026-10-30", 5}, {"2026-10-31", 6}, {"2026-11-01", 7}})
	if !slices.Equal(months, []Figure{{"2026-10", 11}, {"2026-11", 7}}) {
		t.Errorf("by month: %v", months)
	}
}

// In an hour of many, what a single one of them did is still folded away.
func TestOneOfMany(t *testing.T) {
	d := newDay(t)
	for v := range 5 {
		d.looks(v, Start)
	}
	d.looks(1, Privacy)
	d.looks(2, "", func(s *Seen) { s.visit, s.family = nil, "safari" })
	same(t, d.night(),
		"2026-11-22 10+1 access /{agency} okfirefox 6 5",
		"2026-11-22 10+1 length 1  5 0",
		"2026-11-22 10+1 page start  5 0",
	)
}

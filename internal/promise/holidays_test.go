package promise

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"siegel/internal/counsel"
)

// dates are the days of 2026 and 2027 by the names used below. Easter is 5 April 2026 and 28 March 2027.
var dates = map[string][2]string{
	"new year": {"01-01", "01-01"}, "berchtold": {"01-02", "01-02"}, "epiphany": {"01-06", "01-06"}, "republic": {"03-01", "03-01"}, "women": {"03-08", "03-08"},
	"joseph": {"03-19", "03-19"}, "good friday": {"04-03", "03-26"}, "easter": {"04-06", "03-29"}, "fahrt": {"04-09", "04-01"}, "labour": {"05-01", "05-01"},
	"europe": {"05-09", "05-09"}, "ascension": {"05-14", "05-06"}, "whit": {"05-25", "05-17"}, "corpus": {"06-04", "05-27"}, "june 23": {"06-23", "06-23"},
	"peter": {"06-29", "06-29"}, "august": {"08-01", "08-01"}, "assumption": {"08-15", "08-15"}, "geneva": {"09-10", "09-09"}, "children": {"09-20", "09-20"},
	"fast": {"09-21", "09-20"}, "maurice": {"09-22", "09-22"}, "klaus": {"09-25", "09-25"}, "unity": {"10-03", "10-03"}, "national": {"10-26", "10-26"},
	"reformation": {"10-31", "10-31"}, "saints": {"11-01", "11-01"}, "repentance": {"11-18", "11-17"}, "conception": {"12-08", "12-08"},
	"christmas": {"12-25", "12-25"}, "stephen": {"12-26", "12-26"}, "restoration": {"12-31", "12-31"},
}

const (
	german = "new year, good friday, easter, labour, ascension, whit, unity, christmas, stephen"
	swiss4 = "new year, ascension, august, christmas"
	north  = swiss4 + ", good friday, easter, whit, stephen" // what most Protestant cantons keep
	south  = swiss4 + ", corpus, assumption, saints, conception"
)

// published is what the laws say, written down apart from the library.
var published = map[string]string{
	"AT": "new year, epiphany, easter, labour, ascension, whit, corpus, assumption, national, saints, conception, christmas, stephen",
	"LU": "new year, easter, labour, europe, ascension, whit, june 23, assumption, saints, christmas, stephen",

	"DE": german, "DE-BW": german + ", epiphany, corpus, saints", "DE-BY": german + ", epiphany, corpus, saints", "DE-BE": german + ", women",
	"DE-BB": german + ", reformation", "DE-HB": german + ", reformation", "DE-HH": german + ", reformation", "DE-HE": german + ", corpus",
	"DE-MV": german + ", women, reformation", "DE-NI": german + ", reformation", "DE-NW": german + ", corpus, saints", "DE-RP": german + ", corpus, saints",
	"DE-SL": german + ", corpus, assumption, saints", "DE-SN": german + ", reformation, repentance", "DE-ST": german + ", epiphany, reformation",
	"DE-SH": german + ", reformation", "DE-TH": german + ", children, reformation",

	"CH": swiss4, "CH-ZH": north + ", labour", "CH-BE": north + ", berchtold", "CH-LU": south + ", good friday, stephen",
	"CH-UR": south + ", epiphany, joseph, good friday, easter, whit, stephen", "CH-SZ": south + ", epiphany, joseph, good friday, easter, whit, stephen",
	"CH-OW": south + ", good friday, klaus", "CH-NW": south + ", joseph, good friday", "CH-GL": north + ", fahrt, saints", "CH-ZG": south + ", good friday",
	"CH-FR": south + ", good friday", "CH-SO": swiss4 + ", good friday, labour, corpus, assumption, saints", "CH-BS": north + ", labour", "CH-BL": north + ", labour",
	"CH-SH": north + ", labour", "CH-AR": north, "CH-AI": north + ", corpus, assumption, maurice, saints, conception", "CH-SG": north + ", saints", "CH-GR": north,
	"CH-AG": north + ", berchtold, corpus, assumption, saints, conception", "CH-TG": north + ", berchtold, labour",
	"CH-TI": south + ", epiphany, joseph, easter, labour, whit, peter, stephen", "CH-VD": swiss4 + ", berchtold, good friday, easter, whit, fast",
	"CH-VS": south + ", joseph", "CH-NE": swiss4 + ", republic, good friday, labour", "CH-GE": swiss4 + ", good friday, easter, whit, geneva, restoration",
	"CH-JU": swiss4 + ", berchtold, good friday, easter, labour, whit, corpus, june 23, assumption, saints",
}

// Every region has exactly the published days.
func TestHolidays(t *testing.T) {
	for land := '1'; land <= '9'; land++ {
		published["AT-"+string(land)] = published["AT"]
	}
	if got, want := Regions(), slices.Sorted(maps.Keys(published)); !slices.Equal(got, want) {
		t.Fatalf("regions %v, want %v", got, want)
	}
	for region, names := range published {
		h, err := newHolidays(counsel.Holidays{Region: region})
		if err != nil {
			t.Fatal(err)
		}
		for i, year := range []int{2026, 2027} {
			want := []string{}
			for name := range strings.SplitSeq(names, ", ") {
				date, ok := dates[name]
				if !ok {
					t.Fatalf("no date %q", name)
				}
				want = append(want, fmt.Sprintf("%d-%s", year, date[i]))
			}
			slices.Sort(want)
			got := []string{}
			for d := dayNumber(year, 1, 1); d <= dayNumber(year, 12, 31); d++ {
				if h.is(d) {
					got = append(got, d.time().Format("2006-01-02"))
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %v\nwant %v", region, got, want)
			}
		}
	}
}

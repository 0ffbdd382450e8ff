package metrics

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var label = regexp.MustCompile(`(\w+)="`)

// What was counted shows at the end of the quarter of an hour and not before; labels are route, class and bounds, and nothing of the address.
func TestCounted(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 11, 0, 0, time.UTC)
	m := New(func() time.Time { return now })
	m.Gauge("siegel_backup_age_seconds", "Age.", "main", func() (float64, bool) { return 42, true })
	m.Gauge("siegel_none", "None.", "", func() (float64, bool) { return 0, false })
	alarm := m.Counter("siegel_alarms_total", "Alarms.", "check", []string{"G", "box"})
	mux := http.NewServeMux()
	mux.HandleFunc("/api/1/cases/{id}", func(w http.ResponseWriter, r *http.Request) {
		now = now.Add(50 * time.Millisecond)
		if r.Method == "POST" {
			w.WriteHeader(http.StatusForbidden)
		}
	})
	h := m.Wrap(mux, func(r *http.Request) string { return r.Pattern })
	ask := func(method, path string) {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(method, path, nil))
	}
	ask("GET", "/api/1/cases/kanarienvogel?name=x")
	ask("GET", "/api/1/cases/other")
	for _, word := range []string{"G", "G", "kanarienvogel"} {
		alarm(word)
	}
	ask("POST", "/api/1/cases/other")
	read := func() string {
		var out strings.Builder
		if err := m.Write(&out); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if text := read(); strings.Contains(text, "cases") || !strings.Contains(text, `siegel_backup_age_seconds{kind="main"} 42`) || strings.Contains(text, "siegel_none") || !strings.Contains(text, `siegel_alarms_total{check="G"} 0`) {
		t.Errorf("within the quarter: %s", text)
	}
	now = now.Add(4 * time.Minute)
	text := read()
	for _, want := range []string{
		`siegel_request_seconds_count{route="/api/1/cases/{id}",class="2xx"} 2`, `siegel_request_seconds_count{route="/api/1/cases/{id}",class="4xx"} 1`,
		`siegel_request_seconds_bucket{route="/api/1/cases/{id}",class="2xx",le="0.025"} 0`, `siegel_request_seconds_bucket{route="/api/1/cases/{id}",class="2xx",le="0.1"} 2`,
		"# TYPE siegel_alarms_total counter", `siegel_alarms_total{check="G"} 2`, `siegel_alarms_total{check="box"} 0`,
		`siegel_request_seconds_sum{route="/api/1/cases/{id}",class="2xx"} 0.1`,
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, "kanarienvogel") || strings.Contains(text, "other") {
		t.Errorf("what stood in the address: %s", text)
	}
	for _, l := range label.FindAllStringSubmatch(text, -1) {
		if !slices.Contains([]string{"route", "class", "le", "kind", "check"}, l[1]) {
			t.Errorf("the label %s is not one of ours", l[1])
		}
	}
}

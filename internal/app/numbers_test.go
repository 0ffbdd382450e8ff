package app

import (
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"siegel/internal/testkit"
)

var (
	toldAt = regexp.MustCompile(`http://(\S+)/readyz`)
	labels = regexp.MustCompile(`(\w+)="([^"]*)"`)
)

// The whole server tells numbers on the health listener and nowhere else. No label names an agency, a language, a person; routes are patterns.
func TestNumbersWithoutPersons(t *testing.T) {
	where, clock := folders(t), testkit.NewClock()
	if code, _, errs := siegel(t, append([]string{"agency", "create", "--from", agencyExample}, where...)...); code != 0 {
		t.Fatal(errs)
	}
	server := startAt(t, clock.Now, append([]string{"--health-listen", "127.0.0.1:0"}, where...)...)
	for _, path := range []string{"/donau", "/api/1/agencies/donau", "/api/1/agencies/nobody", "/api/1/session", "/api/1/nothing/kanarienvogel", "/metrics"} {
		if r, text := server.get(t, path); path == "/metrics" && (r.StatusCode == 200 || strings.Contains(text, "siegel_")) {
			t.Error("the public listener tells numbers")
		}
	}
	clock.Pass(20 * time.Minute)
	answer, err := http.Get("http://" + toldAt.FindStringSubmatch(server.out.String())[1] + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	text := string(raw)
	if err != nil || answer.StatusCode != 200 || !strings.Contains(text, `siegel_request_seconds_count{route="/api/1/agencies/{agency}",class="2xx"} 1`) || !strings.Contains(text, "siegel_ready 1\n") {
		t.Errorf("%d %v %s", answer.StatusCode, err, text)
	}
	for _, l := range labels.FindAllStringSubmatch(text, -1) {
		if !slices.Contains([]string{"route", "class", "le", "kind"}, l[1]) || l[1] == "route" && l[2] != "/" && !strings.HasPrefix(l[2], "/api/1/") {
			t.Errorf("the label %s", l[0])
		}
	}
	for _, never := range []string{"donau", "nobody", "kanarienvogel", "127.0.0.1:"} {
		if strings.Contains(text, never) {
			t.Errorf("the numbers hold %q", never)
		}
	}
}

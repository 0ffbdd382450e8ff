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
	server.says(t, "alarms", `{"check":"box"}`)
	clock.Pass(20 * time.Minute)
	answer, text := healthSays(t, server, "/metrics")
	if answer.StatusCode != 200 || !strings.Contains(text, "siegel_clock_believed 1\n") || !strings.Contains(text, "siegel_alarms_total{check=\"box\"} 1\nsiegel_alarms_total{check=\"seal\"} 0\n") || !strings.Contains(text, `siegel_request_seconds_count{route="/api/1/agencies/{agency}",class="2xx"} 1`) || !strings.Contains(text, "siegel_ready 1\n") {
		t.Errorf("%d %s", answer.StatusCode, text)
	}
	for _, l := range labels.FindAllStringSubmatch(text, -1) {
		if !slices.Contains([]string{"route", "class", "le", "kind", "check"}, l[1]) || l[1] == "route" && l[2] != "/" && !strings.HasPrefix(l[2], "/api/1/") {
			t.Errorf("the label %s", l[0])
		}
	}
	for _, never := range []string{"donau", "nobody", "kanarienvogel", "127.0.0.1:"} {
		if strings.Contains(text, never) {
			t.Errorf("the numbers hold %q", never)
		}
	}
}

// says posts what is answered without a word.
func (r *running) says(t *testing.T, path, body string) {
	t.Helper()
	ask, err := http.NewRequest("POST", "http://"+r.address+"/api/1/"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	ask.Host = strings.TrimPrefix(public, "https://")
	ask.Header.Set("Siegel-Realm", "seeker")
	ask.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultTransport.RoundTrip(ask)
	if err != nil {
		t.Fatal(err)
	}
	if _ = answer.Body.Close(); answer.StatusCode != http.StatusNoContent {
		t.Fatalf("%s: %d", path, answer.StatusCode)
	}
}

// healthSays is what the health listener tells.
func healthSays(t *testing.T, server *running, path string) (*http.Response, string) {
	t.Helper()
	answer, err := http.Get("http://" + toldAt.FindStringSubmatch(server.out.String())[1] + path)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}

// A clock that is not believed is told to whoever watches, while people can write and read: the server stays ready (docs/decisions/0033).
func TestReadyByAClockNotBelieved(t *testing.T) {
	where, clock := folders(t), testkit.NewClock()
	if code, _, errs := siegel(t, append([]string{"agency", "create", "--from", agencyExample}, where...)...); code != 0 {
		t.Fatal(errs)
	}
	server := startAt(t, clock.Now, append([]string{"--health-listen", "127.0.0.1:0"}, where...)...)
	told := func(want string) {
		t.Helper()
		for end := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
			_, text := healthSays(t, server, "/metrics")
			if strings.Contains(text, want) {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("it does not tell %s", want)
			}
		}
	}
	told("siegel_clock_believed 1\n")
	clock.Pass(11 * 24 * time.Hour)
	told("siegel_clock_believed 0\n")
	told("siegel_ready 1\n")
	if r, _ := healthSays(t, server, "/readyz"); r.StatusCode != http.StatusNoContent {
		t.Errorf("it sends people away: %d", r.StatusCode)
	}
	if r, _ := server.get(t, "/donau"); r.StatusCode != http.StatusOK {
		t.Errorf("the page says %d", r.StatusCode)
	}
}

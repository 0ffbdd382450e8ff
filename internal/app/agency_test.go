package app

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"siegel/internal/testkit"
)

// look asks the running server for a page of the public host.
func (r *running) look(t *testing.T, path string) (status int, text, location string) {
	t.Helper()
	ask, err := http.NewRequest("GET", "http://"+r.address+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	ask.Header.Set("Siegel-Realm", "seeker")
	ask.Host = strings.TrimPrefix(testkit.Origin, "https://")
	answer, err := http.DefaultTransport.RoundTrip(ask)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body), answer.Header.Get("Location")
}

// The life of an agency at the terminal, beside the server that is running: closed at once and open again, under another name, within limits, gone.
func TestOperatorsAgency(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		where := installed(t, w)
		s, other := testkit.NewScene(t, w, "donau", true), testkit.NewScene(t, w, "sos", true)
		seeker, _ := s.Seeker("sonne-42")
		s.Case(seeker, s.Lead, 2)
		server := startProcess(t, where...)
		do := func(want int, says string, args ...string) {
			t.Helper()
			if code, said := program(t, append(args, where...)...); code != want || !regexp.MustCompile(says).MatchString(said) {
				t.Errorf("%v: %d %s\nwant %d %s", args, code, said, want, says)
			}
		}
		session := func(want int, cookie []byte) {
			t.Helper()
			if got := server.signedIn(t, "/api/1/session", cookie); got != want {
				t.Errorf("session: %d, want %d", got, want)
			}
		}
		page := func(path string, want int, says string) {
			t.Helper()
			if got, text, to := server.look(t, path); got != want || !strings.Contains(text+to, says) {
				t.Errorf("%s: %d %s\n%s", path, got, to, text)
			}
		}
		out := server.stream(t, s.Cookie[s.Lead.UID])
		do(1, "usage: siegel agency suspend SHORT", "agency", "suspend")
		do(1, `there is no agency "rhein"`, "agency", "suspend", "rhein")
		do(0, "donau is closed", "agency", "suspend", "donau")
		session(401, s.Cookie[s.Lead.UID])
		session(200, other.Cookie[other.Lead.UID])
		select {
		case <-out:
		case <-time.After(20 * time.Second): // the hub's own sweep comes every minute
			t.Error("the open page has not heard of it")
		}
		page("/donau/sign-in", 503, "Diese Beratungsstelle ist zurzeit geschlossen.")
		page("/api/1/agencies/donau", 200, `"setup":"closed"`)
		page("/sos/sign-in", 200, "")
		do(0, "donau is open", "agency", "resume", "donau")
		page("/donau/sign-in", 200, "")

		do(1, "short name exists", "agency", "rename", "donau", "sos")
		do(0, testkit.Origin+"/elbe\n", "agency", "rename", "donau", "elbe")
		page("/donau/help", 308, "/elbe/help")
		page("/elbe", 200, "Beratung donau")

		do(1, "expected a size like 500MB", "agency", "quota", "elbe", "--max-files", "12")
		do(1, "expected a whole number", "agency", "quota", "elbe", "--max-staff", "-1")
		do(0, `(?m)^files +0 bytes +20 GB\nstaff +1 +no limit\ncases +1 +1$`, "agency", "quota", "elbe", "--max-files", "20GB", "--max-cases", "1")
		do(0, `(?m)^cases +1 +1$`, "agency", "quota", "elbe", "--max-files", "0")
		page("/elbe", 200, "Zurzeit nehmen wir keine neuen Nachrichten an.")

		do(1, "is open; close it first", "agency", "delete", "elbe", "--name", "Beratung donau")
		do(0, "elbe is closed", "agency", "suspend", "elbe")
		do(1, "1 seekers, 1 members of staff, 1 cases, 1 letters(.|\n)*nothing was deleted", "agency", "delete", "elbe")
		do(1, "nothing was deleted", "agency", "delete", "elbe", "--name", "beratung donau")
		page("/elbe", 503, "geschlossen")
		do(0, "elbe is deleted", "agency", "delete", "elbe", "--name", "Beratung donau")
		page("/elbe", 404, "")
		page("/donau", 404, "")
		session(200, other.Cookie[other.Lead.UID])
		do(0, `^SHORT.*\nsos `, "agency", "list")
	})
}

// Sizes as people write them, and never a number that the databases cannot count with.
func TestSizes(t *testing.T) {
	for text, want := range map[string]int64{"0": 0, "500MB": 5e8, "20 gb": 2e10, "1TB": 1e12, "12": -1, "GB": -1, "-1GB": -1, "1.5GB": -1, "9999999999TB": -1, "": -1} {
		got, err := parseSize(text)
		if err != nil {
			got = -1
		}
		if got != want {
			t.Errorf("%q: %d %v", text, got, err)
		}
	}
	for n, want := range map[int64]string{0: "0 bytes", 999_999: "999999 bytes", 1e6: "1 MB", 1_000_001: "2 MB", 2e10: "20 GB"} {
		if got := size(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

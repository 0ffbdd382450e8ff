package app

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// A call by another host name is refused in the interface's own words, whatever its method; keys are bound to the one origin.
func TestCallsByAnotherName(t *testing.T) {
	server := start(t, folders(t)...)
	for name, c := range map[string]struct {
		method, path, host string
		status             int
		code               string
	}{
		"the right name":          {"GET", "/api/1/session", "portal.test", 401, "signed_out"},
		"in capitals":             {"GET", "/api/1/session", "PORTAL.test", 401, "signed_out"},
		"another name":            {"GET", "/api/1/session", "other.test", 403, "cross_site"},
		"another name, sending":   {"POST", "/api/1/auth/login", "other.test", 403, "cross_site"},
		"an address":              {"GET", "/api/1/session", "10.0.0.7", 403, "cross_site"},
		"a slash too many":        {"GET", "/api/1//session", "portal.test", 404, "not_found"},
		"a slash too many before": {"POST", "/api//1/auth/login", "portal.test", 404, "not_found"},
	} {
		r, err := http.NewRequest(c.method, "http://"+server.address+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = c.host
		r.Header.Set("Siegel-Realm", "seeker")
		answer, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || answer.StatusCode != c.status || answer.Header.Get("Content-Type") != "application/problem+json" || !strings.Contains(string(text), `"code":"`+c.code+`"`) {
			t.Errorf("%s: %d %s %s", name, answer.StatusCode, answer.Header.Get("Location"), text)
		}
	}
}

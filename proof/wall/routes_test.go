package wall

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// left are routes that nobody walks through, and why. What they answer about every foreign id is in internal/api.
var left = map[string]string{
	"POST auth/pre":               "a pure function of the name: probing_test.go",
	"POST auth/recover":           "has no session; names a return code: wall_test.go",
	"PUT auth/recover":            "has no session; names a return code: wall_test.go",
	"PUT me/wraps":                "one's own, and everybody would be locked out: rekey_test.go",
	"PUT me/keys":                 "names cases in its body, and everybody would be locked out: wall_test.go",
	"POST session/tab/leaving":    "a page that goes, without our header: tab_test.go",
	"GET me/notice":               "without a notifier there is none: notice_test.go",
	"PUT me/notice":               "without a notifier there is none: notice_test.go",
	"DELETE me/notice":            "without a notifier there is none: notice_test.go",
	"POST me/notice/confirmation": "without a notifier there is none: notice_test.go",
	"POST setup":                  "the agencies are ready: manifest_test.go",
	"POST csp":                    "a browser's report",
}

var routed = regexp.MustCompile(`\{"([A-Z]+)", "([^"]+)", \w+, \d+, \w+\}`)

// walkedThrough fails for each route of the program that was not called and does not stand above; refused are those that were never allowed.
func (k *walk) walkedThrough(t *testing.T) (routes int, refused []string) {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("..", "..", "internal", "api", "routes.go"))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, m := range routed.FindAllStringSubmatch(string(source), -1) {
		name := m[1] + " " + m[2]
		known[name] = true
		form := regexp.MustCompile(`^` + regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(regexp.QuoteMeta(name), `[^/]+`) + `$`)
		walked, done := false, false
		for call, allowed := range k.server.asked {
			if form.MatchString(call) {
				walked, done = true, done || allowed
			}
		}
		switch {
		case walked:
			if routes++; !done {
				refused = append(refused, name)
			}
		case left[name] == "":
			t.Errorf("nobody walks through %s: add a deed, or say in routes_test.go why not", name)
		}
	}
	for name := range left {
		if !known[name] {
			t.Errorf("there is no route %s", name)
		}
	}
	if routes < 50 || strings.Count(string(source), `", signedIn, `)+strings.Count(string(source), `", anybody, `) > len(known) {
		t.Errorf("void: %d routes walked through of %d that could be read", routes, len(known))
	}
	return routes, refused
}

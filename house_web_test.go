package house

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// webMayImport is the same table for the browser: desk.ts and seeker.ts → screens → features → session → crypto → nothing, and
// features → ui → i18n. A feature never imports a feature.
var webMayImport = map[string][]string{
	"crypto":       {},
	"i18n":         {},
	"ui":           {"i18n"},
	"session":      {"crypto", "i18n"},
	"features":     {"crypto", "session", "ui", "i18n"},
	"screens":      {"features", "crypto", "session", "ui", "i18n"},
	"demo":         {"crypto", "session"},
	"data":         {},
	"styles":       {},
	"seeker":       {"screens", "features", "session", "styles"},
	"desk":         {"screens", "features", "session", "styles"},
	"worker":       {"crypto"},
	"deskworker":   {"crypto"},
	"readerworker": {"crypto"},
	"second":       {"screens"},
	"leads":        {"screens"},
	"zipworker":    {"session"}, // for the shape of what it is given
	"page":         {"session"},
}

// cryptoDoor is what others see of the crypto folder: what travels, the verbs of the key worker, the way to it, and random ids and
// words. Keys stay behind.
var cryptoDoor = []string{"crypto/wire", "crypto/verbs", "crypto/client", "crypto/random"}

var webImport = regexp.MustCompile(`(?m)(?:^import|^export|\}) [^;]*?from '(\.[^']*)'|import '(\.[^']*)'|import\('(\.[^']*)'\)`)

func layer(file string) string {
	return strings.Split(strings.TrimSuffix(file, path.Ext(file)), "/")[0]
}

func feature(file string) string {
	parts := strings.Split(file, "/")
	if parts[0] != "features" || len(parts) < 2 {
		return ""
	}
	return parts[1]
}

func TestWebImports(t *testing.T) {
	for _, s := range sources(t, ".ts", ".tsx") {
		file, ok := strings.CutPrefix(s.path, "web/src/")
		if !ok || s.isTest() {
			continue
		}
		allowed, known := webMayImport[layer(file)]
		if !known {
			t.Errorf("%s: %q is not in the table of house_web_test.go; decide first who may import it", s.path, layer(file))
		}
		for _, m := range webImport.FindAllStringSubmatch(string(s.data), -1) {
			to := path.Join(path.Dir(file), m[1]+m[2]+m[3])
			if path.Base(to) == "testing" && path.Base(file) != "testing.ts" {
				t.Errorf("%s imports %s, which is for tests only", s.path, to)
			}
			if path.Base(file) == "testing.ts" { // what several tests of a folder begin with; nothing but tests imports it
				continue
			}
			if why := webForbids(file, to, allowed); why != "" {
				t.Errorf("%s imports %s: %s", s.path, to, why)
			}
		}
	}
}

func webForbids(file, to string, allowed []string) string {
	from, target := layer(file), layer(to)
	switch {
	case feature(to) != "" && feature(file) != "" && feature(to) != feature(file):
		return "a feature never imports a feature; a screen composes them"
	case from == target:
		return ""
	case !slices.Contains(allowed, target):
		return from + " may import only " + strings.Join(allowed, ", ")
	case target == "crypto" && !strings.HasSuffix(from, "worker") && from != "demo" && !slices.Contains(cryptoDoor, strings.TrimSuffix(to, ".ts")):
		return "only wire, verbs, client and random may be seen from outside; keys stay in the key worker"
	}
	return ""
}

// onlyIn says where in the browser a word of code may stand.
var onlyIn = []struct {
	word    *regexp.Regexp
	folders []string
	why     string
}{
	{regexp.MustCompile(`\bcrypto\.subtle\b`), []string{"crypto"}, "one door to the keys"},
	{regexp.MustCompile(`\bfetch\(|\bXMLHttpRequest\b|\bsendBeacon\b|\bEventSource\b|\bWebSocket\b`), []string{"session", "demo"}, "one place speaks to the server, so one place can be searched for what leaves"},
	{regexp.MustCompile(`\b(?:sessionStorage|localStorage|indexedDB|caches\.|document\.cookie|serviceWorker)\b`), []string{"session"}, "nothing is stored in the browser; the one place that clears it is session"},
	{regexp.MustCompile(`\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|dangerouslySetInnerHTML)\b`), nil, "text is never read as HTML"},
	{regexp.MustCompile(`\beval\(|\bnew Function\(`), nil, "text is never run"},
	{regexp.MustCompile(`\bMath\.random\b`), nil, "randomness comes from crypto.getRandomValues"},
	{regexp.MustCompile(`\bgetRandomValues\b`), []string{"crypto", "demo"}, "one place makes random bytes"},
	{regexp.MustCompile(`\bconsole\.`), []string{"demo"}, "a console keeps what was written there"},
}

var comment = regexp.MustCompile(`(?s)/\*.*?\*/|(?m)//[^\n]*$`)

func TestWebDoors(t *testing.T) {
	for _, s := range sources(t, ".ts", ".tsx") {
		file, ok := strings.CutPrefix(s.path, "web/src/")
		if !ok || s.isTest() {
			continue
		}
		code := comment.ReplaceAll(s.data, nil)
		for _, rule := range onlyIn {
			if word := rule.word.Find(code); word != nil && !slices.Contains(rule.folders, layer(file)) {
				t.Errorf("%s: %s may stand only in %v: %s", s.path, word, rule.folders, rule.why)
			}
		}
	}
}

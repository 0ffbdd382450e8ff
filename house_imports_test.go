package house

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// mayImport is who may import whom: counsel knows the rules, store keeps and asks counsel first, api speaks HTTP. A package that is
// not in the table may not exist.
var mayImport = map[string][]string{
	".":                        {"proof/kill"}, // a house test asks it where the checks are
	"cmd/siegel":               {"internal/app"},
	"internal/app":             {"internal/api", "internal/backup", "internal/certificate", "internal/config", "internal/counsel", "internal/demo", "internal/doctor", "internal/files", "internal/jobs", "internal/live", "internal/metrics", "internal/notice", "internal/notifier", "internal/opener", "internal/record", "internal/rest", "internal/sg1", "internal/shred", "internal/site", "internal/store", "internal/texts", "internal/visits", "locales", "web"},
	"internal/api":             {"internal/counsel", "internal/live", "internal/notice", "internal/sg1", "internal/store", "internal/visits", "internal/work"},
	"internal/site":            {"internal/config", "internal/counsel", "internal/promise", "internal/record", "internal/store", "internal/texts", "internal/visits"},
	"internal/doctor":          {"internal/backup", "internal/certificate", "internal/config", "internal/counsel", "internal/files", "internal/notice", "internal/promise", "internal/record", "internal/rest", "internal/sg1", "internal/shred", "internal/store", "internal/texts"},
	"internal/certificate":     {},
	"internal/metrics":         {},
	"internal/backup":          {"internal/counsel", "internal/store"},
	"internal/sg1":             {"internal/counsel"},
	"internal/jobs":            {"internal/counsel", "internal/notice", "internal/record", "internal/shred", "internal/store", "internal/visits"},
	"internal/notice":          {"internal/counsel"},
	"internal/notifier":        {"internal/counsel", "internal/notice", "internal/sg1", "internal/texts"},
	"internal/files":           {"internal/counsel"},
	"internal/store":           {"internal/counsel", "internal/files", "internal/promise", "internal/rest", "internal/sg1", "internal/shred", "internal/visits"},
	"internal/rest":            {},
	"internal/opener":          {"internal/counsel", "internal/sg1"},
	"internal/shred":           {"internal/rest"},
	"internal/work":            {},
	"internal/live":            {"internal/counsel"},
	"internal/texts":           {"internal/counsel"},
	"internal/config":          {"internal/counsel", "internal/promise"},
	"internal/promise":         {"internal/counsel"},
	"internal/counsel":         {},
	"internal/visits":          {"internal/counsel"},
	"internal/record":          {},
	"internal/demo":            {"internal/config", "internal/counsel"},
	"bench":                    {"internal/app", "internal/backup", "internal/config", "internal/counsel", "internal/files", "internal/rest", "internal/sg1", "internal/store", "internal/testkit"},
	"proof/address":            proofs,
	"proof/crash":              proofs,
	"proof/fuzz":               proofs,
	"proof/kill":               proofs,
	"proof/same":               proofs,
	"proof/wall":               proofs,
	"internal/testkit":         {"internal/api", "internal/app", "internal/config", "internal/counsel", "internal/files", "internal/demo", "internal/notice", "internal/notifier", "internal/rest", "internal/sg1", "internal/shred", "internal/site", "internal/store", "internal/texts", "internal/work", "locales", "web"},
	"internal/testkit/clocked": {"internal/app"},
	"deploy":                   {},
	"locales":                  {},
	"spec":                     {},
	"web":                      {},
}

// proofs look at the whole from outside; nothing imports them.
var proofs = []string{"internal/config", "internal/counsel", "internal/rest", "internal/sg1", "internal/shred", "internal/store", "internal/testkit"}

// testsMayImport is what tests may import beyond the table: the test kit, the checks (they are pure), and the texts and pages that are
// built in.
var testsMayImport = []string{"internal/testkit", "internal/sg1", "locales", "web"}

// outside says which packages may import which modules of others. Tests of spec open what product code cannot.
var outside = map[string][]string{
	"internal/notifier":    {"filippo.io/age", "github.com/wneessen/go-mail", "modernc.org/sqlite"},
	"internal/demo":        {"github.com/emersion/go-smtp"},
	"internal/backup":      {"filippo.io/age"},
	"internal/certificate": {"golang.org/x/crypto"},
	"internal/opener":      {"filippo.io/age"},
	"internal/config":      {"github.com/BurntSushi/toml"},
	"internal/files":       {"github.com/aws/aws-sdk-go-v2"},
	"internal/promise":     {"github.com/rickar/cal/v2"},
	"internal/work":        {"golang.org/x/crypto"},
	"internal/store":       {"github.com/pressly/goose/v3", "github.com/jackc/pgx/v5", "modernc.org/sqlite"},
	"internal/shred":       {"github.com/jackc/pgx/v5", "modernc.org/sqlite"},
	"internal/testkit":     {"filippo.io/age", "github.com/jackc/pgx/v5", "modernc.org/sqlite"},
	"bench":                {"github.com/jackc/pgx/v5", "modernc.org/sqlite"},
}

var testsMayImportOutside = []string{"filippo.io/age", "filippo.io/edwards25519", "golang.org/x/crypto", "golang.org/x/text", "pgregory.net/rapid", "github.com/emersion/go-smtp", "github.com/emersion/go-sasl"}

const module = "siegel/"

func TestImports(t *testing.T) {
	for _, s := range sources(t, ".go") {
		if strings.HasPrefix(s.path, "tools/") { // a module of its own
			continue
		}
		allowed, known := mayImport[s.folder()]
		if !known {
			t.Errorf("%s: package %s is not in the table of house_imports_test.go; decide first who may import it and whom it may import", s.path, s.folder())
			continue
		}
		for _, name := range imports(s.parse(t)) {
			if why := s.forbids(name, allowed); why != "" {
				t.Errorf("%s imports %s: %s", s.path, name, why)
			}
		}
	}
}

// forbids gives the reason why a file may not import a package, or "".
func (s source) forbids(name string, allowed []string) string {
	local, ours := strings.CutPrefix(name, module)
	switch {
	case ours && local == s.folder():
		return "" // an outer test of the package itself
	case ours && local == "internal/testkit" && !s.isTest() && s.folder() != "bench" && !strings.HasPrefix(s.folder(), "proof/"):
		return "the test kit is for tests and for what measures"
	case ours && slices.Contains(allowed, local), ours && s.isTest() && slices.Contains(testsMayImport, local):
		return ""
	case ours:
		return s.folder() + " may import only " + strings.Join(allowed, ", ")
	case !strings.Contains(strings.Split(name, "/")[0], "."): // the standard library
		return ""
	case s.isTest() && matches(name, testsMayImportOutside):
		return ""
	case matches(name, outside[s.folder()]):
		return s.driver(name)
	}
	return "a library needs a line in docs/decisions/0010 and in this table"
}

// driver keeps the database drivers in one file: everything the two databases disagree about is there.
func (s source) driver(name string) string {
	if s.folder() == "internal/store" && path.Base(s.path) != "dialect.go" && matches(name, []string{"github.com/jackc/pgx/v5", "modernc.org/sqlite"}) {
		return "drivers only in dialect.go"
	}
	return ""
}

func matches(name string, modules []string) bool {
	return slices.ContainsFunc(modules, func(m string) bool { return name == m || strings.HasPrefix(name, m+"/") })
}

// keysAndCiphers are what opening a Box takes.
var keysAndCiphers = []string{
	"crypto/aes", "crypto/cipher", "crypto/des", "crypto/ecdh", "crypto/hkdf", "crypto/hpke", "crypto/mlkem", "crypto/pbkdf2", "crypto/rc4",
	"filippo.io/age", "golang.org/x/crypto",
}

// TestNothingElseOpens: the server cannot read. Ciphers are imported by internal/rest alone, and there only for its own layer.
func TestNothingElseOpens(t *testing.T) {
	opens := 0
	for _, s := range sources(t, ".go") {
		if s.isTest() || s.folder() == "internal/testkit" || strings.HasPrefix(s.path, "tools/") {
			continue
		}
		for _, name := range imports(s.parse(t)) {
			if sealsBackups := s.folder() == "internal/backup" && name == "filippo.io/age"; sealsBackups {
				s.wantNoOpeningBut(t, "open.go")
				continue
			}
			if opensAddresses := s.folder() == "internal/notifier" && name == "filippo.io/age"; opensAddresses {
				s.wantNoOpeningBut(t, "identity.go") // a process of its own, with a key of its own
				continue
			}
			if opensCases := s.folder() == "internal/opener" && matches(name, keysAndCiphers); opensCases {
				continue // run by hand, where the archive's key is; nothing but internal/app may import it, and the server does not call it
			}
			if asksForCertificates := s.folder() == "internal/certificate" && matches(name, []string{"golang.org/x/crypto/acme"}); asksForCertificates {
				continue // it speaks to an authority, and opens nothing
			}
			if reckons := s.folder() == "internal/work" && name == "golang.org/x/crypto/argon2"; reckons {
				continue // it checks what browsers have reckoned, and opens nothing
			}
			if matches(name, keysAndCiphers) && s.folder() != "internal/rest" {
				t.Errorf("%s imports %s: only internal/rest opens anything on the server, and only its own layer", s.path, name)
			}
			if name == "crypto/cipher" && s.folder() == "internal/rest" {
				opens++
				s.wantOnlyRestLabels(t)
			}
		}
	}
	if opens != 1 {
		t.Errorf("%d files of internal/rest hold a cipher, want one: it is read as a whole", opens)
	}
}

// wantNoOpeningBut: backups are sealed to a key that no server has. What opens one stands in a file of its own, takes that key from the operator's hand,
// and what it opens is a copy of rows that browsers sealed.
func (s source) wantNoOpeningBut(t *testing.T, file string) {
	t.Helper()
	for _, word := range []string{"age.Decrypt", "age.ParseIdentities", "age.ParseX25519Identity", "age.ParseHybridIdentity"} {
		if strings.Contains(string(s.data), word) && path.Base(s.path) != file {
			t.Errorf("%s calls %s: a server only seals backups; what opens them stands in %s", s.path, word, file)
		}
	}
}

var label = regexp.MustCompile(`"sg1/[^"]*"`)

func (s source) wantOnlyRestLabels(t *testing.T) {
	t.Helper()
	for _, l := range label.FindAllString(string(s.data), -1) {
		if l != `"sg1/rest"` && l != `"sg1/box"` {
			t.Errorf("%s holds a cipher and the label %s: the server opens boxes under sg1/rest and no others", s.path, l)
		}
	}
}

// TestLibrariesHaveReasons: each library stands in the decision record with why, how it is kept, and what leaves if it dies.
func TestLibrariesHaveReasons(t *testing.T) {
	var records strings.Builder
	for _, s := range sources(t, ".md") {
		if s.folder() == "docs/decisions" {
			records.Write(s.data)
		}
	}
	for _, names := range outside {
		for _, name := range names {
			wantReason(t, records.String(), name)
		}
	}
	for _, name := range testsMayImportOutside {
		wantReason(t, records.String(), name)
	}
	for _, s := range sources(t, "web/package.json") {
		list := regexp.MustCompile(`(?s)ependencies": \{(.*?)\}`)
		for _, block := range list.FindAllSubmatch(s.data, -1) {
			for _, m := range regexp.MustCompile(`"([^"]+)":`).FindAllSubmatch(block[1], -1) {
				wantReason(t, records.String(), string(m[1]))
			}
		}
	}
}

func wantReason(t *testing.T, records, name string) {
	t.Helper()
	if !strings.Contains(records, "`"+name+"`") {
		t.Errorf("%s has no line in docs/decisions: why it is here, how it is kept, what leaves if it dies", name)
	}
}

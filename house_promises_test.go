package house

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// promising are words by which German texts say what is kept, read, deleted, sealed or never done.
var promising = regexp.MustCompile(`(?i)(^|[^\pL])(nie|niemals|niemand|kein\pL*|gelöscht|löschen|vernichtet|verschlüsselt|versiegelt|verschlossen\pL*|nur (sie|die|wer|mit)|geheim|vertraulich|anonym|gespeichert|` +
	`behalten|bleibt? (hier|erhalten)|nichts|erfährt|nicht sehen|tagen|lesen)([^\pL]|$)`)

var (
	inTicks   = regexp.MustCompile("`([^`]+)`")
	goTest    = regexp.MustCompile(`\bTest[A-Z]\w*`)
	titled    = regexp.MustCompile("`([a-z-]+)\\.spec`(?:[^`|;]*?) \"([^\"]+)\"")
	textKey   = regexp.MustCompile(`^[a-z]+\.[a-z0-9_]+$`)
	plural    = regexp.MustCompile(`\.(one|other)$`)
	listsElse = []string{"privacy.", "limits."} // docs/privacy/seeds.md, docs/proof.md
)

// TestEveryPromiseHasATest: docs/promises.md has each text that promises something, and nothing that is gone.
func TestEveryPromiseHasATest(t *testing.T) {
	german := catalogues(t)["de"]
	text, err := os.ReadFile("docs/promises.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	listed := map[string]bool{}
	for _, found := range inTicks.FindAllStringSubmatch(page, -1) {
		if textKey.MatchString(found[1]) && !strings.HasSuffix(found[1], ".spec") {
			listed[found[1]] = true
		}
	}
	there := map[string]bool{}
	promises := 0
	for _, key := range sorted(german) {
		name := plural.ReplaceAllString(key, "")
		there[name] = true
		elsewhere := slices.ContainsFunc(listsElse, func(space string) bool { return strings.HasPrefix(key, space) })
		if elsewhere || len(german[key]) < 26 || !promising.MatchString(german[key]) {
			continue
		}
		promises++
		if !listed[name] {
			t.Errorf("docs/promises.md lacks %s: %q", name, german[key])
		}
	}
	for name := range listed {
		if !there[name] {
			t.Errorf("docs/promises.md: there is no text %s", name)
		}
	}
	if promises < 150 {
		t.Errorf("only %d texts promise something: the search is blind", promises)
	}
	proven(t, page)
}

// named are the tests of this project: the text of all Go tests, and the browser side's files by path.
type named struct {
	goTests string
	files   map[string]string
}

// proven looks that the tests which the page names exist, and that each line of its tables names one.
func proven(t *testing.T, page string) {
	t.Helper()
	all := named{files: map[string]string{}}
	for _, s := range sources(t, "_test.go") {
		all.goTests += string(s.data)
	}
	for _, s := range sources(t, ".ts") {
		all.files[s.path] = string(s.data)
	}
	for _, line := range strings.Split(page, "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || strings.HasPrefix(line, "|---") || strings.HasPrefix(line, "| texts") {
			continue
		}
		if count := all.look(t, cells[3]); count == 0 {
			t.Errorf("docs/promises.md names no test in %q", line)
		}
	}
}

// look counts the tests that a cell names, each of which has to exist.
func (n named) look(t *testing.T, cell string) (count int) {
	t.Helper()
	for _, name := range goTest.FindAllString(cell, -1) {
		count++
		if !regexp.MustCompile(`func ` + name + `\(`).MatchString(n.goTests) {
			t.Errorf("docs/promises.md names %s, which does not exist", name)
		}
	}
	for _, found := range inTicks.FindAllStringSubmatch(cell, -1) {
		path := found[1]
		if strings.HasSuffix(path, ".spec") {
			path = "web/e2e/" + path + ".ts"
		}
		if !strings.HasPrefix(path, "web/") {
			continue
		}
		count++
		if !n.has(path) {
			t.Errorf("docs/promises.md names %s, which does not exist", path)
		}
	}
	for _, found := range titled.FindAllStringSubmatch(cell, -1) {
		if !strings.Contains(n.files["web/e2e/"+found[1]+".spec.ts"], "'"+found[2]) {
			t.Errorf("docs/promises.md: no title of %s.spec begins %q", found[1], found[2])
		}
	}
	return count
}

// has says whether there is such a file, or files in such a folder.
func (n named) has(path string) bool {
	for name := range n.files {
		if name == path || strings.HasPrefix(name, path+"/") {
			return true
		}
	}
	return false
}

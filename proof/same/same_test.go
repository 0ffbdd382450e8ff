package same

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"siegel/internal/testkit"
)

// place is a copy of the source, and who builds there under what circumstances.
type place struct {
	dir string
	env []string
	who *account // nil: whoever runs the test
}

// far is the folder of the second build: longer, with spaces, and words that stand in no text of ours.
const far = "far away from the first one"

// TestTwoBuilds builds twice with `make build` and compares everything that is shipped. The short form shares caches and installed packages; the long form has
// none, and where it may, another user builds the second.
func TestTwoBuilds(t *testing.T) {
	began := time.Now()
	top, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	one := place{dir: filepath.Join(root, "one"), env: []string{"TZ=Europe/Vienna", "LANG=C.UTF-8"}}
	two := place{dir: filepath.Join(root, far, "source"), env: []string{"TZ=Pacific/Apia", "LANG=C", "LC_ALL=C"}}
	said := "one user, shared caches"
	if testkit.Long() {
		two.who = other()
		said = "caches of their own, " + map[bool]string{true: "two users", false: "one user: no other could be used here"}[two.who != nil]
		one.env, two.env = append(one.env, fresh(t, root, "h1", nil)...), append(two.env, fresh(t, root, "h2", two.who)...)
	}
	first, second := one.build(t, top), two.build(t, top)
	for _, name := range slices.Sorted(maps.Keys(first)) {
		if first[name] != second[name] {
			t.Errorf("%s differs: %.12s and %.12s", name, first[name], second[name])
		}
	}
	if len(first) != len(second) || len(first) < 45 || first["build/siegel"] == "" {
		t.Errorf("void: %d and %d files", len(first), len(second))
	}
	one.names(t, far, root)
	two.names(t, far, root)
	one.notices(t, first)
	if t.Failed() {
		return
	}
	t.Logf("%d files are equal in both builds (%s), and build/SHA256SUMS lists them all; a changed word was noticed; %s", len(first), said, time.Since(began).Round(time.Second))
}

// fresh makes a home with nothing in it, and caches there.
func fresh(t *testing.T, root, name string, who *account) []string {
	t.Helper()
	home := filepath.Join(root, name)
	if err := os.MkdirAll(home, 0o755); err != nil {
		t.Fatal(err)
	}
	who.own(t, home)
	return []string{
		"HOME=" + home, "GOCACHE=" + filepath.Join(home, "go-build"), "GOMODCACHE=" + filepath.Join(home, "mod"), "GOPATH=" + filepath.Join(home, "go"),
		"npm_config_cache=" + filepath.Join(home, "npm"), "GOFLAGS=-trimpath -buildvcs=false -modcacherw",
	}
}

// build copies the source, builds it, checks the list of hashes, and gives the hash of each file.
func (p place) build(t *testing.T, top string) map[string]string {
	t.Helper()
	p.copy(t, top)
	p.run(t, "make", "build")
	list, err := os.ReadFile(filepath.Join(p.dir, "build", "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]string{}
	var names []string
	for line := range strings.Lines(string(list)) {
		sum, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if !ok {
			t.Fatalf("build/SHA256SUMS: %q", line)
		}
		sums[name], names = sum, append(names, name)
	}
	if !slices.IsSorted(names) {
		t.Error("build/SHA256SUMS is not in order")
	}
	found := p.hashes(t)
	if !maps.Equal(sums, found) {
		t.Errorf("build/SHA256SUMS lists %d files, there are %d; or their hashes differ", len(sums), len(found))
	}
	return found
}

// hashes are those of the files as they lie there.
func (p place) hashes(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for name, data := range p.files(t) {
		sum := sha256.Sum256(data)
		found[name] = hex.EncodeToString(sum[:])
	}
	return found
}

// files is everything that is shipped.
func (p place) files(t *testing.T) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	read := func(name string) {
		data, err := os.ReadFile(filepath.Join(p.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		all[name] = data
	}
	read("build/siegel")
	err := filepath.WalkDir(filepath.Join(p.dir, "web", "dist"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != ".gitkeep" {
			name, _ := filepath.Rel(p.dir, path)
			read(filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// names looks for the folders of the two builds, and of this machine, in what they have made.
func (p place) names(t *testing.T, words ...string) {
	t.Helper()
	for name, data := range p.files(t) {
		for _, word := range words {
			if bytes.Contains(data, []byte(word)) {
				t.Errorf("%s holds the folder in which it was made: %s", name, word)
			}
		}
	}
}

// notices changes one word of a text, and expects that the browser side is another one: a comparison that sees nothing shows nothing.
func (p place) notices(t *testing.T, before map[string]string) {
	t.Helper()
	path := filepath.Join(p.dir, "locales", "de", "common.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(text, []byte(`": "`), []byte(`": "X`), 1)
	if bytes.Equal(text, changed) {
		t.Fatal("there is no text to change")
	}
	if err := os.WriteFile(path, changed, 0o644); err != nil {
		t.Fatal(err)
	}
	p.run(t, "node", "web/build.mjs")
	different := 0
	for name, sum := range p.hashes(t) {
		if before[name] != sum {
			different++
		}
	}
	if different == 0 {
		t.Error("void: a changed word makes no difference")
	}
}

// left out of a copy: what is built, and what git keeps.
var leftOut = []string{".git", "build", "web/dist/assets", "web/dist/manifest.json", "web/dist/demo.mjs", "web/pictures", "web/test-results", "web/node_modules"}

// copy makes a copy of the source, and in the short form of the installed packages.
func (p place) copy(t *testing.T, top string) {
	t.Helper()
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(top, path)
		if os.IsNotExist(err) {
			return nil // something beside us has gone
		}
		if err != nil || slices.Contains(leftOut, filepath.ToSlash(name)) {
			if err == nil && d.IsDir() {
				return filepath.SkipDir
			}
			return err
		}
		to := filepath.Join(p.dir, name)
		if d.IsDir() {
			return os.MkdirAll(to, 0o755)
		}
		return copyFile(path, to)
	})
	if err != nil {
		t.Fatal(err)
	}
	if !testkit.Long() {
		out, err := exec.Command("cp", "-a", filepath.Join(top, "web", "node_modules"), filepath.Join(p.dir, "web")).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		now := time.Now() // newer than package.json, or make would install again
		if err := os.Chtimes(filepath.Join(p.dir, "web", "node_modules", ".package-lock.json"), now, now); err != nil {
			t.Fatal(err)
		}
	}
	p.who.own(t, filepath.Dir(p.dir))
}

func copyFile(from, to string) error {
	info, err := os.Stat(from)
	if err != nil || !info.Mode().IsRegular() {
		return err
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, info.Mode().Perm()|0o444)
}

func (p place) run(t *testing.T, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), p.env...)
	cmd.SysProcAttr = p.who.attributes()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", fmt.Sprint(name, args), err, out)
	}
}

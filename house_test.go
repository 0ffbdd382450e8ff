// Package house holds the rules of the house that no compiler checks: who may import whom, who may open a Box, sizes, words, texts.
// Every failure says the reason. The rules are those of CONTRIBUTING.md; a rule that is wrong is changed there and here together.
package house

import (
	"bufio"
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// source is one file of the repository, with the path as it stands in it (slashes).
type source struct {
	path string
	data []byte
}

// notOurs are folders that are made or fetched, not written.
var notOurs = []string{".git", "build", "dist", "node_modules", "pictures", "test-results"}

// sources gives all written files with one of these endings.
func sources(t *testing.T, endings ...string) (out []source) {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && slices.Contains(notOurs, e.Name()) {
			return filepath.SkipDir
		}
		if e.IsDir() || !slices.ContainsFunc(endings, func(end string) bool { return strings.HasSuffix(name, end) }) {
			return nil
		}
		data, err := os.ReadFile(name)
		out = append(out, source{filepath.ToSlash(name), data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) == 0 {
		t.Fatal("no files found: the rules below would hold for nothing")
	}
	return out
}

func (s source) isTest() bool {
	return strings.HasSuffix(s.path, "_test.go") || strings.Contains(s.path, ".test.") || strings.HasPrefix(s.path, "web/e2e/")
}

func (s source) folder() string { return path.Dir(s.path) }

func (s source) lines() int {
	n := 0
	for lines := bufio.NewScanner(bytes.NewReader(s.data)); lines.Scan(); n++ {
	}
	return n
}

func (s source) parse(t *testing.T) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), s.path, s.data, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func imports(file *ast.File) (out []string) {
	for _, i := range file.Imports {
		name, _ := strconv.Unquote(i.Path.Value)
		out = append(out, name)
	}
	return out
}

const maxLines = 400

// TestFilesAreShort: nobody reads long files. Split by noun, then by verb.
func TestFilesAreShort(t *testing.T) {
	for _, s := range sources(t, ".go", ".ts", ".tsx", ".css", ".mjs", ".sql") {
		generated := s.path == "internal/sg1/names_table.go" || s.path == "web/src/crypto/names-table.ts"
		if n := s.lines(); n > maxLines && !generated {
			t.Errorf("%s has %d lines, at most %d: split it by noun, then by verb", s.path, n, maxLines)
		}
	}
}

// TestNoRummageFolders: a package is named after what it is about.
func TestNoRummageFolders(t *testing.T) {
	for _, s := range sources(t, ".go", ".ts", ".tsx") {
		for _, part := range strings.Split(strings.TrimSuffix(s.path, path.Ext(s.path)), "/") {
			switch strings.TrimSuffix(part, "s") {
			case "util", "helper", "common", "manager", "service", "type", "misc":
				t.Errorf("%s: %q says nothing about what is in it; name it after its noun", s.path, part)
			}
		}
	}
}

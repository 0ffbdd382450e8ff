package kill

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// checked are the packages of the server that refuse something.
var checked = []string{
	"internal/api", "internal/backup", "internal/certificate", "internal/counsel", "internal/files", "internal/notice", "internal/notifier", "internal/opener",
	"internal/rest", "internal/sg1", "internal/shred", "internal/site", "internal/store", "internal/visits", "internal/work",
}

// goFile is one file of a checked package.
type goFile struct {
	path string
	text []byte
	tree *ast.File
	at   *token.FileSet
}

func (f goFile) folder() string           { return path.Dir(f.path) }
func (f goFile) line(p token.Pos) int     { return f.at.Position(p).Line }
func (f goFile) offset(p token.Pos) int   { return f.at.Position(p).Offset }
func (f goFile) source(n ast.Node) string { return string(f.text[f.offset(n.Pos()):f.offset(n.End())]) }

// GoPlaces finds the checks of the server.
func GoPlaces(top string) ([]Place, error) {
	files, err := goFiles(top)
	if err != nil {
		return nil, err
	}
	asked := refusing(files)
	var out []Place
	for _, f := range files {
		out = append(out, f.places(asked)...)
	}
	return out, nil
}

func goFiles(top string) (out []goFile, err error) {
	for _, folder := range checked {
		names, err := filepath.Glob(filepath.Join(top, folder, "*.go"))
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f := goFile{path: folder + "/" + filepath.Base(name), at: token.NewFileSet()}
			if f.text, err = os.ReadFile(name); err != nil {
				return nil, err
			}
			if f.tree, err = parser.ParseFile(f.at, f.path, f.text, parser.ParseComments); err != nil {
				return nil, err
			}
			out = append(out, f)
		}
	}
	return out, nil
}

var comment = regexp.MustCompile(`// kill: (.*)$`)

// ids gives the ids of a file by line.
func ids(text []byte) map[int]string {
	out := map[int]string{}
	for i, line := range strings.Split(string(text), "\n") {
		if found := comment.FindStringSubmatch(line); found != nil {
			out[i+1] = strings.TrimSpace(found[1])
		}
	}
	return out
}

// places gathers the checks of a file by line.
func (f goFile) places(asked map[string]int) []Place {
	s := &search{file: f, asked: asked, at: map[int]*Place{}, ids: ids(f.text)}
	for _, d := range f.tree.Decls {
		s.headers(d)
	}
	for _, d := range f.tree.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
			s.function = fn
			s.walk(fn.Body, nil)
		}
	}
	s.byComment()
	for line, id := range s.ids { // of comments at lines that no rule names
		if s.at[line] == nil {
			s.at[line] = &Place{File: f.path, Line: line, ID: id, Says: "the comment"}
		}
	}
	var out []Place
	for _, p := range s.at {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b Place) int { return a.Line - b.Line })
	return out
}

package house

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// neverSay are words for our nouns that the glossary rules out. One noun, one name: whoever searches for it finds everything.
var neverSay = map[string]string{
	"tenant": "agency", "organisation": "agency", "organization": "agency", "mandant": "agency",
	"customer": "seeker", "patient": "seeker", "klient": "seeker",
	"consultant": "counsellor", "counselor": "counsellor", "advisor": "counsellor", "adviser": "counsellor",
	"ticket": "enquiry", "inquiry": "enquiry", "dossier": "case", "conversation": "case",
	"memo": "note", "inbox": "pool", "reassign": "handover", "purge": "erasure",
	"username": "name", "archived": "at rest, closed",
}

// words splits an identifier into lower-case words: newTicketID, new_ticket-id.
func words(identifier string) (out []string) {
	start := 0
	letters := []rune(identifier)
	cut := func(end int) {
		if word := strings.ToLower(strings.Trim(string(letters[start:end]), "_-")); word != "" {
			out = append(out, word)
		}
		start = end
	}
	for i, r := range letters {
		lowerBefore := i > 0 && unicode.IsLower(letters[i-1])
		if i > start && (r == '_' || r == '-' || unicode.IsUpper(r) && lowerBefore) {
			cut(i)
		}
	}
	cut(len(letters))
	return out
}

func TestWords(t *testing.T) {
	for in, want := range map[string][]string{"newTicketID": {"new", "ticket", "id"}, "a_b-c": {"a", "b", "c"}, "HTTPOnly": {"httponly"}} {
		if got := words(in); !slices.Equal(got, want) {
			t.Errorf("%s: %v", in, got)
		}
	}
}

func wantOurWords(t *testing.T, where, identifier string) {
	t.Helper()
	for _, w := range words(identifier) {
		for _, one := range []string{w, strings.TrimSuffix(w, "s")} {
			if say, bad := neverSay[one]; bad {
				t.Errorf("%s: %q in %q is never said here; say %s (docs/glossary.md)", where, w, identifier, say)
				break
			}
		}
	}
}

// TestGoNames looks at what Go code declares: names of others are not ours to choose.
func TestGoNames(t *testing.T) {
	for _, s := range sources(t, ".go") {
		if strings.HasPrefix(s.path, "house_") {
			continue
		}
		ast.Inspect(s.parse(t), func(n ast.Node) bool {
			for _, name := range declared(n) {
				wantOurWords(t, s.path, name.Name)
			}
			return true
		})
	}
}

func declared(n ast.Node) (out []*ast.Ident) {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return []*ast.Ident{n.Name}
	case *ast.TypeSpec:
		return []*ast.Ident{n.Name}
	case *ast.ValueSpec:
		return n.Names
	case *ast.Field:
		return n.Names
	case *ast.AssignStmt:
		for _, left := range n.Lhs {
			if id, ok := left.(*ast.Ident); ok && n.Tok == token.DEFINE {
				out = append(out, id)
			}
		}
	}
	return out
}

var (
	webName   = regexp.MustCompile(`\b(?:const|let|var|function|class|interface|type|enum)\s+([A-Za-z_$][\w$]*)|([A-Za-z_$][\w$]*)\s*\??:|export\s+(?:async\s+)?function\s+(\w+)`)
	className = regexp.MustCompile(`\.([a-z][\w-]*)`)
	quoted    = regexp.MustCompile("'[^'\n]*'|\"[^\"\n]*\"|`[^`]*`")
	sqlName   = regexp.MustCompile(`[A-Za-z_]+`)
	sqlNote   = regexp.MustCompile(`(?m)--.*$`)
	address   = regexp.MustCompile("[\"`'](?:[A-Z]+ )?(?:/|\\$\\{|[a-z]+/)[a-z/{}$.]*[\"`']")
)

// TestBrowserNames: declared names and property names in TypeScript, classes in CSS.
func TestBrowserNames(t *testing.T) {
	for _, s := range sources(t, ".ts", ".tsx") {
		code := quoted.ReplaceAll(comment.ReplaceAll(s.data, nil), nil)
		for _, m := range webName.FindAllStringSubmatch(string(code), -1) {
			wantOurWords(t, s.path, m[1]+m[2]+m[3])
		}
	}
	for _, s := range sources(t, ".css") {
		for _, m := range className.FindAllStringSubmatch(string(comment.ReplaceAll(s.data, nil)), -1) {
			wantOurWords(t, s.path, m[1])
		}
	}
}

// TestTableAndAddressNames: names in SQL and in the addresses of pages and calls.
func TestTableAndAddressNames(t *testing.T) {
	for _, s := range sources(t, ".sql") {
		for _, name := range sqlName.FindAllString(string(sqlNote.ReplaceAll(s.data, nil)), -1) {
			wantOurWords(t, s.path, name)
		}
	}
	for _, s := range sources(t, ".go", ".ts", ".tsx") {
		if strings.HasPrefix(s.path, "internal/api/") || strings.HasPrefix(s.path, "internal/site/") || strings.HasPrefix(s.path, "web/src/session/") {
			for _, a := range address.FindAllString(string(s.data), -1) {
				for _, part := range strings.FieldsFunc(a, func(r rune) bool { return !unicode.IsLetter(r) }) {
					wantOurWords(t, s.path, part)
				}
			}
		}
	}
}

// TestSealAndOpen: outside of the folders that do it, content is sealed and opened, not encrypted and decrypted.
func TestSealAndOpen(t *testing.T) {
	for _, s := range sources(t, ".go") {
		if s.isTest() {
			continue
		}
		ast.Inspect(s.parse(t), func(n ast.Node) bool {
			for _, name := range declared(n) {
				wantSeal(t, s.path, name.Name)
			}
			return true
		})
	}
	for _, s := range sources(t, ".ts", ".tsx") {
		if strings.HasPrefix(s.path, "web/src/") && !strings.HasPrefix(s.path, "web/src/crypto/") {
			code := quoted.ReplaceAll(comment.ReplaceAll(s.data, nil), nil)
			for _, m := range webName.FindAllStringSubmatch(string(code), -1) {
				wantSeal(t, s.path, m[1]+m[2]+m[3])
			}
		}
	}
}

func wantSeal(t *testing.T, where, name string) {
	t.Helper()
	for _, w := range words(name) {
		if strings.HasPrefix(w, "encrypt") || strings.HasPrefix(w, "decrypt") {
			t.Errorf("%s: %q: say seal and open (docs/glossary.md)", where, name)
		}
	}
}

package kill

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
)

// What refuses, by name: the makers of refusals of each package, and the functions that make none but ask one.

// makers give an error or a word that refuses, and nothing else.
var makers = map[string]bool{"refuse": true, "fieldError": true, "Refuse": true, "RefuseField": true, "TakenBy": true, "WaitUntil": true, "waitUntil": true}

// faulty are the answers by which the pages refuse.
var faulty = map[string]bool{"StatusForbidden": true, "StatusMethodNotAllowed": true, "StatusMisdirectedRequest": true, "StatusNotFound": true}

// isRefusal says whether an expression is a refusal as it is made: refuse(D7), &counsel.Error{…}, ErrBox.
func (f goFile) isRefusal(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.CallExpr:
		name := called(e)
		if f.folder() == "internal/site" {
			return name == "serveError" || name == "WriteHeader" && faulty[nameOf(e.Args[0])]
		}
		return makers[name] || f.folder() == "internal/rest" && name == "Errorf"
	case *ast.UnaryExpr:
		lit, ok := e.X.(*ast.CompositeLit)
		return e.Op == token.AND && ok && nameOf(lit.Type) == "Error"
	case *ast.Ident:
		return slices.Contains([]string{"internal/sg1", "internal/rest", "internal/work"}, f.folder()) && (strings.HasPrefix(e.Name, "Err") || strings.HasPrefix(e.Name, "err") && e.Name != "err" && e.Name != "errs")
	}
	return false
}

// called gives the last name of what is called: May of c.by.May(…).
func called(e *ast.CallExpr) string { return nameOf(e.Fun) }

func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// refusing gives the functions whose last result is an error and which refuse something, with the number of their results: those of
// counsel, sg1 and api, under folder and name. Calls of them are checks too: a rule that nobody asks refuses nothing.
func refusing(files []goFile) map[string]int {
	out := map[string]int{}
	for grown := true; grown; {
		grown = false
		for _, f := range files {
			for _, d := range f.tree.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok || fn.Body == nil || makers[fn.Name.Name] || out[f.keys(fn)[0]] > 0 || !f.canAsk(fn) {
					continue
				}
				if n := results(fn); n > 0 && f.refuses(fn, out) {
					for _, k := range f.keys(fn) {
						out[k], grown = n, true
					}
				}
			}
		}
	}
	return out
}

// keys are the names under which a function is called: a method of counsel or sg1 by its own; one of api by what stands before it, which
// is the receiver's name in its own methods, and its type elsewhere (c.s.throttle.take).
func (f goFile) keys(fn *ast.FuncDecl) []string {
	if fn.Recv == nil || f.folder() != "internal/api" {
		return []string{f.folder() + ".." + fn.Name.Name}
	}
	of := fn.Recv.List[0]
	t := of.Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	keys := []string{f.folder() + "." + nameOf(t) + "." + fn.Name.Name}
	if len(of.Names) > 0 {
		keys = append(keys, f.folder()+"."+of.Names[0].Name+"."+fn.Name.Name)
	}
	return keys
}

// canAsk leaves out what answers a call as a whole, and the readers of JSON, which hand an error up through every bracket.
func (f goFile) canAsk(fn *ast.FuncDecl) bool {
	switch f.folder() {
	case "internal/api":
		return !isHandler(fn)
	case "internal/sg1":
		return !strings.HasSuffix(f.path, "/json.go") && !strings.HasSuffix(f.path, "/decode.go")
	}
	return f.folder() == "internal/counsel"
}

// isHandler: func(c *call) (any, error).
func isHandler(fn *ast.FuncDecl) bool {
	r := fn.Type.Results
	return r != nil && len(r.List) == 2 && nameOf(r.List[0].Type) == "any"
}

// results is how many results a function has, the last being an error; else 0.
func results(fn *ast.FuncDecl) (n int) {
	if fn.Type.Results == nil {
		return 0
	}
	list := fn.Type.Results.List
	if nameOf(list[len(list)-1].Type) != "error" {
		return 0
	}
	for _, r := range list {
		n += max(1, len(r.Names))
	}
	return n
}

// refuses looks for a refusal or for a call of what refuses.
func (f goFile) refuses(fn *ast.FuncDecl, known map[string]int) (yes bool) {
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok && f.isRefusal(e) {
			yes = true
		}
		if call, ok := n.(*ast.CallExpr); ok && f.asks(call, known) > 0 {
			yes = true
		}
		return !yes
	})
	return yes
}

// asks gives the number of results of a call of what refuses, or 0.
func (f goFile) asks(call *ast.CallExpr, known map[string]int) int {
	name, of := called(call), f.imported(call)
	if of != "" {
		return known["internal/"+of+".."+name]
	}
	before := ""
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok && f.folder() == "internal/api" {
		before = nameOf(sel.X)
	}
	return max(known[f.folder()+"."+before+"."+name], known["internal/counsel.."+name])
}

// imported gives the package that a call names, or "".
func (f goFile) imported(call *ast.CallExpr) string {
	sel, is := call.Fun.(*ast.SelectorExpr)
	if !is {
		return ""
	}
	id, is := sel.X.(*ast.Ident)
	if !is {
		return ""
	}
	for _, i := range f.tree.Imports {
		if name := path.Base(strings.Trim(i.Path.Value, `"`)); name == id.Name {
			return name
		}
	}
	return ""
}

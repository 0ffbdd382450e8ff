package kill

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
)

// What refuses, by name: the makers of refusals of each package, and the functions that make none but ask one.

// makers give an error or a word that refuses, and nothing else.
var makers = map[string]bool{"refuse": true, "fieldError": true, "Refuse": true, "RefuseField": true, "TakenBy": true, "WaitUntil": true, "waitUntil": true}

// troubles are the makers of the keepers of files, which give nothing but a code.
var troubles = map[string]bool{"full": true, "away": true}

// faulty are the answers by which the pages and the notifier refuse.
var faulty = map[string]bool{
	"StatusBadRequest": true, "StatusConflict": true, "StatusForbidden": true, "StatusMethodNotAllowed": true, "StatusMisdirectedRequest": true,
	"StatusNotFound": true, "StatusUnauthorized": true,
}

// answering are the packages that refuse by a status which they write themselves.
var answering = folders("site", "notifier")

// naming are the packages that refuse by errors which have a name.
var naming = folders("backup", "certificate", "files", "notice", "notifier", "opener", "rest", "sg1", "shred", "store", "work")

// saying are the packages that refuse by errors which are made where they refuse. What is handed up with a word before it (%w) is none.
var saying = folders("backup", "notice", "notifier", "shred")

// judging are the packages whose functions say yes or no to what comes from outside, or to what somebody may.
var judging = folders("backup", "counsel", "notifier", "opener", "sg1", "visits")

func folders(names ...string) map[string]bool {
	out := map[string]bool{}
	for _, n := range names {
		out["internal/"+n] = true
	}
	return out
}

// isRefusal says whether an expression is a refusal as it is made: refuse(D7), &counsel.Error{…}, ErrBox, errors.New(…).
func (f goFile) isRefusal(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.CallExpr:
		return f.isRefusing(e)
	case *ast.UnaryExpr:
		lit, ok := e.X.(*ast.CompositeLit)
		return e.Op == token.AND && ok && nameOf(lit.Type) == "Error"
	case *ast.Ident:
		return naming[f.folder()] && (strings.HasPrefix(e.Name, "Err") || strings.HasPrefix(e.Name, "err") && e.Name != "err" && e.Name != "errs" && e.Name != "errors")
	case *ast.SelectorExpr: // of another package
		return naming[f.folder()] && f.names(e.X) && strings.HasPrefix(e.Sel.Name, "Err")
	}
	return false
}

// isRefusing says whether a call refuses by itself.
func (f goFile) isRefusing(e *ast.CallExpr) bool {
	switch name := called(e); {
	case answering[f.folder()] && len(e.Args) > 0 && (name == "WriteHeader" || name == "reply"):
		return slices.ContainsFunc(e.Args, func(a ast.Expr) bool { return faulty[nameOf(a)] })
	case f.folder() == "internal/site":
		return name == "serveError"
	case f.folder() == "internal/files":
		return troubles[name]
	case f.folder() == "internal/rest":
		return name == "Errorf"
	case saying[f.folder()] && f.imported(e) == "errors":
		return name == "New"
	case saying[f.folder()] && f.imported(e) == "fmt" && name == "Errorf":
		return !strings.Contains(f.source(e.Args[0]), "%w") || f.marked(e)
	default:
		return makers[name]
	}
}

// marked says whether a comment takes a call for a refusal which by its shape is none.
func (f goFile) marked(e ast.Expr) bool { return ids(f.text)[f.line(e.Pos())] != "" }

// names says whether an expression is the name of an imported package.
func (f goFile) names(e ast.Expr) bool {
	id, is := e.(*ast.Ident)
	return is && slices.ContainsFunc(f.tree.Imports, func(i *ast.ImportSpec) bool { return path.Base(strings.Trim(i.Path.Value, `"`)) == id.Name })
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
				if ok && results(fn) > 0 {
					out[byComment+f.folder()+"."+fn.Name.Name] = results(fn)
				}
				if !ok || fn.Body == nil || makers[fn.Name.Name] || out[f.keys(fn)[0]] > 0 || !f.canAsk(fn) {
					continue
				}
				if n := results(fn); n > 0 && f.refuses(fn, f.passedOn(out)) {
					for _, k := range f.keys(fn) {
						out[k], grown = n, true
					}
				}
			}
		}
	}
	return out
}

// passedOn gives the functions by whose errors another one refuses too. In the store all is handed up, and only what refuses itself or asks counsel is asked.
func (f goFile) passedOn(known map[string]int) map[string]int {
	if f.folder() != "internal/store" {
		return known
	}
	out := map[string]int{}
	for k, n := range known {
		if strings.HasPrefix(k, "internal/counsel.") {
			out[k] = n
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
	keys := []string{f.folder() + "." + nameOf(receiver(fn)) + "." + fn.Name.Name}
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
	return f.folder() == "internal/counsel" || f.folder() == "internal/store" && f.onlyLooks(fn)
}

// onlyLooks finds the rules among the store's own methods: they have an error and nothing else to say, and change nothing themselves. What does more is called
// for that, and its refusals are checks where they stand.
func (f goFile) onlyLooks(fn *ast.FuncDecl) bool {
	if fn.Recv == nil || fn.Name.IsExported() || results(fn) != 1 || doing.MatchString(fn.Name.Name) {
		return false
	}
	looks := !slices.ContainsFunc(fn.Type.Params.List, func(p *ast.Field) bool { _, is := p.Type.(*ast.FuncType); return is }) // one that does for others
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if call, is := n.(*ast.CallExpr); is {
			name := called(call)
			looks = looks && name != "exec" && !doing.MatchString(name)
		}
		return true
	})
	return looks && nameOf(receiver(fn)) == "tx"
}

// receiver is the type of a method's receiver, without a star.
func receiver(fn *ast.FuncDecl) ast.Expr {
	t := fn.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		return star.X
	}
	return t
}

// doing is how functions of the store are called that change something.
var doing = regexp.MustCompile(`^(add|announce|delete|drop|end|hold|insert|keep|put|remove|renew|write)([A-Z]|$)`)

// canJudge leaves out the readers of JSON, which ask what comes next and refuse elsewhere, and what visits say of themselves.
func (f goFile) canJudge(fn *ast.FuncDecl) bool {
	return f.folder() != "internal/visits" && (f.folder() != "internal/sg1" || f.canAsk(fn))
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

// byComment stands before functions that are checks only where a comment says so.
const byComment = "// "

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

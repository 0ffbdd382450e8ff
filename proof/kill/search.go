package kill

import (
	"go/ast"
	"go/token"
	"slices"
)

// search goes through a function and notes each line that refuses.
type search struct {
	file     goFile
	asked    map[string]int
	function *ast.FuncDecl
	at       map[int]*Place
	ids      map[int]string
}

// walk looks at a node with those above it, the nearest last.
func (s *search) walk(n ast.Node, above []ast.Node) {
	switch n := n.(type) {
	case nil:
		return
	case *ast.CallExpr:
		if results := s.file.asks(n, s.asked); results > 0 && !s.isMaker() && s.isCheck(n, results) {
			s.add(n.Pos(), "asks "+called(n), s.wrap(n, results))
		}
	case *ast.ReturnStmt:
		if s.isNo(n) {
			s.refused(n, n, above)
		} else if s.isVerdict(n, above) {
			s.add(n.Pos(), "says no", s.sides(n.Results[0])...)
		}
	}
	if e, ok := n.(ast.Expr); ok && s.file.isRefusal(e) && !s.isMaker() && s.isUsed(e, above) {
		s.refused(e, e, above)
		return
	}
	inner := append(above[:len(above):len(above)], n)
	for _, child := range children(n) {
		s.walk(child, inner)
	}
}

// byComment looks at the lines that have an id and that no rule names: what is called there for an error is a check because the comment says so. It also does
// something, or it is called through a variable of another name.
func (s *search) byComment() {
	ast.Inspect(s.file.tree, func(n ast.Node) bool {
		call, is := n.(*ast.CallExpr)
		if !is || s.ids[s.file.line(call.Pos())] == "" || s.at[s.file.line(call.Pos())] != nil {
			return true
		}
		if results := s.asked[byComment+s.file.folder()+"."+called(call)]; results > 0 {
			s.add(call.Pos(), "asks "+called(call), s.wrap(call, results))
		}
		return true
	})
}

// isCheck leaves out what is called for its value: without an error there is none. A comment takes such a call in again.
func (s *search) isCheck(call *ast.CallExpr, results int) bool {
	return results == 1 || s.asked["internal/counsel.."+called(call)] > 0 || s.ids[s.file.line(call.Pos())] != ""
}

func (s *search) isMaker() bool {
	name := s.function.Name.Name
	return makers[name] || s.file.folder() == "internal/files" && troubles[name]
}

// isUsed leaves out a refusal that is only compared with, or a variable of another name.
func (s *search) isUsed(e ast.Expr, above []ast.Node) bool {
	switch parent := above[len(above)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.ExprStmt:
		return answering[s.file.folder()]
	case *ast.CallExpr:
		return parent.Fun != e && called(parent) != "Is" && called(parent) != "As"
	case *ast.AssignStmt:
		_, made := e.(*ast.CallExpr)
		return made || nameOf(parent.Lhs[0]) == "err" || nameOf(parent.Lhs[0]) == "failed"
	}
	return false
}

// isNo is `return false` of a predicate of sg1, of the one by which the pages know requests of their own, and a cookie that is none.
func (s *search) isNo(r *ast.ReturnStmt) bool {
	if len(r.Results) == 0 {
		return false
	}
	switch last := nameOf(r.Results[len(r.Results)-1]); s.function.Name.Name {
	case "readCookie": // nil is no session
		return last == "nil"
	case "fromOwnPages":
		return last == "false"
	default:
		return last == "false" && judging[s.file.folder()]
	}
}

// isVerdict is what a predicate of sg1 gives otherwise. The reader of JSON is left out: it asks what comes next, and refuses elsewhere.
func (s *search) isVerdict(r *ast.ReturnStmt, above []ast.Node) bool {
	if slices.ContainsFunc(above, func(n ast.Node) bool { _, is := n.(*ast.FuncLit); return is }) { // what a function in it says
		return false
	}
	if !judging[s.file.folder()] || !s.file.canJudge(s.function) || len(r.Results) != 1 || nameOf(r.Results[0]) == "true" {
		return false
	}
	if s.file.folder() == "internal/counsel" && len(s.sides(r.Results[0])) == 1 { // it is asked where somebody is refused, and taken away there
		return false
	}
	results := s.function.Type.Results
	return results != nil && len(results.List) == 1 && nameOf(results.List[0].Type) == "bool"
}

// sides cuts each side of &&.
func (s *search) sides(e ast.Expr) []Cut {
	if b, ok := e.(*ast.BinaryExpr); ok && b.Op == token.LAND {
		return append(s.sides(b.X), s.sides(b.Y)...)
	}
	return []Cut{s.cut(e, "((", ") || !killKept(%q))")}
}

// refused notes a refusal at the line where it stands. It is taken away with the nearest condition that leads to it, one operand of || after
// the other; where there is none, by an error that is none.
func (s *search) refused(what ast.Node, at ast.Node, above []ast.Node) {
	cuts := s.condition(what, above)
	if cuts == nil {
		cuts = []Cut{s.instead(what, above)}
	}
	s.add(at.Pos(), "refuses", cuts...)
}

// instead is the cut where no condition leads to a refusal: no error, yes for no, or nothing done.
func (s *search) instead(what ast.Node, above []ast.Node) Cut {
	if r, ok := what.(*ast.ReturnStmt); ok {
		return s.cut(r.Results[len(r.Results)-1], "(!killKept(%q) || ", ")")
	}
	if _, ok := above[len(above)-1].(*ast.ExprStmt); ok && answering[s.file.folder()] {
		return s.cut(what, "if killKept(%q) { ", " }")
	}
	return s.wrap(what.(ast.Expr), 1)
}

// headers makes a check of each header that the pages send for safety.
func (s *search) headers(d ast.Decl) {
	g, ok := d.(*ast.GenDecl)
	if !ok || s.file.path != "internal/site/headers.go" {
		return
	}
	ast.Inspect(g, func(n ast.Node) bool {
		if kv, ok := n.(*ast.KeyValueExpr); ok {
			s.add(kv.Pos(), "header "+s.file.source(kv.Key), s.cut(kv.Value, "killText(%q, ", ")"))
		}
		return true
	})
}

// condition gives the cuts of the if or case around a refusal, nil if the function itself is nearest.
func (s *search) condition(what ast.Node, above []ast.Node) []Cut {
	child := what
	for i := len(above) - 1; i >= 0; i-- {
		switch n := above[i].(type) {
		case *ast.IfStmt:
			if child == n.Body {
				return s.operands(n.Cond)
			}
			if child == n.Else {
				return nil
			}
		case *ast.CaseClause:
			sw := above[i-2].(ast.Stmt)
			if tagless, ok := sw.(*ast.SwitchStmt); ok && tagless.Tag == nil && n.List != nil {
				var cuts []Cut
				for _, e := range n.List {
					cuts = append(cuts, s.operands(e)...)
				}
				return cuts
			}
			return nil
		case *ast.ForStmt, *ast.RangeStmt, *ast.FuncLit:
			return nil
		}
		child = above[i]
	}
	return nil
}

// operands cuts each side of ||.
func (s *search) operands(e ast.Expr) []Cut {
	switch b := e.(type) {
	case *ast.ParenExpr:
		return s.operands(b.X)
	case *ast.BinaryExpr:
		if b.Op == token.LOR {
			return append(s.operands(b.X), s.operands(b.Y)...)
		}
	}
	return []Cut{s.cut(e, "((", ") && killKept(%q))")}
}

// wrap replaces an error by none. No rule has more than one result beside it.
func (s *search) wrap(e ast.Expr, results int) Cut {
	if results == 1 {
		return s.cut(e, "killErr(%q, ", ")")
	}
	return s.cut(e, "killWith(", ")(%q)")
}

func (s *search) cut(n ast.Node, before, after string) Cut {
	return Cut{From: s.file.offset(n.Pos()), To: s.file.offset(n.End()), Before: before, After: after}
}

func (s *search) add(at token.Pos, why string, cuts ...Cut) {
	line := s.file.line(at)
	p := s.at[line]
	if p == nil {
		p = &Place{File: s.file.path, Line: line, ID: s.ids[line], Why: why}
		if s.function != nil {
			p.Says = s.function.Name.Name
		}
		s.at[line] = p
	}
	p.Why = why
	for _, c := range cuts {
		if !p.overlaps(c) {
			p.Cuts = append(p.Cuts, c)
		}
	}
}

func (p *Place) overlaps(c Cut) bool {
	for _, other := range p.Cuts {
		if c.From < other.To && other.From < c.To {
			return true
		}
	}
	return false
}

// children gives the nodes directly below one.
func children(n ast.Node) (out []ast.Node) {
	first := true
	ast.Inspect(n, func(c ast.Node) bool {
		if first {
			first = false
			return true
		}
		if c != nil {
			out = append(out, c)
		}
		return false
	})
	return out
}

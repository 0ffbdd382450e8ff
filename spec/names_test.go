package spec

import (
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// nameRules are the tables of password.md, 1, as maps.
type nameRules struct {
	allowed map[rune]bool
	fold    map[rune]rune
	script  map[rune]string
}

func hexRune(s string) rune {
	n, err := strconv.ParseInt(s, 16, 32)
	if err != nil {
		panic(err)
	}
	return rune(n)
}

func runes(from, to string) (out []rune) {
	for r := hexRune(from); r <= hexRune(to); r++ {
		out = append(out, r)
	}
	return out
}

func loadNames(t testing.TB) nameRules {
	v := loadBase(t).Names
	n := nameRules{map[rune]bool{}, map[rune]rune{}, map[rune]string{}}
	for _, word := range strings.Fields(v.Table) {
		from, to, ok := strings.Cut(word, "-")
		if !ok {
			to = from
		}
		for _, r := range runes(from, to) {
			n.allowed[r] = true
		}
	}
	for _, word := range strings.Fields(v.Fold) {
		from, to, _ := strings.Cut(word, ":")
		n.fold[hexRune(from)] = hexRune(to)
	}
	words := strings.Fields(v.Scripts)
	for i := 0; i+1 < len(words); i += 2 {
		from, to, _ := strings.Cut(words[i+1], "-")
		for _, r := range runes(from, to) {
			n.script[r] = words[i]
		}
	}
	return n
}

// normalise gives name_norm, or false.
func (n nameRules) normalise(typed string) (string, bool) {
	var out []rune
	script := ""
	for _, r := range norm.NFKC.String(typed) {
		if to, ok := n.fold[r]; ok {
			r = to
		}
		if !n.allowed[r] {
			return "", false
		}
		if s := n.script[r]; s != "" {
			if script != "" && s != script {
				return "", false
			}
			script = s
		}
		out = append(out, r)
	}
	words := strings.FieldsFunc(string(out), func(r rune) bool { return r == ' ' })
	name := strings.Join(words, " ")
	length := len([]rune(name))
	return name, length >= 3 && length <= 32
}

func TestNames(t *testing.T) {
	n := loadNames(t)
	if len(n.allowed) != 293 {
		t.Errorf("%d code points, want 293", len(n.allowed))
	}
	for _, c := range loadBase(t).Names.List {
		got, ok := n.normalise(*c[0])
		if ok != (c[1] != nil) || ok && got != *c[1] {
			t.Errorf("%q: %q %v", *c[0], got, ok)
		}
	}
}

// TestFoldStays: folding twice is folding once, or a name could be two accounts.
func TestFoldStays(t *testing.T) {
	n := loadNames(t)
	for from, to := range n.fold {
		if !n.allowed[to] || n.allowed[from] {
			t.Errorf("%04x folds to %04x: the one must be outside of the table, the other in it", from, to)
		}
	}
	for r := range n.allowed {
		if s := string(r); norm.NFKC.String(s) != s {
			t.Errorf("%04x is in the table and NFKC changes it", r)
		}
	}
}

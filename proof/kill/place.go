// Package kill shows that every check which refuses something is tested: it takes the checks of the browser's cryptography and of the
// server away one by one, and looks which test goes red. What is a check is found in the source, not in a list (docs/proof.md).
package kill

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Place is a line that refuses something, or asks what refuses. All that is refused in one line has one id.
type Place struct {
	File string // from the top of the repository, slashes
	Line int
	ID   string // of the comment at the end of the line; "" if there is none
	Says string // what stands there, for a message
	Why  string // by which rule the line is a check
	Cuts []Cut  // ways of taking the check away, none of two overlapping
}

// Cut takes a check away: the text from byte From to byte To of the file is replaced by Before, the same text and After.
type Cut struct {
	From, To      int
	Before, After string // one of them with %q for the id of the mutant
}

// Mutant is one check taken away.
type Mutant struct {
	ID    string // of the place, with .1, .2 if there are several cuts
	Place Place
	Cut   int // index into the place's cuts
}

// form is what an id looks like: S. for the server, the check of PROTOCOL.md or the noun, what is refused.
var form = regexp.MustCompile(`^(S\.)?[A-Z][A-Za-z0-9]*\.[a-z0-9]+(-[a-z0-9]+)*$`)

// Faults says what is wrong with the ids of places: none, one used twice, one of another form, one of the other side.
func Faults(places []Place) (faults []string) {
	seen := map[string]Place{}
	for _, p := range places {
		at := fmt.Sprintf("%s:%d", p.File, p.Line)
		before, twice := seen[p.ID]
		switch {
		case p.ID == "":
			faults = append(faults, fmt.Sprintf("%s: %s (%s) has no id: end the line with // kill: and an id of its own (docs/proof.md, Every check is tested)", at, p.Says, p.Why))
			continue
		case !form.MatchString(p.ID):
			faults = append(faults, fmt.Sprintf("%s: the id %q is not of the form D7.behind-the-pin or S.Case.not-yours", at, p.ID))
		case strings.HasPrefix(p.ID, "S.") != strings.HasSuffix(p.File, ".go"):
			faults = append(faults, fmt.Sprintf("%s: the id %q is of the other side: S. is the server's", at, p.ID))
		case twice:
			faults = append(faults, fmt.Sprintf("%s: the id %s stands at %s:%d too", at, p.ID, before.File, before.Line))
		case len(p.Cuts) == 0:
			faults = append(faults, fmt.Sprintf("%s: %s has an id and is no check that can be taken away", at, p.ID))
		}
		seen[p.ID] = p
	}
	return faults
}

// Mutants gives every way of taking one of the checks away, in the order of their ids.
func Mutants(places []Place) (out []Mutant) {
	for _, p := range places {
		for i := range p.Cuts {
			id := p.ID
			if len(p.Cuts) > 1 {
				id = fmt.Sprintf("%s.%d", p.ID, i+1)
			}
			out = append(out, Mutant{id, p, i})
		}
	}
	slices.SortFunc(out, func(a, b Mutant) int { return strings.Compare(a.ID, b.ID) })
	return out
}

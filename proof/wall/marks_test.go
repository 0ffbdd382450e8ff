package wall

import (
	"fmt"
	"regexp"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// marks are what can be recognised of an agency in an answer, as it travels: every id, every hash, and the beginning of every sealed or signed text.
func marks(d testkit.Dump, agency counsel.ID) map[string]bool {
	found := map[string]bool{}
	for _, c := range d.Cells[agency] {
		switch {
		case c.Column == "agency", c.Column == "salt16", c.Column == "prev_hash", c.Column == "prev": // prev is the hash of the row before, or zero
		case len(c.Value) == 16 && counsel.ID([]byte(c.Value)) != counsel.ID{}, len(c.Value) == 32:
			found[b64.EncodeToString([]byte(c.Value))] = true
		case len(c.Value) > 60:
			found[b64.EncodeToString([]byte(c.Value[:beginning/4*3]))] = true
			if signed[c.Table] { // not sealed: the ids in it
				for token := range tokens(c.Value) {
					found[token] = true
				}
			}
		}
	}
	delete(found, b64.EncodeToString(agency[:])) // public, like the directory's own
	return found
}

// signed are the tables of texts that everybody of the agency can read.
var signed = map[string]bool{"manifests": true, "records": true, "roots": true, "invites": true, "erase_orders": true}

// beginning is how much of a long token is compared: 33 bytes, all of them random in a box.
const beginning = 44

var word = regexp.MustCompile(`[A-Za-z0-9_-]{22,}`)

// known are the tokens of texts that were looked at before: manifests are long, and many.
var known = map[string]map[string]bool{}

// tokens are what could be such a mark in a text, also inside of what is signed in it.
func tokens(text string) map[string]bool {
	if found, ok := known[text]; ok {
		return found
	}
	found := find(text)
	if len(known) < 10_000 {
		known[text] = found
	}
	return found
}

func find(text string) map[string]bool {
	found := map[string]bool{}
	for _, w := range word.FindAllString(text, -1) {
		if len(w) < beginning {
			found[w] = true
			continue
		}
		found[w[:beginning]] = true
		if inside, err := b64.DecodeString(w); err == nil && len(inside) > 2 && inside[0] == '{' && inside[1] == '"' {
			for token := range find(string(inside)) {
				found[token] = true
			}
		}
	}
	return found
}

func headerText(r reply) string { return fmt.Sprint(r.header) }

package api_test

import (
	"slices"
	"strings"
	"testing"

	"siegel/internal/api"
	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// takesNone are routes that take no JSON.
var takesNone = []string{"PUT files/{id}/parts/{n}", "POST csp"}

// Every route that takes a body reads it before it does anything: what is no object is refused as that, which no later check says, to whoever may send one.
func TestEveryBodyIsRead(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	s := h.setUp("kiz", true)
	seeker, _ := h.seeker("kiz", "sonne-42")
	said := func(by *browser, r [2]string) bool {
		path := strings.NewReplacer("{id}", testkit.ID().String(), "{file}", testkit.ID().String(), "{kind}", "message").Replace(r[1])
		got := by.do(r[0], path, "[]")
		return got.status == 400 && got.refused(counsel.BadRequest)["field"] == nil
	}
	for _, r := range api.Routes() {
		name := r[0] + " " + r[1]
		if takes := r[0] == "POST" || r[0] == "PUT" || name == "DELETE me"; !takes || slices.Contains(takesNone, name) {
			continue
		}
		if !said(s.lead, r) && !said(seeker, r) {
			t.Errorf("%s does not say that a list is no body", name)
		}
	}
}

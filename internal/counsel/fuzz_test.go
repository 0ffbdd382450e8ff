package counsel

import (
	"slices"
	"strings"
	"testing"
)

// FuzzWords: an id, a date, roles and marks that are accepted are written as they were read.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"AAAAAAAAAAAAAAAAAAAAAQ", "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAR", "AAAAAAAAAAAAAAAAAAAAAQ\n", "2026-11-22", "2026-2-2", "counsellor lead", " lead  lead ", "acute"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if id, err := ParseID(text); err == nil && (id.String() != text || id == ID{}) {
			t.Errorf("id %q is written %q", text, id)
		}
		var id ID
		if one, two := id.UnmarshalText([]byte(text)), func() error { _, err := ParseID(text); return err }(); (one == nil) != (two == nil) {
			t.Errorf("%q: %v and %v", text, one, two)
		}
		if day, err := ParseDate(text); err == nil && Date(day) != text {
			t.Errorf("date %q is written %q", text, Date(day))
		}
		var words []string
		for _, r := range ParseRoles(text) {
			words = append(words, string(r))
		}
		if again := ParseRoles(strings.Join(words, " ")); !slices.Equal(again, ParseRoles(text)) {
			t.Errorf("roles %q", text)
		}
		if marks := ParseMarks(text); FitMarks(marks) == nil && len(marks) > 1 {
			t.Errorf("marks %q", text)
		}
	})
}

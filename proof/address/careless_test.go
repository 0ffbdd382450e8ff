package address

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestTakenOut is the counter-proof: the same scene with parts of the protection taken out, and the same search must find the addresses. With all of
// it in place, a program that carelessly prints where requests come from still prints nothing.
func TestTakenOut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, without string
		loudProxy     bool
		wanted        []wanted
	}{
		{name: "nothing-out", wanted: nil},
		// What the guarded log and the scrubber of http.Server's own lines keep back.
		// And what the access record leaves out: a row that says where an access came from, and by which browser.
		{"log-out", "log, record", false, []wanted{
			{"direct", "server.stderr", near.String()}, {"direct", "server.stderr", farSix.String()}, {"direct", "server.stderr", far.String()},
			{"direct", "record", near.String()}, {"direct", "record", "what a browser says of itself"}, {"nginx", "record", near.String()},
		}},
		// What the first middleware keeps back, behind a proxy above all: the headers name the visitor.
		{"scrubber-out", "scrubber", true, []wanted{
			{"direct", "server.stderr", near.String()}, {"direct", "server.stderr", farSix.String()}, {"direct", "server.stderr", forged.String()},
			{"direct", "server.stderr", "the visit of " + near.String()}, {"direct", "server.stderr", "what a browser says of itself"},
			{"nginx", "server.stderr", near.String()}, {"nginx", "server.stderr", far.String()}, {"nginx", "proxy", near.String()}, {"nginx", "proxy", farSix.String()},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, c.name, false, careless, c.without)
			s.loudProxy = c.loudProxy
			s.open("direct", nil)
			s.open("nginx", &nginx)
			s.play()
			if c.wanted == nil {
				s.clean()
				return
			}
			s.found(c.wanted)
		})
	}
}

// wanted is an address that must be found in a file or folder of a front.
type wanted struct{ front, place, of string }

func (s *scene) found(all []wanted) {
	s.Helper()
	search := s.looked()
	kept, _, _ := search.kept()
	for _, w := range all {
		if w.of == far.String() || w.of == farSix.String() {
			if s.outside == "" {
				continue // nobody is far
			}
		}
		if !slices.ContainsFunc(kept, func(f finding) bool {
			return f.of == w.of && strings.Contains(f.file, "/"+w.front+"/"+w.place)
		}) {
			s.Errorf("%s is not found in %s of %s: this proof would not notice", w.of, w.place, w.front)
		}
	}
	s.say(search, fmt.Sprintf("without the %s, and found %d times", s.without, len(kept)))
}

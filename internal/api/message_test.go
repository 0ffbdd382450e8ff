package api_test

import (
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// An answer is held, shown to its author alone, taken back, written anew, and goes out.
func TestHeldMessage(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		id := s.counselled(seeker, 2)
		path := "cases/" + id + "/messages"
		list := func(b *browser, query string) (out, held []any) {
			t.Helper()
			got := b.get(path + query).is(200)
			if len(got) != 3 {
				t.Errorf("%v", got)
			}
			return got["messages"].([]any), got["held"].([]any)
		}
		first := message(counsel.Counsellor, 1, "message")
		until := s.lead.post(path, first).is(201)["held_until"].(float64)
		if left := until - float64(h.Clock.Now().UnixMilli()); left < 10_000 || left > 11_000 {
			t.Errorf("held for %v ms", left)
		}
		for _, query := range []string{"", "?after=1", "?before=0"} {
			_, held := list(s.lead, query)
			if m := held[0].(map[string]any); len(held) != 1 || m["order"] != 0.0 || m["held_until"] != until || m["box"] != first["box"] {
				t.Errorf("%s: %v", query, held)
			}
			if out, held := list(seeker, query); len(held) != 0 || len(out) > 1 {
				t.Errorf("the seeker sees %v, %v", out, held)
			}
		}
		if v := s.lead.post(path, message(counsel.Counsellor, 2, "message")).refused(counsel.Wait); v["wait"] != 11.0 {
			t.Errorf("%v", v)
		}
		held := path + "/" + first["id"].(counsel.ID).String()
		s.lead.remove(held).is(204)
		s.lead.remove(held).is(204)
		second := message(counsel.Counsellor, 1, "message")
		s.lead.post(path, second).is(201)
		h.goOut()
		s.lead.remove(path + "/" + second["id"].(counsel.ID).String()).refused(counsel.Conflict)
		out, none := list(seeker, "?after=1")
		if m := out[0].(map[string]any); len(none) != 0 || len(out) != 1 || m["order"] != 2.0 || m["held_until"] != nil || m["box"] != second["box"] || len(m) != 11 {
			t.Errorf("%v", out)
		}
		if got := seeker.post(path, message(counsel.SeekerRole, 2, "message")).is(201); got["order"] != 3.0 || got["held_until"] != nil {
			t.Errorf("a seeker's message is held: %v", got)
		}
		for _, wrong := range []string{"x", "AAAAAAAAAAAAAAAAAAAAAA"} {
			s.lead.remove(path + "/" + wrong).refused(counsel.NotFound)
		}
	})
}

// Older ones on request: 50 at a time from the end, without a gap, notes alike.
func TestOlderMessages(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		id := s.counselled(seeker, 2)
		for n := range 120 {
			seeker.post("cases/"+id+"/messages", message(counsel.SeekerRole, n+2, "message")).is(201)
			s.lead.post("cases/"+id+"/notes", message(counsel.Counsellor, n+1, "note")).is(201)
		}
		for what, c := range map[string]struct {
			by   *browser
			last int
		}{"messages": {seeker, 121}, "notes": {s.lead, 120}} {
			next, before := c.last, "0"
			for _, want := range []int{50, 50, c.last - 100} {
				got := c.by.get("cases/" + id + "/" + what + "?before=" + before).is(200)
				list := got[what].([]any)
				if len(list) != want || got["more"] != (want == 50) {
					t.Fatalf("%s before %s: %d, more: %v", what, before, len(list), got["more"])
				}
				for i := range list {
					if order := list[len(list)-1-i].(map[string]any)["order"]; order != float64(next) {
						t.Fatalf("%s: %v, want %d", what, order, next)
					}
					next--
				}
				before = number(next + 1)
			}
		}
	})
}

// A stretch has one direction.
func TestStretchIsRefused(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	s := h.setUp("kiz", true)
	seeker, _ := h.seeker("kiz", "sonne-42")
	path := "cases/" + s.counselled(seeker, 2) + "/messages?"
	seeker.get(path + "after=0").is(200)
	for query, field := range map[string]string{"after=0&before=1": "before", "before=-1": "before", "before=x": "before", "after=-1": "after", "after=9223372036854775808": "after"} {
		if v := seeker.get(path + query).refused(counsel.BadRequest); v["field"] != field {
			t.Errorf("%s: %v", query, v["field"])
		}
	}
}

func number(n int) string { return mustJSON(n) }

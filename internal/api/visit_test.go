package api_test

import (
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
	"siegel/internal/visits"
)

// A lead asks for a period and gets figures; small ones are null. Nobody else does.
func TestVisitFigures(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	s := h.setUp("kiz", true)
	a, err := h.AgencyByShort(t.Context(), "kiz")
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	cells := []visits.Cell{{Day: day, From: 10, Hours: 1, Kind: visits.Length, What: "5", Count: 12}, {Day: day, From: 11, Hours: 1, Kind: visits.Length, What: "15", Count: 3}}
	if err := h.AddVisits(t.Context(), 1, map[counsel.ID][]visits.Cell{a.ID: cells}); err != nil {
		t.Fatal(err)
	}
	got := s.lead.get("visits?from=2026-11-01&to=2026-11-22").is(200)
	hours := got["hours"].([]any)
	if got["installed"] != false || got["record"] != nil || got["on"] != true || got["by"] != "day" || got["visits"] != 15.0 || hours[0].(map[string]any)["count"] != 12.0 || hours[1].(map[string]any)["count"] != nil {
		t.Errorf("%v", got)
	}
	for path, field := range map[string]string{"visits": "from", "visits?from=2026-11-01": "to", "visits?from=2026-11-02&to=2026-11-01": "to", "visits?from=1.11.2026&to=2026-11-22": "from", "visits?from=2025-01-01&to=2026-11-22": "from"} {
		if got := s.lead.get(path).refused(counsel.BadRequest); got["field"] != field {
			t.Errorf("%s: %v", path, got)
		}
	}
	seeker, _ := h.seeker("kiz", "sonne-42")
	seeker.get("visits?from=2026-11-01&to=2026-11-22").refused(counsel.Refused)
	seeker.put("visits", body{"on": false, "record": false}).refused(counsel.Refused)
	s.lead.put("visits", body{"on": false, "record": false}).is(204)
	if got := s.lead.get("visits?from=2026-11-01&to=2026-11-22").is(200); got["on"] != false {
		t.Error("still on")
	}
	s.lead.put("visits", body{"on": true}).refused(counsel.BadRequest)
}

// Where nothing is counted, a page's word is answered all the same; what is no page's word is refused.
func TestAVisitIsSaid(t *testing.T) {
	h := open(t, testkit.SQLite(t), generous)
	h.setUp("kiz", true)
	b := h.browser(counsel.Seekers)
	b.post("visit", body{"agency": "kiz", "page": "start"}).is(204)
	b.post("visit", body{"agency": "kiz", "page": "in"}).refused(counsel.BadRequest)
	b.post("visit", body{"agency": "kiz", "page": "start", "x": 1}).refused(counsel.BadRequest)
	b.post("visit", body{"agency": "kiz"}).refused(counsel.BadRequest)
	b.post("visit", body{"agency": "nix", "page": "start"}).refused(counsel.NotFound)
	b.post("visit/end", body{"agency": "kiz"}).is(204)
	b.post("visit/end", body{}).refused(counsel.BadRequest)
	b.post("visit/end", body{"agency": "nix"}).refused(counsel.NotFound)
	if got := b.get("agencies/kiz").is(200); got["visits"] != false {
		t.Error("the page would make an id")
	}
}

package site

import (
	"math"
	"strings"
	"testing"

	"siegel/internal/counsel"
)

// The four rows of UX 8.4.
func TestNearestColour(t *testing.T) {
	for _, row := range []struct {
		given, light, dark string
		onPaper            float64
	}{
		{"#F2C200", "#866A02", "#F2C200", 1.6},
		{"#009FE3", "#0174A8", "#009FE3", 2.8},
		{"#E2001A", "#DC0019", "#FF564E", 4.7},
		{"#003366", "#003366", "#6394CE", 12.1},
	} {
		if got := Light.Nearest(row.given); got != row.light {
			t.Errorf("light for %s: %s, want %s", row.given, got, row.light)
		}
		if got := Dark.Nearest(row.given); got != row.dark {
			t.Errorf("dark for %s: %s, want %s", row.given, got, row.dark)
		}
		if got := contrast(row.given, "#FBFAF7"); math.Abs(got-row.onPaper) > 0.05 {
			t.Errorf("%s on paper: %.2f, want %.1f", row.given, got, row.onPaper)
		}
	}
}

func TestCheckColours(t *testing.T) {
	if err := CheckColours(counsel.Colours{Light: "#866a02", Dark: "#F2C200"}); err != nil {
		t.Errorf("offered tones are refused: %v", err)
	}
	err := CheckColours(counsel.Colours{Light: "#F2C200", Dark: "#F2C200"})
	if err == nil || !strings.Contains(err.Error(), "#866A02") {
		t.Errorf("a weak colour must be refused with the nearest good one, got %v", err)
	}
	if err := CheckColours(counsel.Colours{Light: "#866A02", Dark: "red;} body{display:none"}); err == nil {
		t.Error("something that is no colour went into the style sheet")
	}
}

// An agency without colours of its own has no style sheet, and an unknown one neither.
func TestNoColours(t *testing.T) {
	f := newSite(t, nil)
	for _, path := range []string{"/mosel/colours.css", "/nobody/colours.css"} {
		if r := f.get(path); r.StatusCode != 404 {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
}

func TestLooksLikeDanger(t *testing.T) {
	tokens := read(t, "../../web/src/styles/tokens.css")
	if !strings.Contains(strings.ToUpper(tokens), danger) {
		t.Errorf("%s is not the danger of the style sheet", danger)
	}
	for c, want := range map[counsel.Colours]string{
		{Light: "#DC0019", Dark: "#009FE3"}: "#DC0019", // UX 8.4
		{Light: "#0174A8", Dark: "#FF564E"}: "#FF564E",
		{Light: danger, Dark: danger}:       danger,
		{Light: "#866A02", Dark: "#F2C200"}: "",
		{Light: "#1F5F5B", Dark: "#7CC8C0"}: "",
		{Light: "#003366", Dark: "#6394CE"}: "",
		{Light: "#6B4F4B", Dark: "#B4006E"}: "", // a grey of that hue, and a pink
		{}:                                  "",
	} {
		if got := LooksLikeDanger(c); got != want {
			t.Errorf("%v: %q, want %q", c, got, want)
		}
	}
}

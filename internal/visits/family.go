package visits

import "strings"

// Families are what is told of a browser: no version, no system, no device.
var Families = []string{"chrome", "edge", "firefox", "safari", "other"}

// Family reads User-Agent, or where a proxy has taken that out, Sec-CH-UA.
func Family(browser, brands string) string {
	text := browser
	if text == "" {
		text = brands
	}
	for _, f := range []struct{ mark, family string }{ // a browser names those that it is like as well, so the order decides
		{"Edg", "edge"}, {"Microsoft Edge", "edge"}, {"OPR/", "other"}, {"Opera", "other"}, {"Firefox/", "firefox"}, {"FxiOS/", "firefox"},
		{"Chrome/", "chrome"}, {"CriOS/", "chrome"}, {"Google Chrome", "chrome"}, {"Chromium", "chrome"}, {"Safari/", "safari"},
	} {
		if strings.Contains(text, f.mark) {
			return f.family
		}
	}
	return "other"
}

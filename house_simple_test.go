package house

import (
	"regexp"
	"strings"
	"testing"
)

var (
	passive    = regexp.MustCompile(`(?i)\b(wird|werden|wurde|wurden|worden)\b`)
	genitive   = regexp.MustCompile(`(?i)\b(des|eines|ihres|seines|wegen|trotz)\b`)
	oneWord    = regexp.MustCompile(`\p{L}{17,}`)
	endsInside = regexp.MustCompile(`[.?!] +["„]?\p{Lu}`)
)

// TestSimpleLanguage holds Einfache Sprache to what a machine can see of its rules (UX 6): one sentence a line, short, without passive and genitive, long
// words with hyphens. Whether people understand it, only people can say.
func TestSimpleLanguage(t *testing.T) {
	all := catalogues(t)
	for _, key := range sorted(all["de-simple"]) {
		for line := range strings.SplitSeq(all["de-simple"][key], "\n") {
			for what, found := range map[string]string{
				"the passive": passive.FindString(line), "a genitive": genitive.FindString(line), "a word without hyphen": oneWord.FindString(line),
				"more than one sentence": endsInside.FindString(strings.TrimPrefix(line, "(Für Fachleute: ")),
			} {
				if found != "" && !strings.HasSuffix(key, ".heading") && !strings.HasPrefix(key, "write.beginning_") { // headings hold no breaks; beginnings become the person's own text
					t.Errorf("locales/de-simple: %s has %s (%q) in a line: %s", key, what, found, line)
				}
			}
			if n := len(strings.Fields(line)); n > 16 {
				t.Errorf("locales/de-simple: %s has %d words in a line: %s", key, n, line)
			}
		}
	}
	if len(all["de-simple"]) < 150 {
		t.Errorf("only %d texts found", len(all["de-simple"]))
	}
}

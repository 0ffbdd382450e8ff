package site

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/texts"
	"siegel/locales"
)

func read(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// The page that a proxy shows when this server is down is a copy: it must hold every number that we have.
func TestUnreachablePage(t *testing.T) {
	page := read(t, "../../deploy/unreachable.html")
	catalogues, err := texts.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range catalogues.Languages() {
		for _, country := range catalogues.Crisis(lang, counsel.Settings{}) {
			if !strings.Contains(page, "<h3>"+country.Name+"</h3>") {
				t.Errorf("%s is missing in %s", country.Country, lang)
			}
			for _, n := range country.Numbers {
				want := `<dt>` + n.Label + `</dt><dd><a href="` + string(tel(n.Number)) + `" aria-label="` + digits(n.Number) + `">` + n.Number + `</a>`
				if !strings.Contains(page, want) {
					t.Errorf("%s, %s: %s is missing", country.Country, lang, n.Number)
				}
			}
		}
	}
	if !strings.Contains(page, ">Schnell verlassen</a>") || strings.Contains(page, "<script") || regexp.MustCompile(`(?:src|href)="(?:/|http:)`).MatchString(page) {
		t.Error("the page must stand alone, with a way out")
	}
}

// A proxy that logs would undo everything that is done here.
func TestProxyExampleLogsNothing(t *testing.T) {
	conf := read(t, "../../deploy/nginx/siegel.conf")
	if servers, off := strings.Count(conf, "server {"), strings.Count(conf, "access_log off;"); servers != off || servers != strings.Count(conf, "siegel.log emerg;") {
		t.Errorf("%d servers, %d without access log", servers, off)
	}
	for _, want := range []string{"proxy_set_header X-Forwarded-For $remote_addr;", "ssl_protocols TLSv1.3;", "proxy_set_header Host $host;"} {
		if !strings.Contains(conf, want) {
			t.Errorf("the example lacks %s", want)
		}
	}
	if strings.Contains(conf, "$proxy_add_x_forwarded_for") {
		t.Error("a visitor could put addresses into the header")
	}
	unit := read(t, "../../deploy/systemd/siegel.service")
	for _, want := range []string{"LimitCORE=0", "MemorySwapMax=0", "Environment=GODEBUG=clobberfree=1"} {
		if !strings.Contains(unit, want) {
			t.Errorf("the unit lacks %s: memory must never reach a disk", want)
		}
	}
}

// The grounds against which an agency's colour is checked are those of the style sheet.
func TestGroundsAreThoseOfTheTokens(t *testing.T) {
	light, dark, found := strings.Cut(read(t, "../../web/src/styles/tokens.css"), "prefers-color-scheme: dark")
	if !found {
		t.Fatal("tokens.css has no dark part")
	}
	for part, theme := range map[string]Theme{light: Light, dark: Dark} {
		for name, want := range map[string]string{"paper": theme.grounds[0], "surface": theme.grounds[1], "sunken": theme.grounds[2], "on-accent": theme.onAccent} {
			got := regexp.MustCompile(`--` + name + `:\s*(#[0-9A-Fa-f]{6})`).FindStringSubmatch(part)
			if got == nil || !strings.EqualFold(got[1], want) {
				t.Errorf("--%s is %v, checked is %s", name, got, want)
			}
		}
	}
}

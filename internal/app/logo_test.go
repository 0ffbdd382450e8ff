package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siegel/internal/testkit"
)

// withLogo writes the example's description, changed, with a file beside it, and gives its path.
func withLogo(t *testing.T, short, keys, file string, content []byte) string {
	t.Helper()
	raw, err := os.ReadFile(agencyExample)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(raw), `short = "donau"`, "short = \""+short+"\"\n"+keys, 1)
	folder := t.TempDir()
	if file != "" {
		if err := os.WriteFile(filepath.Join(folder, file), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(folder, "agency.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const logoKeys = "logo = \"zeichen.png\"\nlogo_alt = \"Eine Brücke\""

// Two agencies with a logo each and one without: each shows its own, and the interface says the same.
func TestLogosOfAgencies(t *testing.T) {
	where := folders(t)
	for _, short := range []string{"donau", "mosel"} {
		path := withLogo(t, short, logoKeys, "zeichen.png", testkit.NewLogo(short).Image)
		if code, _, errs := siegel(t, append([]string{"agency", "create", "--from", path}, where...)...); code != 0 {
			t.Fatal(errs)
		}
	}
	if code, _, errs := siegel(t, append([]string{"agency", "create", "--from", withLogo(t, "inn", "", "", nil)}, where...)...); code != 0 {
		t.Fatal(errs)
	}
	server := start(t, where...)
	for _, short := range []string{"donau", "mosel"} {
		if r, image := server.get(t, "/"+short+"/logo"); r.StatusCode != 200 || image != string(testkit.NewLogo(short).Image) {
			t.Errorf("%s: %d, or the logo of another", short, r.StatusCode)
		}
		if _, page := server.get(t, "/"+short); strings.Count(page, "<img") != 1 || !strings.Contains(page, `src="/`+short+`/logo" alt="Eine Brücke"`) {
			t.Errorf("%s: the start page shows another logo, or none", short)
		}
		if _, text := server.get(t, "/api/1/agencies/"+short); !strings.Contains(text, `"logo":{"alt":"Eine Brücke","width":3,"height":2}`) {
			t.Errorf("%s: the interface answers %.2000s", short, text)
		}
	}
	if r, _ := server.get(t, "/inn/logo"); r.StatusCode != 404 {
		t.Errorf("without a logo: %d", r.StatusCode)
	}
	if _, text := server.get(t, "/api/1/agencies/inn"); !strings.Contains(text, `"logo":null`) {
		t.Errorf("without a logo the interface answers %.2000s", text)
	}
}

func TestLogoRefused(t *testing.T) {
	where := folders(t)
	image := testkit.NewLogo("donau").Image
	for name, c := range map[string]struct {
		keys, file string
		content    []byte
		want       string
	}{
		"another type":   {logoKeys, "zeichen.png", []byte("<svg/>"), "logo: zeichen.png: SVG can carry script"},
		"too many bytes": {logoKeys, "zeichen.png", append(image, make([]byte, 50_000)...), "at most 50000 are expected"},
		"no such file":   {logoKeys, "zeichen.webp", image, "logo: open zeichen.png: no such file"},
		"no words":       {`logo = "zeichen.png"`, "zeichen.png", image, "logo_alt: required"},
	} {
		path := withLogo(t, "donau", c.keys, c.file, c.content)
		if code, _, errs := siegel(t, append([]string{"agency", "create", "--from", path}, where...)...); code != 1 || !strings.Contains(errs, c.want) {
			t.Errorf("%s: %d %s", name, code, errs)
		}
	}
	if _, out, _ := siegel(t, append([]string{"agency", "list"}, where...)...); strings.Contains(out, "donau") {
		t.Error("a refused description made an agency")
	}
}

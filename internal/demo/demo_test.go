package demo

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
)

// What is missing is said in words; the whole demo is tried in internal/app.
func TestFillSaysWhatIsMissing(t *testing.T) {
	built := fstest.MapFS{script: {Data: []byte("console.log('never run')")}}
	if _, err := Fill(t.Context(), fstest.MapFS{}, "http://127.0.0.1:1", nil, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "make build") {
		t.Errorf("without a built browser side: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := Fill(t.Context(), built, "http://127.0.0.1:1", nil, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "needs Node") {
		t.Errorf("without Node: %v", err)
	}
}

func TestFillReadsAndPassesOn(t *testing.T) {
	t.Setenv("SIEGEL_LISTEN", "0.0.0.0:1")
	code := `console.log('sealing'); console.log(JSON.stringify({ short: JSON.parse(process.env.SIEGEL_DEMO_AGENCIES)[0].token, staff: [{ name: process.env.SIEGEL_DEMO_URL, password: String(process.env.SIEGEL_LISTEN) }] }));`
	var out bytes.Buffer
	worlds, err := Fill(t.Context(), fstest.MapFS{script: {Data: []byte(code)}}, "http://127.0.0.1:1", []Agency{{Short: "donau", Token: "token"}}, &out)
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != "sealing\n" || len(worlds) != 1 || worlds[0].Short != "token" || worlds[0].Staff[0].Name != "http://127.0.0.1:1" || worlds[0].Staff[0].Password != "undefined" {
		t.Errorf("passed on %q, read %+v", &out, worlds)
	}
	broken := fstest.MapFS{script: {Data: []byte(`console.error('no agency'); process.exit(3)`)}}
	if _, err := Fill(t.Context(), broken, "http://127.0.0.1:1", nil, &out); err == nil || !strings.Contains(err.Error(), "no agency") {
		t.Errorf("a script that fails: %v", err)
	}
}

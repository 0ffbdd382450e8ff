package app

import (
	"encoding/json"
	"strings"
	"testing"

	"siegel/internal/testkit"
)

// The command beside a running server: its code is the worst of its findings, its words name no content and no secret.
func TestDoctor(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		where := installed(t, w)
		testkit.NewScene(t, w, "donau", true)
		startProcess(t, where...)
		code, said := program(t, append([]string{"doctor", "--proxy-config", "../../deploy/nginx/siegel.conf"}, where...)...)
		for _, want := range []string{"OK    configuration", "they belong to the database", "health_listen is not set", "one lead, and no recovery sheet", "writes no addresses"} {
			if !strings.Contains(said, want) {
				t.Errorf("the doctor does not say %q:\n%s", want, said)
			}
		}
		if code != 2 || !strings.Contains(said, "FAIL  listener") {
			t.Errorf("the machine chose the port, nobody answers at that of the settings: %d\n%s", code, said)
		}
		code, said = program(t, append([]string{"doctor", "--json", "--database", "postgres://siegel:very-secret@127.0.0.1:1/siegel"}, where[:6]...)...)
		var read struct{ Worst string }
		if err := json.Unmarshal([]byte(said), &read); err != nil || code != 2 || read.Worst != "FAIL" || strings.Contains(said, "very-secret") {
			t.Errorf("%d %v %s", code, err, said)
		}
	})
}

package app

import (
	"bytes"
	"context"
	"encoding/base64"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"siegel/internal/config"
	"siegel/internal/counsel"
	"siegel/internal/site"
	"siegel/internal/testkit"
)

// The quick exit ends the seeker's session in the database, by link, by beacon and by the marker alone, and never the one of staff.
func TestExitEndsTheSeekersSessionOnly(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		ctx := context.Background()
		scene := testkit.NewScene(t, w, "donau", false)
		var log bytes.Buffer
		h, err := (&node{config: config.Config{PublicURL: testkit.Origin}, store: w.Store, log: site.NewLog(&log, slog.LevelDebug), from: scrubbed}).handler()
		if err != nil {
			t.Fatal(err)
		}
		staff := signIn(t, w, scene.Agency.ID, scene.Registration(counsel.Seekers, "Niemand")) // a stranger's session, which must live on
		for name, ask := range map[string]struct{ method, path, more string }{
			"link":   {"GET", "/donau/exit", ""},
			"beacon": {"POST", "/exit", ""},
			"marker": {"GET", "/donau/messages", "; __Host-siegel-bye=1"},
		} {
			mine := signIn(t, w, scene.Agency.ID, scene.Registration(counsel.Seekers, "Sonne-"+name))
			r := httptest.NewRequest(ask.method, testkit.Origin+ask.path, nil)
			r.Header.Set("Cookie", "__Host-siegel="+mine+"; __Host-siegel-desk="+staff+ask.more)
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			answer := httptest.NewRecorder()
			h.ServeHTTP(answer, r)
			if code := sessionState(t, ctx, w, mine); code != counsel.SignedOut {
				t.Errorf("%s: the session answers %q after the exit", name, code)
			}
			if code := sessionState(t, ctx, w, staff); code != "" {
				t.Errorf("%s: the other cookie's session answers %q", name, code)
			}
			if strings.Contains(strings.Join(answer.Header().Values("Set-Cookie"), " "), "desk") || answer.Header().Get("Clear-Site-Data") != "" {
				t.Errorf("%s: the desk was touched: %v", name, answer.Header())
			}
		}
		if log.Len() > 0 {
			t.Errorf("written to the log: %s", &log)
		}
	})
}

func signIn(t *testing.T, w *testkit.World, agency counsel.ID, r counsel.Registration) string {
	t.Helper()
	in, err := w.Register(context.Background(), agency, r)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(in.Cookie)
}

func sessionState(t *testing.T, ctx context.Context, w *testkit.World, cookie string) counsel.Code {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(cookie)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = w.Session(ctx, counsel.Seekers, raw)
	return counsel.CodeOf(err)
}

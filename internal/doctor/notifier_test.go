package doctor

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"siegel/internal/config"
	"siegel/internal/notice"
)

// Each fault of a notifier is named with its cure; one without mails that wait is in order.
func TestNotifierIsAsked(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	office := notice.Office{Recipient: "age1pq1ours"}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != notice.StatePath || r.Header.Get("Authorization") != "Bearer "+strings.Repeat("s", 40) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_ = json.NewEncoder(w).Encode(office)
	}))
	defer server.Close()
	secret := filepath.Join(t.TempDir(), "secret")
	write := func(text string) {
		if err := os.WriteFile(secret, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	says := func(want Level, words string) {
		t.Helper()
		c := config.Config{Notifier: config.ToNotifier{At: strings.TrimPrefix(server.URL, "http://"), Recipient: "age1pq1ours", Secret: secret}}
		e := &examination{Installation: Installation{Config: c, Now: func() time.Time { return now }}, ctx: t.Context()}
		e.notifier()
		if len(e.findings) != 1 || e.findings[0].Level != want || !strings.Contains(e.findings[0].Says, words) || (e.findings[0].Cure == "") != (want == OK) {
			t.Errorf("%+v, want %v %s", e.findings, want, words)
		}
	}
	says(Fail, "cannot be read")
	write(strings.Repeat("x", 40))
	says(Fail, "401")
	write(strings.Repeat("s", 40))
	says(OK, "mails go out")
	office.Waiting, office.Since = 3, now.Add(-50*time.Minute).UnixMilli()
	says(OK, "mails go out")
	office.Since = now.Add(-70 * time.Minute).UnixMilli()
	says(Warn, "no server has told it since its start what is gone, and until then no mail goes out: 3 mails waiting")
	office.Begun = true
	says(Warn, "3 mails waiting since 2026-11-22T08:50:00Z")
	office.Recipient = "age1pq1other"
	says(Fail, "another identity")
	server.Close()
	says(Fail, "away")
	e := &examination{ctx: t.Context()}
	if e.notifier(); len(e.findings) > 0 {
		t.Errorf("without a notifier: %+v", e.findings)
	}
}

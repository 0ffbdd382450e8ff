package doctor

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"siegel/internal/config"
	"siegel/internal/counsel"
	"siegel/internal/sg1"
	"siegel/internal/testkit"
	"siegel/internal/texts"
	"siegel/locales"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// healthy is an installation in which nothing is wrong but what no program can mend: nobody has called the emergency numbers.
type healthy struct {
	*testkit.World
	Scene   *testkit.Scene
	Set     map[string]string // settings
	Machine fstest.MapFS
	Proxy   string
	status  int // of the health listener
}

func newHealthy(t *testing.T, w *testkit.World) *healthy {
	t.Helper()
	h := &healthy{World: w, Machine: fstest.MapFS{}, status: http.StatusNoContent}
	h.Scene = testkit.NewScene(t, w, "kiz", true)
	h.Scene.Staff("Ben", counsel.Counsellor, counsel.Intake, counsel.Lead)
	h.kernel("proc/sys/kernel/core_pattern", "core\n")
	h.kernel("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n")
	listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			t.Errorf("the doctor asks for %s", r.URL.Path)
		}
		w.WriteHeader(h.status)
	}))
	t.Cleanup(listener.Close)
	data := filepath.Dir(w.Database)
	if w.Postgres {
		data = t.TempDir()
	}
	own(t, data, 0o700)
	h.Set = map[string]string{
		"public_url": testkit.Origin, "data": data, "keys": w.KeysDir, "trusted_proxies": "127.0.0.1", "health_listen": strings.TrimPrefix(listener.URL, "http://"),
	}
	if w.Postgres {
		h.Set["database"] = w.Database
	}
	h.copies(t)
	return h
}

func own(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func (h *healthy) kernel(path, text string) { h.Machine[path] = &fstest.MapFile{Data: []byte(text)} }

func (h *healthy) examined(t *testing.T) []Finding {
	t.Helper()
	catalogues, err := texts.Load(locales.Files)
	if err != nil {
		t.Fatal(err)
	}
	values, err := config.Load(h.Set, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, fault := config.Check(values)
	return Examine(context.Background(), Installation{Config: c, ConfigError: fault, Texts: catalogues, ProxyConfig: h.Proxy, Machine: h.Machine, Now: h.Clock.Now})
}

// usual are the findings of a healthy installation that are not OK.
var usual = []Finding{
	{Warn, "agency kiz", "texts that nobody has read: en", ""},
	{Warn, "emergency numbers", "nobody has reviewed those of AT, CH, DE, LU", ""},
	{Warn, "database log", "fsync is off: letters that were acknowledged are lost when the power fails", ""}, // so is the test kit's PostgreSQL
}

func isUsual(f Finding) bool {
	for _, u := range usual {
		if f.Check == u.Check && f.Says == u.Says && f.Level == u.Level {
			return true
		}
	}
	return false
}

func TestHealthy(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		findings := newHealthy(t, w).examined(t)
		seen := 0
		for _, f := range findings {
			switch {
			case isUsual(f):
				seen++
			case f.Level != OK:
				t.Errorf("%s %s: %s", f.Level, f.Check, f.Says)
			}
			if (f.Level == OK) != (f.Cure == "") {
				t.Errorf("%s %s: the cure is %q", f.Level, f.Check, f.Cure)
			}
		}
		want := len(usual)
		if !w.Postgres {
			want--
		}
		if seen != want || len(findings) < 14 {
			t.Errorf("%d findings, %d usual ones, want %d: %v", len(findings), seen, want, findings)
		}
	})
}

// ofDatabase says whether a check asks the database.
func ofDatabase(check string) bool {
	return check == "key files" || check == "clock" || strings.HasPrefix(check, "agency ")
}

// What is broken, one thing at a time.
var faults = map[string]struct {
	broken func(t *testing.T, h *healthy)
	want   Finding
}{
	"a setting": {func(t *testing.T, h *healthy) { h.Set["log_level"] = "loud" }, Finding{Fail, "configuration", "log_level:", "config show"}},
	"an address that is none": {func(t *testing.T, h *healthy) { h.Set["public_url"] = "https://192.0.2.7" },
		Finding{Warn, "address", "is an address", "host name"}},
	"a name of the own network": {func(t *testing.T, h *healthy) { h.Set["public_url"] = "https://portal" }, Finding{Warn, "address", "own network", "full host name"}},
	"another origin":            {func(t *testing.T, h *healthy) { h.Set["public_url"] = "https://other.test" }, Finding{Fail, "agency kiz", "it was made for", "public_url"}},
	"no named proxy":            {func(t *testing.T, h *healthy) { delete(h.Set, "trusted_proxies") }, Finding{Warn, "proxy", "share one throttle", "trusted_proxies"}},
	"an open keys folder":       {func(t *testing.T, h *healthy) { own(t, h.KeysDir, 0o755) }, Finding{Fail, "keys", "others may look into", "chmod 0700"}},
	"an open data folder":       {func(t *testing.T, h *healthy) { own(t, h.Set["data"], 0o750) }, Finding{Warn, "data", "others may look into", "chmod 0700"}},
	"a key that others may read": {func(t *testing.T, h *healthy) { own(t, filepath.Join(h.KeysDir, "k_rest"), 0o640) },
		Finding{Fail, "files", "k_rest has mode 0640", "chmod 0600"}},
	"other keys": {func(t *testing.T, h *healthy) {
		h.Set["keys"] = testkit.SQLite(t).KeysDir
	}, Finding{Fail, "key files", "do not belong to the database", "put the keys back"}},
	"no keys": {func(t *testing.T, h *healthy) { h.Set["keys"] = filepath.Join(t.TempDir(), "keys") }, Finding{Fail, "key files", "no keys", "put the keys back"}},
	"a core for somebody": {func(t *testing.T, h *healthy) {
		h.kernel("proc/sys/kernel/core_pattern", "|/usr/share/apport/apport -p%p\n")
	}, Finding{Warn, "core dumps", "/usr/share/apport/apport", "sysctl"}},
	"swap": {func(t *testing.T, h *healthy) {
		h.kernel("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n/dev/dm-1\tpartition\t1\t0\t-2\n")
	}, Finding{Warn, "swap", "swap disk", "MemorySwapMax"}},
	"a server that is not ready": {func(t *testing.T, h *healthy) { h.status = http.StatusServiceUnavailable }, Finding{Fail, "health", "not ready", "log"}},
	"a server that is not there": {func(t *testing.T, h *healthy) { h.Set["health_listen"] = nobody(t) }, Finding{Fail, "health", "nobody answers", "start the server"}},
	"nobody to ask":              {func(t *testing.T, h *healthy) { h.Set["health_listen"] = "" }, Finding{Warn, "health", "health_listen is not set", "set health_listen"}},
	"nobody to ask, and nobody there": {func(t *testing.T, h *healthy) { h.Set["health_listen"], h.Set["listen"] = "", nobody(t) },
		Finding{Fail, "listener", "nobody answers", "start the server"}},
	"a clock that went back": {func(t *testing.T, h *healthy) { h.Clock.Pass(-48 * time.Hour) }, Finding{Fail, "clock", "something was stored at", "NTP"}},
	"one lead without a sheet": {func(t *testing.T, h *healthy) { h.stop(t, h.Scene.Signed.Members[1].UID) },
		Finding{Warn, "agency kiz", "one lead, and no recovery sheet", "second"}},
	"no lead": {func(t *testing.T, h *healthy) {
		for _, m := range h.Scene.Signed.Members {
			h.stop(t, m.UID)
		}
	}, Finding{Fail, "agency kiz", "no lead can sign in", "staff start kiz"}},
	"an agency that nobody has set up": {func(t *testing.T, h *healthy) {
		if _, err := h.CreateAgency(context.Background(), testkit.NewAgency("sos")); err != nil {
			t.Fatal(err)
		}
	}, Finding{Warn, "agency sos", "not been set up", "agency link sos"}},
	"a promise without holidays": {func(t *testing.T, h *healthy) { h.promising(t, "", nil) }, Finding{Warn, "agency new", "count as working days", "holidays.region"}},
	"days off that end": {func(t *testing.T, h *healthy) { h.promising(t, "AT-9", []string{"2026-12-24"}) },
		Finding{Warn, "agency new", "end with 2026", "holidays.extra"}},
	"a language without texts": {func(t *testing.T, h *healthy) {
		a := testkit.NewAgency("new")
		a.Languages = []string{"de", "xx"}
		if _, err := h.CreateAgency(context.Background(), a); err != nil {
			t.Fatal(err)
		}
	}, Finding{Fail, "agency new", "texts are missing: xx", "leave the language out"}},
	"a proxy that logs": {func(t *testing.T, h *healthy) {
		h.Proxy = example(t, "nginx/siegel.conf", "access_log off;", "access_log /var/log/a;")
	},
		Finding{Fail, "proxy log", "access_log is not off", "deploy/"}},
	"a proxy file that is not there": {func(t *testing.T, h *healthy) { h.Proxy = "/nowhere.conf" }, Finding{Fail, "proxy log", "no such file", "--proxy-config"}},
}

func (h *healthy) stop(t *testing.T, uid counsel.ID) {
	t.Helper()
	if err := h.StopStaff(context.Background(), h.Scene.Agency.ID, uid); err != nil {
		t.Fatal(err)
	}
}

func (h *healthy) promising(t *testing.T, region string, extra []string) {
	t.Helper()
	a := testkit.NewAgency("new")
	a.Promise.WorkingDays, a.Holidays = 2, counsel.Holidays{Region: region, Extra: extra}
	if _, err := h.CreateAgency(context.Background(), a); err != nil {
		t.Fatal(err)
	}
}

// nobody is an address of this machine where nobody listens.
func nobody(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func TestEachFaultIsFound(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		for name, c := range faults {
			if w.Postgres && !ofDatabase(c.want.Check) {
				continue // the same code, whatever the database
			}
			h := newHealthy(t, again(t, w))
			c.broken(t, h)
			findings := h.examined(t)
			if !has(findings, c.want) {
				t.Errorf("%s: %v is not among %v", name, c.want, findings)
			}
			if Worst(findings) != max(c.want.Level, Warn) && c.want.Level == Fail {
				t.Errorf("%s: the whole is %s", name, Worst(findings))
			}
		}
	})
}

// again is another empty world of the same kind.
func again(t *testing.T, w *testkit.World) *testkit.World {
	if w.Postgres {
		return testkit.Postgres(t)
	}
	return testkit.SQLite(t)
}

func has(findings []Finding, want Finding) bool {
	for _, f := range findings {
		if f.Level == want.Level && f.Check == want.Check && strings.Contains(f.Says, want.Says) && strings.Contains(f.Cure, want.Cure) {
			return true
		}
	}
	return false
}

func TestSwapOfAUnitThatIsNeverSwappedOut(t *testing.T) {
	h := newHealthy(t, testkit.SQLite(t))
	h.kernel("proc/swaps", "Filename\n/dev/dm-1\n")
	h.kernel(units[0], "0\n")
	h.kernel("proc/sys/kernel/core_pattern", "|/usr/lib/systemd/systemd-coredump %P\n") // keeps to the limit of the process
	if findings := h.examined(t); !has(findings, Finding{OK, "swap", "never swapped out", ""}) || !has(findings, Finding{OK, "core dumps", "", ""}) {
		t.Errorf("%v", findings)
	}
}

func TestWhoCanRecover(t *testing.T) {
	for _, c := range []struct {
		leads int
		sheet bool
		level Level
		says  string
	}{{0, true, Fail, "no lead"}, {0, false, Fail, "no lead"}, {1, false, Warn, "no recovery sheet"}, {1, true, OK, "1 lead, the sheet of paper"}, {2, false, OK, "2 leads"}} {
		e := &examination{}
		e.recoverable(counsel.Agency{Short: "kiz"}, c.leads, c.sheet)
		if !has(e.findings, Finding{c.level, "agency kiz", c.says, ""}) {
			t.Errorf("%d leads, sheet %t: %v", c.leads, c.sheet, e.findings)
		}
	}
	if sheetAmong([]sg1.Signer{{Label: "lead"}}) || !sheetAmong([]sg1.Signer{{Label: "lead"}, {Label: "paper"}}) {
		t.Error("the sheet signs under the label paper (spec/directory.md)")
	}
}

func TestNoDatabaseYet(t *testing.T) {
	h := newHealthy(t, testkit.SQLite(t))
	h.Set["data"] = filepath.Join(t.TempDir(), "data")
	if findings := h.examined(t); !has(findings, Finding{Warn, "database", "there is none yet", "agency create"}) || !has(findings, Finding{Warn, "data", "there is no folder", ""}) {
		t.Errorf("%v", findings)
	}
	if _, err := os.Stat(h.Set["data"]); err == nil {
		t.Error("the doctor has made a folder")
	}
}

func TestPrint(t *testing.T) {
	findings := []Finding{{OK, "disk", "12 GiB", ""}, {Fail, "key files", "one\ntwo", "put them back"}}
	var table, object bytes.Buffer
	if err := Print(&table, findings); err != nil {
		t.Fatal(err)
	}
	if want := "OK    disk       12 GiB\nFAIL  key files  one; two\n                 → put them back\n"; table.String() != want {
		t.Errorf("%s\nwant\n%s", &table, want)
	}
	if err := PrintJSON(&object, findings); err != nil {
		t.Fatal(err)
	}
	var read struct {
		Worst    string
		Findings []struct{ Level, Check, Says, Cure string }
	}
	if err := json.Unmarshal(object.Bytes(), &read); err != nil || read.Worst != "FAIL" || len(read.Findings) != 2 || read.Findings[0].Level != "OK" || read.Findings[1].Cure != "put them back" {
		t.Errorf("%s %v", &object, err)
	}
}

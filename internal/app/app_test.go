package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"siegel/internal/testkit"
)

// asProgram makes this test binary the program itself, so that tests start real processes without building one.
const asProgram = "TEST_AS_SIEGEL=1"

func TestMain(m *testing.M) {
	if at := slices.Index(os.Environ(), asProgram); at >= 0 {
		env := slices.Delete(os.Environ(), at, at+1)
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		code := Run(ctx, os.Args[1:], Streams{Env: env, Stdout: os.Stdout, Stderr: os.Stderr})
		stop()
		os.Exit(code)
	}
	testkit.Main(m)
}

// output is written by a running command and read by a test.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

const public = "https://portal.test"

// folders are the settings that every command of one installation shares.
func folders(t *testing.T) []string {
	t.Helper()
	root := t.TempDir()
	return []string{"--data", filepath.Join(root, "data"), "--keys", filepath.Join(root, "keys"), "--public-url", public}
}

// siegel runs one command to its end. A server that should have refused to start is stopped after a while, and ends with 0.
func siegel(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	var out, errs bytes.Buffer
	code = Run(ctx, args, Streams{Stdout: &out, Stderr: &errs})
	return code, out.String(), errs.String()
}

// running is a server that a test started.
type running struct {
	address string
	out     *output
	code    chan int
	stop    context.CancelFunc
}

var listening = regexp.MustCompile(`\(listening on (\S+)\)`)

// start runs `siegel serve` until the test ends.
func start(t *testing.T, args ...string) *running {
	t.Helper()
	return startAt(t, nil, args...)
}

// startAt is start with a clock.
func startAt(t *testing.T, clock func() time.Time, args ...string) *running {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r := &running{out: &output{}, code: make(chan int, 1), stop: stop}
	go func() {
		r.code <- Run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...), Streams{Stdout: r.out, Stderr: r.out, Clock: clock})
	}()
	t.Cleanup(func() { stop() })
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if found := listening.FindStringSubmatch(r.out.String()); found != nil {
			r.address = found[1]
			return r
		}
		select {
		case code := <-r.code:
			t.Fatalf("the server ended with %d: %s", code, r.out)
		default:
		}
	}
	t.Fatalf("the server did not start: %s", r.out)
	return nil
}

// get asks as a browser that has typed the public address.
func (r *running) get(t *testing.T, path string) (*http.Response, string) {
	t.Helper()
	ask, err := http.NewRequest("GET", "http://"+r.address+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	ask.Host = strings.TrimPrefix(public, "https://")
	ask.Header.Set("Siegel-Realm", "seeker")
	answer, err := http.DefaultTransport.RoundTrip(ask)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}

const agencyExample = "../../deploy/agency.example.toml"

// An agency is made, the server answers for it, takes the link of the command, and ends when it is asked to.
func TestServe(t *testing.T) {
	where := folders(t)
	code, link, warning := siegel(t, append([]string{"agency", "create", "--from", agencyExample}, where...)...)
	if code != 0 || !regexp.MustCompile(`^https://portal\.test/donau/setup#t=[A-Za-z0-9_-]{22}\n$`).MatchString(link) || !strings.Contains(warning, "seven days") {
		t.Fatalf("agency create: %d %q %q", code, link, warning)
	}
	server := start(t, where...)
	if !strings.Contains(server.out.String(), "Siegel answers at https://portal.test (") {
		t.Errorf("the start says: %s", server.out)
	}
	for path, want := range map[string]string{"/": "Hier ist ein Portal", "/donau": "Gesprächsstelle Beispielstadt", "/donau/en/help": "01 555 01 00", "/donau/write": "JavaScript"} {
		if r, page := server.get(t, path); r.StatusCode != 200 || !strings.Contains(page, want) {
			t.Errorf("%s: %d without %q", path, r.StatusCode, want)
		}
	}
	r, text := server.get(t, "/api/1/agencies/donau")
	if r.StatusCode != 200 || !strings.Contains(text, `"setup":"new"`) || !strings.Contains(text, `{"country":"AT","name":"Österreich","numbers":[{"label":"Notruf","number":"112"}`) {
		t.Errorf("the interface answers %d %.300s", r.StatusCode, text)
	}
	server.stop()
	if code := <-server.code; code != 0 {
		t.Errorf("the server ended with %d: %s", code, server.out)
	}
}

func TestAgencyCommands(t *testing.T) {
	where := folders(t)
	with := func(args ...string) []string { return append(args, where...) }
	if code, _, errs := siegel(t, with("agency", "create")...); code != 1 || !strings.Contains(errs, "--from FILE is required") {
		t.Errorf("without a file: %d %s", code, errs)
	}
	code, first, _ := siegel(t, with("agency", "create", "--from", agencyExample)...)
	if code != 0 {
		t.Fatal(first)
	}
	if code, _, errs := siegel(t, with("agency", "create", "--from", agencyExample)...); code != 1 || !strings.Contains(errs, "short name exists") {
		t.Errorf("twice: %d %s", code, errs)
	}
	code, second, _ := siegel(t, with("agency", "link", "donau")...)
	if code != 0 || second == first || !strings.HasPrefix(second, "https://portal.test/donau/setup#t=") {
		t.Errorf("a new link: %d %q after %q", code, second, first)
	}
	if code, _, errs := siegel(t, with("agency", "link", "rhein")...); code != 1 || !strings.Contains(errs, `there is no agency "rhein"`) {
		t.Errorf("an unknown agency: %d %s", code, errs)
	}
	if code, out, _ := siegel(t, with("agency", "list")...); code != 0 || !regexp.MustCompile(`(?m)^donau +new +0 +0 +0 +0 +0 +0 +0$`).MatchString(out) {
		t.Errorf("list: %d %s", code, out)
	}
}

func TestAgencyFileIsChecked(t *testing.T) {
	raw, err := os.ReadFile(agencyExample)
	if err != nil {
		t.Fatal(err)
	}
	write := func(old, new string) string {
		path := filepath.Join(t.TempDir(), "agency.toml")
		if err := os.WriteFile(path, []byte(strings.Replace(string(raw), old, new, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	where := folders(t)
	if code, _, errs := siegel(t, append([]string{"agency", "create", "--from", write("#1F5F5B", "#F2C200")}, where...)...); code != 1 || !strings.Contains(errs, "#866A02") {
		t.Errorf("a weak colour: %d %s", code, errs)
	}
	if code, _, errs := siegel(t, append([]string{"agency", "create", "--from", write("short = \"donau\"", "short = \"suchthilfe\"")}, where...)...); code != 0 || strings.Contains(errs, "danger") || !strings.Contains(errs, `warning: "hilfe"`) && !strings.Contains(errs, `warning: "sucht"`) {
		t.Errorf("a telling name: %d %s", code, errs)
	}
	if code, _, errs := siegel(t, append([]string{"agency", "create", "--from", write("light = \"#1F5F5B\"", "light = \"#DC0019\"")}, where...)...); code != 0 || !strings.Contains(errs, "#DC0019 looks like danger") {
		t.Errorf("a colour like danger: %d %s", code, errs)
	}
}

// Keys and folders: what must not start.
func TestRefusesToStart(t *testing.T) {
	where := folders(t)
	if code, _, errs := siegel(t, append([]string{"agency", "create", "--from", agencyExample}, where...)...); code != 0 {
		t.Fatal(errs)
	}
	moved := append([]string{}, where...)
	moved[5] = "https://other.test"
	if code, _, errs := siegel(t, append([]string{"serve"}, moved...)...); code != 1 || !strings.Contains(errs, `"donau" was made for https://portal.test`) {
		t.Errorf("with another public_url: %d %s", code, errs)
	}
	lost := append([]string{}, where...)
	lost[3] = filepath.Join(t.TempDir(), "keys")
	if code, _, errs := siegel(t, append([]string{"serve"}, lost...)...); code != 1 || !strings.Contains(errs, "put the keys back") {
		t.Errorf("with lost keys: %d %s", code, errs)
	}
	if _, err := os.Stat(lost[3]); err == nil {
		t.Error("new keys were made beside an existing database")
	}
	if code, _, errs := siegel(t, append([]string{"serve", "--listen", "0.0.0.0:0"}, where...)...); code != 1 || !strings.Contains(errs, "plain HTTP only on a loopback address") {
		t.Errorf("plain HTTP for everybody: %d %s", code, errs)
	}
}

func TestCommandLine(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{nil, 2, "siegel serve"},
		{[]string{"sevre"}, 2, `did you mean "serve"?`},
		{[]string{"config", "shwo"}, 2, `did you mean "config show"?`},
		{[]string{"serve", "--listn", "x"}, 2, "did you mean --listen?"},
		{[]string{"config", "check", "--public-url", public}, 0, "in order"},
		{[]string{"config", "check"}, 1, "public_url: required"},
		{[]string{"config", "show", "--database", "postgres://siegel:very-secret@db.test/siegel"}, 0, "postgres://siegel:********@db.test/siegel"},
		{[]string{"version"}, 0, "siegel development (go1."},
		{[]string{"version", "--json"}, 0, `"version":"development"`},
	} {
		code, out, errs := siegel(t, c.args...)
		if code != c.code || !strings.Contains(out+errs, c.want) || strings.Contains(out+errs, "very-secret") {
			t.Errorf("siegel %s: %d\n%s%s\nwant %d and %q", strings.Join(c.args, " "), code, out, errs, c.code, c.want)
		}
	}
	var out, errs bytes.Buffer
	if code := Run(t.Context(), []string{"config", "show"}, Streams{Env: []string{"SIEGEL_LISTEM=x"}, Stdout: &out, Stderr: &errs}); code != 1 || !strings.Contains(errs.String(), `did you mean "SIEGEL_LISTEN"?`) {
		t.Errorf("an unknown variable: %d %s", code, &errs)
	}
}

func TestDemoStaysOnLoopback(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"demo", "--listen", "0.0.0.0:0"}, "loopback"},
		{[]string{"demo", "--listen", "192.0.2.1:8080"}, "loopback"},
		{[]string{"demo", "--listen", ":0"}, "loopback"},
		{[]string{"demo", "--data", t.TempDir()}, "does not take data"},
		{[]string{"demo", "--database", "postgres://siegel@db.test/siegel"}, "does not take database"},
	} {
		if code, _, errs := siegel(t, c.args...); code != 1 || !strings.Contains(errs, c.want) {
			t.Errorf("%v: %d %s", c.args, code, errs)
		}
	}
}

// The whole server with a known client: nothing it prints or stores holds the address.
func TestNoAddressAnywhere(t *testing.T) {
	const client = "127.66.77.88"
	where := folders(t)
	if code, _, errs := siegel(t, append([]string{"agency", "create", "--from", agencyExample}, where...)...); code != 0 {
		t.Fatal(errs)
	}
	server := start(t, append([]string{"--log-level", "debug", "--trusted-proxies", "127.0.0.1"}, where...)...)
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(client)}}
	transport := &http.Transport{DialContext: dialer.DialContext}
	defer transport.CloseIdleConnections()
	for _, path := range []string{"/donau", "/nothing", "/exit", "/api/1/agencies/donau", "/api/1/session", "/api/1/auth/pre"} {
		for _, method := range []string{"GET", "POST"} {
			r, err := http.NewRequest(method, "http://"+server.address+path, strings.NewReader("{"))
			if err != nil {
				t.Fatal(err)
			}
			r.Host = "portal.test"
			r.Header.Set("X-Forwarded-For", "203.0.113.77")
			r.Header.Set("User-Agent", "MarkedBrowser")
			r.Header.Set("Siegel-Realm", "seeker")
			answer, err := transport.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(answer.Body)
			if err := errors.Join(err, answer.Body.Close()); err != nil {
				t.Fatal(err)
			}
			clean(t, method+" "+path, string(text))
		}
	}
	server.stop()
	<-server.code
	clean(t, "the log", server.out.String())
	err := filepath.WalkDir(filepath.Dir(where[1]), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		clean(t, path, string(raw))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func clean(t *testing.T, where, text string) {
	t.Helper()
	for _, trace := range []string{"127.66.77.88", "203.0.113.77", "MarkedBrowser"} {
		if strings.Contains(text, trace) {
			t.Errorf("%s holds %s:\n%.500s", where, trace, text)
		}
	}
}

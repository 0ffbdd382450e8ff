package wall

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// holes are two places where a statement forgets whose agency it is: a list, and the end of a session.
var holes = []struct{ file, old, new string }{
	{"internal/store/row.go", "FROM cases WHERE agency = $1 AND ", "FROM cases WHERE (agency = $1 OR agency <> $1) AND "},
	{"internal/store/session.go", "`agency = $1 AND uid = $2 AND handle = $3`", "`(agency = $1 OR agency <> $1) AND (uid = $2 OR uid <> $2) AND handle = $3`"},
}

// build makes the program as it is built for people, and the same with the holes.
func build(dir string) (shipped, open string, err error) {
	shipped, open = filepath.Join(dir, "siegel"), filepath.Join(dir, "open")
	return shipped, open, compile(dir, shipped, open)
}

func compile(dir, shipped, open string) error {
	top, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		return err
	}
	replace := map[string]string{}
	for _, h := range holes {
		text, err := os.ReadFile(filepath.Join(top, h.file))
		if err != nil {
			return err
		}
		if strings.Count(string(text), h.old) != 1 {
			return fmt.Errorf("%s does not hold once: %s; the counter-proof needs another place", h.file, h.old)
		}
		to := filepath.Join(dir, filepath.Base(h.file))
		if err := os.WriteFile(to, []byte(strings.Replace(string(text), h.old, h.new, 1)), 0o600); err != nil {
			return err
		}
		replace[filepath.Join(top, h.file)] = to
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	overlay := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlay, list, 0o600); err != nil {
		return err
	}
	for _, args := range [][]string{{"-o", shipped}, {"-o", open, "-overlay", overlay}} {
		cmd := exec.Command("go", append(append([]string{"build"}, args...), "./cmd/siegel")...)
		cmd.Dir = top
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-trimpath -buildvcs=false")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("go %s: %w: %s", strings.Join(cmd.Args, " "), err, out)
		}
	}
	return nil
}

// server is the program on a database that was filled before.
type server struct {
	address string
	asked   map[string]bool // method and path of every call; whether it was ever done
}

var listening = regexp.MustCompile(`listening on ([0-9.:]+)\)`)

func start(t *testing.T, binary string, w *testkit.World) *server {
	t.Helper()
	args := []string{"serve", "--listen", "127.0.0.1:0", "--public-url", testkit.Origin, "--keys", w.KeysDir, "--data", t.TempDir(), "--trusted-proxies", "127.0.0.1", "--shred", w.ShredDir}
	if w.Postgres {
		args = append(args, "--database", w.Database)
	} else {
		args[8] = filepath.Dir(w.Database)
	}
	cmd := exec.Command(binary, args...)
	cmd.SysProcAttr = dying()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	errors := &strings.Builder{}
	cmd.Stderr = errors
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		if strings.Contains(errors.String(), `"internal"`) || strings.Contains(errors.String(), "panic") {
			t.Errorf("the server failed: %s", errors)
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return &server{m[1], map[string]bool{}}
		}
	}
	t.Fatalf("the server does not answer: %s", errors)
	return nil
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	text   string
}

// call is one request of a person, from an address of its own: throttles are another proof's.
func (s *server) call(p *person, method, path string, body any) (reply, error) {
	r, err := s.request(p, method, path, body)
	if err != nil {
		return reply{}, err
	}
	if action, costs := costly[path]; costs && p.Realm == counsel.Seekers {
		proof, err := s.work(p, action)
		if err != nil {
			return reply{}, err
		}
		r.Header.Set("Siegel-Work", proof)
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return reply{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	for _, c := range res.Cookies() {
		if c.MaxAge >= 0 {
			p.cookie = c.Value
		}
	}
	if where, _, _ := strings.Cut(path, "?"); res.StatusCode < 300 {
		s.asked[method+" "+where] = true
	}
	return reply{res.StatusCode, res.Header, string(text)}, err
}

// costly are the calls of seekers that cost work, with its action.
var costly = map[string]string{"auth/register": "register", "enquiries": "enquiry"}

func (s *server) work(p *person, action string) (string, error) {
	got, err := s.call(p, "POST", "auth/work", object{"agency": p.house.scene.Agency.Short, "action": action})
	if err != nil {
		return "", err
	}
	var task struct {
		Token string
		Bits  int
	}
	if err := json.Unmarshal([]byte(got.text), &task); err != nil {
		return "", fmt.Errorf("no task: %d %w", got.status, err)
	}
	return testkit.Proof(task.Token, task.Bits)
}

var cookieNames = map[string]string{"seeker": "__Host-siegel", "staff": "__Host-siegel-desk"}

func (s *server) request(p *person, method, path string, body any) (*http.Request, error) {
	where, _, _ := strings.Cut(path, "?")
	if route := method + " " + where; !s.asked[route] {
		s.asked[route] = false // it stands there from now on
	}
	text, kind := "", "application/json"
	if raw, ok := body.(part); ok {
		text, kind = string(raw), "application/octet-stream"
	} else if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		text = string(raw)
	}
	r, err := http.NewRequest(method, "http://"+s.address+"/api/1/"+path, strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	r.Host = strings.TrimPrefix(testkit.Origin, "https://")
	r.Header.Set("Siegel-Realm", string(p.Realm))
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Content-Type", kind)
	sender := testkit.Bytes(7)
	r.Header.Set("X-Forwarded-For", fmt.Sprintf("fd%02x:%02x%02x:%02x%02x:%02x%02x::1", sender[0], sender[1], sender[2], sender[3], sender[4], sender[5], sender[6]))
	r.Header.Set("Cookie", cookieNames[string(p.Realm)]+"="+p.cookie)
	return r, nil
}

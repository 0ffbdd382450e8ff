package address

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"siegel/internal/shred"
	"siegel/internal/testkit"
)

// scene is one database in one network, with a server that speaks TLS itself and one behind each proxy.
type scene struct {
	*testing.T
	*network
	dir       string
	postgres  bool
	binary    string
	without   string // which parts of the protection are off
	loudProxy bool
	cert, key string
	roots     *x509.CertPool
	traces    []trace       // of the bucket keys
	took      time.Duration // from the first provocation to the end of the servers
	fronts    []*front
}

// front is one way in: a server over a database of its own, and what stands before it.
type front struct {
	*scene
	name    string
	dir     string
	world   *testkit.World
	port    int // where people come, with TLS
	http    int // where they come without; 0 for none
	behind  int // of the server behind the proxy; 0 for none
	health  int
	process *exec.Cmd
	proxy   *exec.Cmd

	waiting sync.WaitGroup // connections that wait for the server to end them
	calling []*person      // who is calling while the memory is looked at

	mu    sync.Mutex
	tally map[string]int // how often each kind of provocation had its effect
}

func newScene(t *testing.T, name string, postgres bool, binary, without string) *scene {
	t.Helper()
	s := &scene{T: t, network: newNetwork(t), dir: filepath.Join(root, name), postgres: postgres, binary: binary, without: without}
	folder(t, s.dir)
	s.certificate()
	return s
}

func folder(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(path, 0o755); err != nil {
		t.Fatal(err)
	}
}

// open makes a front: an agency that takes letters, and a server for it.
func (s *scene) open(name string, proxy *kind) *front {
	s.Helper()
	f := &front{scene: s, name: name, dir: filepath.Join(s.dir, name), tally: map[string]int{}, health: s.network.port(s.T), port: s.network.port(s.T)}
	for _, part := range []string{"data", "tmp", "cwd", "answers"} {
		folder(s.T, filepath.Join(f.dir, part))
	}
	f.newWorld()
	listen := s.any(f.port)
	args := []string{"--tls-cert", s.cert, "--tls-key", s.key}
	if proxy != nil {
		f.behind, f.http = s.network.port(s.T), s.network.port(s.T)
		listen = "127.0.0.1:" + strconv.Itoa(f.behind)
		args = []string{"--trusted-proxies", "127.0.0.1"}
	}
	f.serve(append(args, "--listen", listen))
	if proxy != nil {
		f.startProxy(proxy)
	}
	s.fronts = append(s.fronts, f)
	return f
}

// newWorld makes the database by the test kit, with a second agency whose name is the planted address. SQLite's is copied, so that it can be spoilt.
func (f *front) newWorld() {
	f.Helper()
	if f.postgres {
		f.world = testkit.Postgres(f.T)
	} else {
		f.world = testkit.SQLite(f.T)
	}
	f.world.Clock.Pass(time.Since(f.world.Clock.Now()))
	testkit.NewScene(f.T, f.world, "donau", true)
	canary := testkit.NewAgency("canary")
	canary.Name = planted.String() + " " + plantedSix.String()
	if _, err := f.world.CreateAgency(f.Context(), canary); err != nil {
		f.Fatal(err)
	}
	f.copied(f.world.KeysDir, "keys", "k_salt", "k_idx", "k_auth", "k_rest", "k_arch")
	f.copied(f.world.ShredDir, "shred", shred.File, shred.File+"-wal")
	if !f.postgres {
		f.copied(filepath.Dir(f.world.Database), "data", "siegel.db", "siegel.db-wal")
	}
}

// copied takes files of a folder into one of ours, with the rights that they need.
func (f *front) copied(from, to string, names ...string) {
	f.Helper()
	if err := os.MkdirAll(f.path(to), 0o700); err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			f.Fatal(err)
		}
		f.write(filepath.Join(to, name), raw)
	}
}

func (f *front) path(name string) string { return filepath.Join(f.dir, name) }

func (f *front) write(name string, data []byte) {
	f.Helper()
	if err := os.WriteFile(f.path(name), data, 0o600); err != nil {
		f.Fatal(err)
	}
}

// started runs a program inside until the test ends; what it says is appended to two files.
func (f *front) started(name, program string, args ...string) *exec.Cmd {
	f.Helper()
	cmd := f.command(program, args...)
	cmd.Dir, cmd.SysProcAttr = f.path("cwd"), dying()
	cmd.Env = append(environment(), "TMPDIR="+f.path("tmp"), "WITHOUT="+f.without, "HOME="+f.path("cwd"), "XDG_DATA_HOME="+f.path("cwd"), "XDG_CONFIG_HOME="+f.path("cwd"))
	for output, to := range map[string]func(*os.File){"stdout": func(o *os.File) { cmd.Stdout = o }, "stderr": func(o *os.File) { cmd.Stderr = o }} {
		file, err := os.OpenFile(f.path(name+"."+output), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
		if err != nil {
			f.Fatal(err)
		}
		defer func() { _ = file.Close() }()
		to(file)
	}
	if err := cmd.Start(); err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { ended(cmd) })
	return cmd
}

// environment is that of the test, without settings of ours.
func environment() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "SIEGEL_") })
}

// ended asks a process to end and waits. Once it has ended, this does nothing.
func ended(cmd *exec.Cmd) {
	if cmd != nil && cmd.ProcessState == nil {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	}
}

func (f *front) serve(args []string) {
	f.Helper()
	args = append(args, "--public-url", testkit.Origin, "--data", f.path("data"), "--keys", f.path("keys"), "--log-level", "debug", "--access-statistics", "on", "--access-record", "on", "--health-listen", "127.0.0.1:"+strconv.Itoa(f.health))
	if f.postgres {
		args = append(args, "--database", f.world.Database)
	}
	f.process = f.started("server", f.binary, append([]string{"serve"}, args...)...)
	f.await("the server", func() bool { return bytes.Contains(f.said("server.stdout"), []byte("listening on")) })
}

func (f *front) said(name string) []byte {
	raw, _ := os.ReadFile(f.path(name)) // what is not there yet says nothing
	return raw
}

// await waits for something that will be.
func (f *front) await(what string, is func() bool) {
	f.Helper()
	for range 600 {
		if is() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	f.Fatalf("%s: waited in vain for %s\n%s", f.name, what, tail(f.said("server.stderr")))
}

func tail(b []byte) []byte { return b[max(0, len(b)-2000):] }

// logged is how often the server's log says something.
func (f *front) logged(text string) int { return strings.Count(string(f.said("server.stderr")), text) }

func (f *front) count(kind string, n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tally[kind] += n
}

var redirect = regexp.MustCompile(`(?mi)^location: .*$|<a href="[^"]*">(?:Permanent Redirect|Temporary Redirect|here)</a>`)

// keep writes down an answer as somebody got it. What she has typed into a path comes back to her in a redirect to the same path, and to nobody else:
// such lines are left out.
func (f *front) keep(answer []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	out, err := os.OpenFile(f.path("answers/all"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		f.Error(err)
		return
	}
	_, err = out.Write(append(redirect.ReplaceAll(answer, nil), '\n'))
	if err := out.Close(); err != nil {
		f.Error(err)
	}
	if err != nil {
		f.Error(err)
	}
}

func (f *front) String() string { return fmt.Sprintf("%s/%s", filepath.Base(f.scene.dir), f.name) }

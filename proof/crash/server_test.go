package crash

import (
	"bufio"
	"bytes"
	"net"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// server is `siegel serve`, the shipped binary in a process of its own.
type server struct {
	t       *testing.T
	args    []string
	prefix  []string // how to get into a namespace
	address string   // host and port
	health  string
	cmd     *exec.Cmd
	said    said
}

// said is what a server has written on standard error, over all its lives.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func (s *said) count(part string) int { return strings.Count(s.String(), part) }

// newServer prepares one on ports of its own, which it keeps over all its lives. host is where it listens.
func newServer(t *testing.T, p *place, host string, prefix ...string) *server {
	t.Helper()
	s := &server{t: t, prefix: prefix, address: net.JoinHostPort(host, freePort(t)), health: net.JoinHostPort(host, freePort(t))}
	s.args = append([]string{program, "serve", "--listen", s.address, "--health-listen", s.health}, p.settings()...)
	t.Cleanup(s.end)
	return s
}

var listening = regexp.MustCompile(`\(listening on (\S+)\)`)

// start starts it and waits until it listens.
func (s *server) start() {
	s.t.Helper()
	if !s.tryStart() {
		s.t.Fatalf("the server did not start: %s", s.said.String())
	}
}

func (s *server) tryStart() bool {
	all := append(append([]string{}, s.prefix...), s.args...)
	s.cmd = exec.Command(all[0], all[1:]...)
	s.cmd.Stderr = &s.said
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := s.cmd.StdoutPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		s.t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if listening.MatchString(lines.Text()) {
			return true
		}
	}
	_ = s.cmd.Wait()
	return false
}

// kill ends it as a power cut would end the program: no handler runs, no buffer is written.
func (s *server) kill() {
	_ = s.cmd.Process.Signal(syscall.SIGKILL)
	_ = s.cmd.Wait()
}

// end asks it to end.
func (s *server) end() {
	if s.cmd == nil || s.cmd.ProcessState != nil {
		return
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	_ = s.cmd.Wait()
}

// freePort is one that nobody has just now. Ports are given out in turns, so nobody else gets it soon.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

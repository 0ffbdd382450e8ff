package app

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// authority is a real one (Pebble), with a real name server that knows every name as loopback.
type authority struct {
	directory, root string
	pool            *x509.CertPool // who vouches for what it gives
	stop            func()
}

func port(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

// tool runs one of the programs of the module tools until stop or the end of the test.
func tool(t *testing.T, name string, env []string, args ...string) (stop func()) {
	t.Helper()
	path, err := exec.Command("go", "tool", "-n", "-modfile=../../tools/go.mod", name).Output()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	cmd := exec.Command(strings.TrimSpace(string(path)), args...)
	cmd.Env = append(os.Environ(), env...)
	if testing.Verbose() {
		cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	ended := false
	stop = func() {
		if !ended {
			ended = true
			_ = cmd.Process.Signal(syscall.SIGTERM)
			_ = cmd.Wait()
		}
	}
	t.Cleanup(stop)
	return stop
}

// newAuthority knocks at a port for its question, and gives certificates that live for so many seconds. Its ports are free when they are chosen; where
// somebody else took one before it began, it is begun again with others.
func newAuthority(t *testing.T, knocks, seconds int) authority {
	t.Helper()
	var err error
	for range 3 {
		var a authority
		if a, err = tryAuthority(t, knocks, seconds); err == nil {
			return a
		}
	}
	t.Fatal(err)
	return authority{}
}

func tryAuthority(t *testing.T, knocks, seconds int) (authority, error) {
	t.Helper()
	cert, key, _ := selfSigned(t, "localhost")
	listen, manage, names := port(t), port(t), port(t)
	settings := map[string]any{
		"listenAddress": fmt.Sprintf("127.0.0.1:%d", listen), "managementListenAddress": fmt.Sprintf("127.0.0.1:%d", manage), "certificate": cert, "privateKey": key,
		"httpPort": port(t), "tlsPort": knocks, "retryAfter": map[string]int{"authz": 1, "order": 1},
		"profiles": map[string]any{"default": map[string]any{"description": "short", "validityPeriod": seconds}},
	}
	text, err := json.Marshal(map[string]any{"pebble": settings})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "pebble.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	stopNames := tool(t, "pebble-challtestsrv", nil, "-defaultIPv4", "127.0.0.1", "-defaultIPv6", "", "-dnsserver", fmt.Sprintf("127.0.0.1:%d", names),
		"-http01", "", "-https01", "", "-tlsalpn01", "", "-doh", "", "-management", fmt.Sprintf("127.0.0.1:%d", port(t)))
	a := authority{directory: fmt.Sprintf("https://localhost:%d/dir", listen), root: cert, pool: x509.NewCertPool()}
	a.stop = tool(t, "pebble", []string{"PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=20"}, "-config", file, "-dnsserver", fmt.Sprintf("127.0.0.1:%d", names))
	root, err := a.ask(t, fmt.Sprintf("https://localhost:%d/roots/0", manage))
	if err != nil {
		a.stop()
		stopNames()
		return a, err
	}
	a.pool.AppendCertsFromPEM(root)
	return a, nil
}

// ask waits until the authority answers.
func (a authority) ask(t *testing.T, address string) ([]byte, error) {
	t.Helper()
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} // its root is what is asked for
	for deadline := time.Now().Add(15 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		answer, err := client.Get(address)
		if err == nil {
			text, err := io.ReadAll(answer.Body)
			_ = answer.Body.Close()
			return text, err
		}
		if time.Now().After(deadline) {
			return nil, err
		}
	}
}

// serial gives the number of the certificate that a visitor is shown, once there is one that counts.
func (r *running) serial(t *testing.T, pool *x509.CertPool, but string) string {
	t.Helper()
	var last error
	for deadline := time.Now().Add(40 * time.Second); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		c, err := tls.Dial("tcp", r.address, &tls.Config{RootCAs: pool, ServerName: "portal.test", MinVersion: tls.VersionTLS13})
		if err != nil {
			last = err
			continue
		}
		n := c.ConnectionState().PeerCertificates[0].SerialNumber.String()
		_ = c.Close()
		if n != but {
			return n
		}
	}
	t.Fatalf("no certificate: %v\n%s", last, r.out)
	return ""
}

// A certificate is got by itself, renewed while people come, and what an authority that is gone has given serves on.
func TestACME(t *testing.T) {
	where, listen := folders(t), port(t)
	a := newAuthority(t, listen, 20)
	with := append([]string{"--listen", "127.0.0.1:" + strconv.Itoa(listen), "--http-listen", "127.0.0.1:0", "--acme", a.directory, "--acme-root", a.root, "--acme-email", "admin@portal.test"}, where...)
	server := start(t, with...)
	first := server.serial(t, a.pool, "")
	for name, config := range map[string]*tls.Config{
		"another name":    {RootCAs: a.pool, ServerName: "other.test"},
		"TLS 1.2":         {RootCAs: a.pool, ServerName: "portal.test", MaxVersion: tls.VersionTLS12},
		"a guessed knock": {RootCAs: a.pool, ServerName: "portal.test", NextProtos: []string{"acme-tls/1"}},
	} {
		if c, err := tls.Dial("tcp", server.address, config); err == nil {
			_ = c.Close()
			t.Errorf("%s is served", name)
		}
	}
	second := server.serial(t, a.pool, first)
	a.stop()
	if third := server.serial(t, a.pool, ""); third != second {
		t.Logf("renewed once more before the authority was gone: %s", third)
	}
	server.stop()
	<-server.code
	info, err := os.Stat(filepath.Join(where[3], "acme", "portal.test"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the certificate's file: %v %v", info, err)
	}
	again := start(t, with...) // the authority is still gone
	again.serial(t, a.pool, "")
	if out := server.out.String(); strings.Contains(out, "other.test") || strings.Contains(out, "127.0.0.1:"+strconv.Itoa(listen)+"\"") {
		t.Errorf("the log: %s", out)
	}
}

// Without an authority that answers the server runs, tells why nobody can come in, and plain HTTP still shows the way.
func TestACMEAway(t *testing.T) {
	where := folders(t)
	_, _, _ = selfSigned(t, "localhost")
	server := start(t, append([]string{"--http-listen", "127.0.0.1:0", "--acme", fmt.Sprintf("https://localhost:%d/dir", port(t))}, where...)...)
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(server.out.String(), "there is no certificate"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal(server.out)
		}
	}
	if c, err := tls.Dial("tcp", server.address, &tls.Config{ServerName: "portal.test", InsecureSkipVerify: true}); err == nil { // whatever it is, it must not be there
		_ = c.Close()
		t.Error("a certificate came from nowhere")
	}
}

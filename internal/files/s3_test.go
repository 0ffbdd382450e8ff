package files_test

import (
	"bytes"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/files"
)

const (
	access = "tester"
	secret = "a secret of the tests, and of nothing else"
	region = "eu-central-1"
)

// gateway runs a real S3 server over a folder and gives its address. kept: how it keeps what belongs to a file.
func gateway(t *testing.T, kept ...string) string {
	t.Helper()
	root, program := t.TempDir(), filepath.Join(t.TempDir(), "versitygw")
	no(t, os.Mkdir(filepath.Join(root, "siegel"), 0o700))
	build := exec.CommandContext(t.Context(), "go", "build", "-modfile="+filepath.Join("tools", "s3", "go.mod"), "-o", program, "github.com/versity/versitygw/cmd/versitygw")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	no(t, err)
	address := l.Addr().String()
	no(t, l.Close())
	server := exec.CommandContext(t.Context(), program, append(append([]string{"--port", address, "--region", region, "--quiet", "posix"}, kept...), root)...) // ends with the test
	server.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+access, "ROOT_SECRET_KEY="+secret)
	var said bytes.Buffer
	server.Stdout, server.Stderr = &said, &said
	no(t, server.Start())
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	for range 200 {
		if conn, err := net.Dial("tcp", address); err == nil {
			_ = conn.Close()
			return "http://" + address
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("the S3 server does not answer: %s", &said)
	return ""
}

// TestS3 asks a real store what TestDisk asks a folder, and then what happens when it does not let us in.
func TestS3(t *testing.T) {
	at := gateway(t, "--nometa")
	tried(t, files.NewS3(at, "siegel", region, access, secret))
	for what, p := range map[string]*files.S3{
		"another secret": files.NewS3(at, "siegel", region, access, "another"),
		"another bucket": files.NewS3(at, "none", region, access, secret),
		"another region": files.NewS3(at, "siegel", "us-west-9", access, secret),
	} {
		err := p.Put(t.Context(), "a/b/c/0", strings.NewReader("x"), 1)
		if counsel.CodeOf(err) != counsel.Away {
			t.Errorf("%s: %v", what, err)
		}
		code(t, p.Ready(t.Context()), counsel.Away)
		code(t, p.List(t.Context(), "", nil), counsel.Away)
	}
	many := files.NewS3(at, "siegel", region, access, secret)
	prefix := files.Prefix(id(), id(), id())
	for n := range 1005 { // more than one page of a list
		no(t, many.Put(t.Context(), prefix+strconv.Itoa(n), strings.NewReader("x"), 1))
	}
	if n := len(list(t, many, prefix)); n != 1005 {
		t.Errorf("%d of 1005 listed", n)
	}
	no(t, many.Delete(t.Context(), prefix))
	if n := len(list(t, many, prefix)); n != 0 {
		t.Errorf("%d of 1005 stay", n)
	}
}

// TestS3Versioning: a real store says whether it keeps versions. One that cannot says no; one that does says so, also when it has been suspended.
func TestS3Versioning(t *testing.T) {
	says := func(p *files.S3, want string) {
		t.Helper()
		if state, err := p.Versioning(t.Context()); err != nil || state != want {
			t.Errorf("%q, %v; want %q", state, err, want)
		}
	}
	says(files.NewS3(gateway(t, "--nometa"), "siegel", region, access, secret), "")
	at := gateway(t, "--sidecar", t.TempDir(), "--versioning-dir", t.TempDir())
	p := files.NewS3(at, "siegel", region, access, secret)
	says(p, "")
	for _, state := range []string{"Enabled", "Suspended"} {
		no(t, p.SetVersioning(t.Context(), state))
		says(p, state)
	}
	_, err := files.NewS3(at, "siegel", region, access, "another").Versioning(t.Context())
	code(t, err, counsel.Away)
}

// An address that is none cannot be asked; an answer that is no list is not an empty one, or a file would count as deleted that is there.
func TestS3Unreadable(t *testing.T) {
	err := files.NewS3("http://%zz", "siegel", region, access, secret).Put(t.Context(), "a/0", strings.NewReader("x"), 1)
	code(t, err, counsel.Away)
	if strings.Contains(err.Error(), "zz") {
		t.Error(err)
	}
	for text, want := range map[string]counsel.Code{"<ListBucketResult></ListBucketResult>": "", "<ListBucketResult><Contents>": counsel.Away, "no list": counsel.Away, "": counsel.Away} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) }))
		p := files.NewS3(server.URL, "siegel", region, access, secret)
		err := p.List(t.Context(), "a/", func(string, int64) error { return nil })
		if counsel.CodeOf(err) != want {
			t.Errorf("%q: %v", text, err)
		}
		if code := counsel.CodeOf(p.Delete(t.Context(), "a/")); code != want {
			t.Errorf("%q: deleted, %s", text, code)
		}
		server.Close()
	}
}

// A store that is not there, is full, or sends us elsewhere: a code, and no word of its own.
func TestS3Trouble(t *testing.T) {
	for what, c := range map[string]struct {
		status int
		want   counsel.Code
	}{"full": {507, counsel.Full}, "broken": {500, counsel.Away}, "elsewhere": {307, counsel.Away}, "forbidden": {403, counsel.Away}} {
		asked := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			asked++
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(c.status)
			_, _ = w.Write([]byte("<Error><Message>what it says of itself</Message></Error>"))
		}))
		p := files.NewS3(server.URL, "siegel", region, access, secret)
		err := p.Put(t.Context(), "a/0", strings.NewReader("x"), 1)
		code(t, err, c.want)
		_, err = p.Get(t.Context(), "a/0")
		code(t, err, c.want)
		if asked != 2 || strings.Contains(err.Error(), "itself") || strings.Contains(p.String(), secret) {
			t.Errorf("%s: asked %d times, %v", what, asked, err)
		}
		server.Close()
		_, err = p.Get(t.Context(), "a/0")
		code(t, err, counsel.Away)
	}
}

// The rights that the operator's page asks for are those that are used: one more would be given away for nothing, with one less attachments fail.
func TestRightsOfTheKey(t *testing.T) {
	used := map[string]bool{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		object, rights := strings.Count(r.URL.Path, "/") > 1, map[string]string{"PUT": "PutObject", "GET": "GetObject", "DELETE": "DeleteObject"}
		if !object {
			rights = map[string]string{"GET": "ListBucket"}
		}
		if r.URL.Query().Has("versioning") {
			rights = map[string]string{"GET": "GetBucketVersioning"}
		}
		used[rights[r.Method]] = true
		switch {
		case r.Method == http.MethodDelete:
			w.WriteHeader(http.StatusNoContent)
		case !object:
			_, _ = w.Write([]byte("<ListBucketResult><Contents><Key>a/0</Key><Size>1</Size></Contents></ListBucketResult>"))
		}
	}))
	defer server.Close()
	p := files.NewS3(server.URL, "siegel", region, access, secret)
	no(t, p.Ready(t.Context()))
	no(t, p.Put(t.Context(), "a/0", strings.NewReader("x"), 1))
	_ = read(t, p, "a/0")
	no(t, p.Delete(t.Context(), "a/"))
	_, _ = p.Versioning(t.Context()) // the doctor's
	page, err := os.ReadFile("../../docs/operate.md")
	no(t, err)
	asked := map[string]bool{}
	for _, m := range regexp.MustCompile("`s3:([A-Za-z]+)`").FindAllStringSubmatch(string(page), -1) {
		asked[m[1]] = true
	}
	if !maps.Equal(used, asked) {
		t.Errorf("used %v, the page says %v", used, asked)
	}
}

package address

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// root is the folder of everything that a run makes.
var root string

// shipped is the program as it is built for people; careless is the same with the mistakes of overlay.
var shipped, careless string

func TestMain(m *testing.M) {
	flag.Parse()
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	if root, err = os.MkdirTemp("", "siegel-address-"); err != nil {
		return 1, err
	}
	defer os.RemoveAll(root)
	if err := os.Chmod(root, 0o755); err != nil { // PostgreSQL and the proxies are other users
		return 1, err
	}
	defer postgres.stop()
	if err := errors.Join(postgres.create(filepath.Join(root, "postgres")), build()); err != nil {
		return 1, err
	}
	if err := os.Setenv("SIEGEL_TEST_POSTGRES", postgres.address()); err != nil {
		return 1, err
	}
	if err := flag.Set("test.parallel", "8"); err != nil { // they wait for time-outs most of the time
		return 1, err
	}
	return m.Run(), nil
}

func build() error {
	shipped, careless = filepath.Join(root, "siegel"), filepath.Join(root, "careless")
	changed, err := overlay()
	if err != nil {
		return err
	}
	return errors.Join(compile(shipped), compile(careless, "-overlay", changed))
}

func compile(to string, flags ...string) error {
	args := append([]string{"build", "-o", to}, flags...)
	cmd := exec.Command("go", append(args, "./cmd/siegel")...)
	cmd.Dir = filepath.Join("..", "..")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-trimpath -buildvcs=false")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go %s: %w: %s", strings.Join(cmd.Args, " "), err, out)
	}
	return nil
}

// change is one place of the product, changed for the counter-proof.
type change struct{ file, old, new string }

// changes let each part of the protection be switched off by the environment (WITHOUT=scrubber, WITHOUT=log, WITHOUT=record), and put a line behind the scrubber that
// a careless programmer could write one day: it prints where a request comes from, past the guarded log and through it, and it panics.
var changes = []change{
	{"internal/site/scrub.go", "\t\tr.RemoteAddr = \"\"\n\t\tscrubHeaders(r.Header)\n",
		"\t\tif !strings.Contains(os.Getenv(\"WITHOUT\"), \"scrubber\") {\n\t\t\tr.RemoteAddr = \"\"\n\t\t\tscrubHeaders(r.Header)\n\t\t}\n"},
	{"internal/site/scrub.go", "\t\"net/netip\"\n", "\t\"net/netip\"\n\t\"os\"\n"},
	{"internal/site/count.go", "\treturn visits.Read(visit, ", "\tif strings.Contains(os.Getenv(\"WITHOUT\"), \"record\") {\n\t\treturn visits.Read(visit, r.RemoteAddr+h.Get(\"X-Forwarded-For\")+h.Get(\"User-Agent\"), \"\")\n\t}\n\treturn visits.Read(visit, "},
	{"internal/site/count.go", "\t\"net/http\"\n", "\t\"net/http\"\n\t\"os\"\n"},
	{"internal/visits/family.go", "\ttext := browser\n", "\tif strings.Contains(os.Getenv(\"WITHOUT\"), \"record\") {\n\t\treturn browser\n\t}\n\ttext := browser\n"},
	{"internal/visits/family.go", "import \"strings\"\n", "import (\n\t\"os\"\n\t\"strings\"\n)\n"},
	{"internal/site/log.go", "\treturn slog.New(guard{",
		"\tif strings.Contains(os.Getenv(\"WITHOUT\"), \"log\") {\n\t\treturn slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level}))\n\t}\n\treturn slog.New(guard{"},
	{"internal/site/log.go", "func ErrorLog(l *slog.Logger) *log.Logger { return log.New(kinds{l}, \"\", 0) }",
		"func ErrorLog(l *slog.Logger) *log.Logger {\n\tif strings.Contains(os.Getenv(\"WITHOUT\"), \"log\") {\n\t\treturn log.New(os.Stderr, \"\", 0)\n\t}\n\treturn log.New(kinds{l}, \"\", 0)\n}"},
	{"internal/site/log.go", "\t\"net\"\n", "\t\"net\"\n\t\"os\"\n"},
	{"internal/site/site.go", ".Wrap(handler), nil\n}", `.Wrap(careless(o.Log, handler)), nil
}

func careless(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintln(os.Stderr, "from", r.RemoteAddr, r.Header)
		if r.URL.Path == "/panic" {
			panic("in " + r.RemoteAddr)
		}
		next.ServeHTTP(w, r)
	})
}`},
	{"internal/site/site.go", "\t\"net/netip\"\n", "\t\"net/netip\"\n\t\"os\"\n"},
	// The log is given what the scrubber has not seen, but for what is said for the figures: no log could know that, so the scrubber alone keeps it back.
	{"internal/app/serve.go", "\tserver := newServer(h, n.log)\n", "\tserver := newServer(loud(n.log, h), n.log)\n"},
	{"internal/app/serve.go", "func newServer(", `func loud(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		told := r.Header.Clone()
		for _, name := range []string{"Siegel-Visit", "User-Agent", "Sec-Ch-Ua"} {
			told.Del(name)
		}
		log.Info("request from "+r.RemoteAddr, "error", errors.New(fmt.Sprint(r.RemoteAddr, told)), "kind", r.RemoteAddr, "remote", r.RemoteAddr)
		next.ServeHTTP(w, r)
	})
}

func newServer(`},
}

// overlay writes the changed files and the list of them that the compiler takes. A change whose place is gone is an error: it would show nothing.
func overlay() (string, error) {
	top, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		return "", err
	}
	texts := map[string]string{}
	for _, c := range changes {
		if texts[c.file] == "" {
			raw, err := os.ReadFile(filepath.Join(top, c.file))
			if err != nil {
				return "", err
			}
			texts[c.file] = string(raw)
		}
		if strings.Count(texts[c.file], c.old) != 1 {
			return "", fmt.Errorf("%s does not hold once: %q", c.file, c.old)
		}
		texts[c.file] = strings.Replace(texts[c.file], c.old, c.new, 1)
	}
	replace := map[string]string{}
	for file, text := range texts {
		to := filepath.Join(root, strings.ReplaceAll(file, "/", "-"))
		if err := os.WriteFile(to, []byte(text), 0o600); err != nil {
			return "", err
		}
		replace[filepath.Join(top, file)] = to
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	to := filepath.Join(root, "overlay.json")
	return to, os.WriteFile(to, list, 0o600)
}

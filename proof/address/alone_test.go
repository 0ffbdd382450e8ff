package address

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestAloneOnItsPorts: beside a site that wants to answer whoever comes without a name, and that logs, nginx does not start with ours. So nobody
// believes in silence who does not have it.
func TestAloneOnItsPorts(t *testing.T) {
	t.Parallel()
	for of, want := range map[string]bool{"ours alone": true, "beside Debian's": false} {
		s := newScene(t, "alone", false, shipped, "")
		f := &front{scene: s, dir: t.TempDir(), port: s.network.port(t), http: s.network.port(t), behind: s.network.port(t)}
		folder(t, f.path("proxy/temp"))
		raw, err := os.ReadFile(filepath.Join("..", "..", nginx.shipped))
		if err != nil {
			t.Fatal(err)
		}
		other := ""
		if !want {
			other = "server { listen PLAIN default_server; root /var/www/html; server_name _; }\n"
		}
		f.write("proxy/siegel.conf", []byte(f.adapted(&nginx, string(raw))))
		around := strings.Replace(nginx.around, "include ", other+"include ", 1)
		f.write("proxy/around.conf", []byte(strings.NewReplacer("PREFIX", f.path("proxy"), "PLAIN", strconv.Itoa(f.http)).Replace(around)))
		out, err := f.command(nginx.program, "-t", "-p", f.path("proxy"), "-c", f.path("proxy/around.conf"), "-e", f.path("proxy/error.log")).CombinedOutput()
		if (err == nil) != want || !want && !strings.Contains(string(out), "duplicate default server") {
			t.Errorf("%s: %v: %s", of, err, out)
		}
	}
}

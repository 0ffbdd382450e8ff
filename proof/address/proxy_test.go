package address

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// kind is a proxy that we ship a configuration for.
type kind struct {
	name, program string
	shipped       string // our file
	around        string // what stands around it: what Debian's package has, where that matters for logs
	args          []string
	quiet         map[string]string // the lines that keep it quiet, and what they become in the counter-proof
}

// nginx has Debian's own settings around: a log of errors and a log of access for all that do not say otherwise. Debian's own site is left out: ours
// refuses to start beside it (TestAloneOnItsPorts).
var nginx = kind{
	name: "nginx", program: "nginx", shipped: "deploy/nginx/siegel.conf",
	around: `user www-data;
daemon off;
worker_processes auto;
pid PREFIX/nginx.pid;
error_log PREFIX/error.log;
events { worker_connections 768; }
http {
	sendfile on;
	tcp_nopush on;
	types_hash_max_size 2048;
	default_type application/octet-stream;
	client_body_temp_path PREFIX/temp/body;
	proxy_temp_path PREFIX/temp/proxy;
	fastcgi_temp_path PREFIX/temp/fastcgi;
	uwsgi_temp_path PREFIX/temp/uwsgi;
	scgi_temp_path PREFIX/temp/scgi;
	ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
	ssl_prefer_server_ciphers on;
	access_log PREFIX/access.log;
	gzip on;
	include PREFIX/siegel.conf;
}
`,
	args:  []string{"-p", "PREFIX", "-c", "PREFIX/around.conf", "-e", "PREFIX/error.log"},
	quiet: map[string]string{"access_log off;": "", "siegel.log emerg;": "siegel.log info;"},
}

var apache = kind{
	name: "apache", program: "apache2", shipped: "deploy/apache/siegel.conf",
	around: `ServerRoot PREFIX
PidFile PREFIX/apache.pid
DefaultRuntimeDir PREFIX/temp
User www-data
Group www-data
ServerName beratung.example
ErrorLog PREFIX/error.log
LogLevel warn
LogFormat "%v:%p %h %l %u %t \"%r\" %>s %O" vhost_combined
CustomLog PREFIX/other_vhosts_access.log vhost_combined
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
LoadModule headers_module /usr/lib/apache2/modules/mod_headers.so
LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
LoadModule reqtimeout_module /usr/lib/apache2/modules/mod_reqtimeout.so
LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
LoadModule http2_module /usr/lib/apache2/modules/mod_http2.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
Listen PLAIN
Listen PORT https
Include PREFIX/siegel.conf
`,
	args: []string{"-D", "FOREGROUND", "-f", "PREFIX/around.conf"},
}

var caddy = kind{
	name: "caddy", program: "caddy", shipped: "deploy/caddy/Caddyfile",
	around: "import siegel.conf\n",
	args:   []string{"run", "--adapter", "caddyfile", "--config", "PREFIX/siegel.conf"},
}

// startProxy runs it with what we ship: only ports, paths and certificates are other ones.
func (f *front) startProxy(k *kind) {
	f.Helper()
	prefix := f.path("proxy")
	folder(f.T, filepath.Join(prefix, "temp"))
	folder(f.T, filepath.Join(prefix, "share"))
	raw, err := os.ReadFile(filepath.Join("..", "..", k.shipped))
	if err != nil {
		f.Fatal(err)
	}
	page, err := os.ReadFile("../../deploy/unreachable.html")
	if err != nil {
		f.Fatal(err)
	}
	f.write("proxy/share/unreachable.html", page)
	if err := os.Chmod(f.path("proxy/share/unreachable.html"), 0o644); err != nil {
		f.Fatal(err)
	}
	f.write("proxy/siegel.conf", []byte(f.adapted(k, string(raw))))
	around := strings.NewReplacer("PREFIX", prefix, "PLAIN", strconv.Itoa(f.http), "PORT", strconv.Itoa(f.port)).Replace(k.around)
	if os.Getuid() != 0 {
		around = strings.NewReplacer("user www-data;\n", "", "User www-data\n", "", "Group www-data\n", "").Replace(around)
	}
	f.write("proxy/around.conf", []byte(around))
	var args []string
	for _, a := range k.args {
		args = append(args, strings.ReplaceAll(a, "PREFIX", prefix))
	}
	if _, err := exec.LookPath(k.program); err != nil {
		f.Fatalf("%v; tools/ensure-test-tools installs it", err)
	}
	f.proxy = f.started("proxy", k.program, args...)
	f.await(k.name, func() bool {
		conn, err := f.dial(near, f.port)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
}

// adapted replaces in a shipped configuration what is another here. Each line has to be there, or the file is no longer the one that this is about.
func (f *front) adapted(k *kind, text string) string {
	f.Helper()
	put := func(old, new string) {
		f.Helper()
		if !strings.Contains(text, old) {
			f.Fatalf("%s does not hold %q", k.shipped, old)
		}
		text = strings.ReplaceAll(text, old, new)
	}
	put("127.0.0.1:8080", fmt.Sprintf("127.0.0.1:%d", f.behind))
	put("/usr/share/siegel", f.path("proxy/share"))
	switch k.name {
	case "nginx":
		put("/var/log/nginx/siegel.log", f.path("proxy/siegel.log"))
		put("/etc/ssl/beratung.example/fullchain.pem", f.cert)
		put("/etc/ssl/beratung.example/privkey.pem", f.key)
		for _, at := range []string{"", "[::]:"} {
			put("listen "+at+"80", "listen "+at+strconv.Itoa(f.http))
			put("listen "+at+"443", "listen "+at+strconv.Itoa(f.port))
		}
	case "apache":
		put("/etc/ssl/beratung.example/fullchain.pem", f.cert)
		put("/etc/ssl/beratung.example/privkey.pem", f.key)
		put("<VirtualHost *:80>", fmt.Sprintf("<VirtualHost *:%d>", f.http))
		put("<VirtualHost *:443>", fmt.Sprintf("<VirtualHost *:%d>", f.port))
	case "caddy":
		put("\tlog default {", fmt.Sprintf("\tadmin off\n\thttp_port %d\n\thttps_port %d\n\tlog default {", f.http, f.port))
		put("\ttls {", fmt.Sprintf("\ttls %s %s {", f.cert, f.key))
	}
	if f.loudProxy {
		for old, new := range k.quiet {
			put(old, new)
		}
	}
	return text
}

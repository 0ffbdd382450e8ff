package config

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// file writes a settings file.
func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "siegel.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPrecedence(t *testing.T) {
	path := file(t, "listen = '127.0.0.1:1'\ndata = '/from/file'\nlog_level = 'debug'\ntrusted_proxies = ['10.0.0.1', '10.0.0.2']\nhsts_include_subdomains = true\n")
	v, err := Load(map[string]string{"listen": "127.0.0.1:3"}, []string{"SIEGEL_CONFIG=" + path, "SIEGEL_LISTEN=127.0.0.1:2", "SIEGEL_DATA=/from/environment", "HOME=/x"})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]Value{
		"listen":                  {"127.0.0.1:3", "flag --listen"},
		"data":                    {"/from/environment", "environment SIEGEL_DATA"},
		"log_level":               {"debug", "file " + path},
		"trusted_proxies":         {"10.0.0.1,10.0.0.2", "file " + path},
		"hsts_include_subdomains": {"true", "file " + path},
		"keys":                    {"/var/lib/siegel/keys", "default"},
	} {
		if v[name] != want {
			t.Errorf("%s: %v, want %v", name, v[name], want)
		}
	}
	other := file(t, "listen = '127.0.0.1:4'\n")
	if v, err = Load(map[string]string{"config": other}, []string{"SIEGEL_CONFIG=" + path}); err != nil || v["listen"].Text != "127.0.0.1:4" {
		t.Errorf("--config counts before SIEGEL_CONFIG: %v %v", v["listen"], err)
	}
}

func TestUnknownNames(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		env  []string
		want string
	}{
		"a key of the file":              {file: "listn = 'x'", want: `unknown key "listn": did you mean "listen"?`},
		"a variable":                     {env: []string{"SIEGEL_PUBLIC_ULR=x"}, want: `did you mean "SIEGEL_PUBLIC_URL"?`},
		"a variable in small letters":    {env: []string{"SIEGEL_listen=x"}, want: `did you mean "SIEGEL_LISTEN"?`},
		"a file for what is no secret":   {env: []string{"SIEGEL_LISTEN_FILE=x"}, want: `unknown environment variable "SIEGEL_LISTEN_FILE"`},
		"a table":                        {file: "[listen]\nport = 1", want: "a text is expected"},
		"a secret given in two ways":     {env: []string{"SIEGEL_DATABASE=postgres://x", "SIEGEL_DATABASE_FILE=" + os.DevNull}, want: "both set"},
		"the same in the other order":    {env: []string{"SIEGEL_DATABASE_FILE=" + os.DevNull, "SIEGEL_DATABASE=postgres://x"}, want: "both set"},
		"a name that resembles no other": {file: "zzzzzzzzzzzz = 'x'", want: "data, database, files"},
	} {
		flags := map[string]string{}
		if c.file != "" {
			flags["config"] = file(t, c.file)
		}
		if _, err := Load(flags, c.env); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestSecretFromFile(t *testing.T) {
	path := file(t, "postgres://siegel:very-secret@db.test/siegel\n")
	v, err := Load(nil, []string{"SIEGEL_DATABASE_FILE=" + path})
	if err != nil || v["database"].Text != "postgres://siegel:very-secret@db.test/siegel" {
		t.Errorf("%v %v", v["database"], err)
	}
}

func TestShowMasksSecrets(t *testing.T) {
	for _, secret := range []string{
		"postgres://siegel:very-secret@db.test/siegel?sslmode=require",
		"postgres://siegel@db.test/siegel?password=very-secret",
		"postgres://siegel:x@db.test/siegel?sslpassword=very-secret&password=very-secret",
		"postgres://siegel:%zz-very-secret@db.test/siegel",
		"host=db.test password=very-secret",
	} {
		v, err := Load(map[string]string{"database": secret}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := Show(&out, v); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), "very-secret") || !strings.Contains(out.String(), masked) {
			t.Errorf("%s is shown as:\n%s", secret, &out)
		}
		v["public_url"] = Value{"https://portal.test", "test"}
		if _, err := Check(v); err != nil && strings.Contains(err.Error(), "very-secret") {
			t.Errorf("a fault tells the secret: %v", err)
		}
	}
	if got := Mask("postgres://siegel@db.test/siegel?sslmode=require"); got != "postgres://siegel@db.test/siegel?sslmode=require" {
		t.Errorf("nothing to hide, but: %s", got)
	}
}

// good is a configuration that starts; each case below changes it in one point.
func good() map[string]string {
	return map[string]string{"public_url": "https://portal.test", "data": "/tmp/siegel/data", "keys": "/tmp/siegel/keys"}
}

func TestCheck(t *testing.T) {
	if _, err := check(t, good()); err != nil {
		t.Fatalf("the good configuration: %v", err)
	}
	for name, c := range map[string]struct {
		set  map[string]string
		want string // "": allowed
	}{
		"no public_url":                      {map[string]string{"public_url": ""}, "public_url: required"},
		"with a path":                        {map[string]string{"public_url": "https://portal.test/x"}, "only scheme and host"},
		"with a slash":                       {map[string]string{"public_url": "https://portal.test/"}, "only scheme and host"},
		"in capitals":                        {map[string]string{"public_url": "https://Portal.test"}, "only scheme and host"},
		"with the usual port":                {map[string]string{"public_url": "https://portal.test:443"}, "leave the port out"},
		"with a name":                        {map[string]string{"public_url": "https://me@portal.test"}, "only scheme and host"},
		"plain HTTP":                         {map[string]string{"public_url": "http://portal.test"}, "must begin with https"},
		"plain HTTP on loopback":             {map[string]string{"public_url": "http://127.0.0.1:8080"}, ""},
		"listening to everybody without TLS": {map[string]string{"listen": "0.0.0.0:8080"}, "plain HTTP only on a loopback address"},
		"all interfaces by leaving out":      {map[string]string{"listen": ":8080"}, "plain HTTP only on a loopback address"},
		"the same behind a named proxy":      {map[string]string{"listen": "0.0.0.0:8080", "trusted_proxies": "10.0.0.1"}, ""},
		"the same with a certificate":        {map[string]string{"listen": "0.0.0.0:443", "tls_cert": "c.pem", "tls_key": "k.pem"}, ""},
		"half a certificate":                 {map[string]string{"tls_cert": "c.pem"}, "belong together"},
		"a proxy that is everybody":          {map[string]string{"trusted_proxies": "0.0.0.0/0"}, "would trust everybody"},
		"a proxy by name":                    {map[string]string{"trusted_proxies": "proxy.test"}, "neither an address nor a network"},
		"another port":                       {map[string]string{"listen": "127.0.0.1:99999"}, "the port must be"},
		"keys inside the data":               {map[string]string{"keys": "/tmp/siegel/data/keys"}, "neither inside the other"},
		"data inside the keys":               {map[string]string{"data": "/tmp/siegel/keys/x/data"}, "neither inside the other"},
		"one folder for both":                {map[string]string{"keys": "/tmp/siegel/other/../data/"}, "neither inside the other"},
		"names that only begin alike":        {map[string]string{"keys": "/tmp/siegel/data-keys"}, ""},
		"an unknown database":                {map[string]string{"database": "mysql://x"}, "postgres://"},
		"PostgreSQL":                         {map[string]string{"database": "postgres://siegel@db.test/siegel"}, ""},
		"a log level":                        {map[string]string{"log_level": "loud"}, "debug, info, warn or error"},
		"health on loopback":                 {map[string]string{"health_listen": "127.0.0.1:8081"}, ""},
		"health at a named address":          {map[string]string{"health_listen": "10.0.0.7:8081"}, ""},
		"health at every address":            {map[string]string{"health_listen": "0.0.0.0:8081"}, "one address is expected"},
		"health at every address, left out":  {map[string]string{"health_listen": ":8081"}, "one address is expected"},
		"health without a port":              {map[string]string{"health_listen": "127.0.0.1"}, "an address and a port"},
		"health where people are answered":   {map[string]string{"health_listen": "127.0.0.1:8080"}, "listen has this address already"},
		"stricter limits":                    {map[string]string{"limit_logins": "1", "limit_drafts": "1199"}, ""},
		"a laxer limit":                      {map[string]string{"limit_logins": "61"}, "limit_logins: at most 60"},
		"another laxer limit":                {map[string]string{"limit_registrations": "6"}, "limit_registrations: at most 5"},
		"a limit of nothing":                 {map[string]string{"limit_messages": "0"}, "a number from 1"},
		"a limit in words":                   {map[string]string{"limit_messages": "many"}, "a number from 1"},
		"neither true nor false":             {map[string]string{"hsts_include_subdomains": "yes"}, "true or false"},
	} {
		set := good()
		for k, v := range c.set {
			set[k] = v
		}
		_, err := check(t, set)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func check(t *testing.T, flags map[string]string) (Config, error) {
	t.Helper()
	v, err := Load(flags, nil)
	if err != nil {
		t.Fatal(err)
	}
	return Check(v)
}

func TestLinksBetweenFolders(t *testing.T) {
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(root, "data"), filepath.Join(root, "elsewhere")); err != nil {
		t.Fatal(err)
	}
	set := good()
	set["data"], set["keys"] = filepath.Join(root, "data"), filepath.Join(root, "elsewhere", "keys")
	if _, err := check(t, set); err == nil {
		t.Error("keys inside the data, reached by a link, are allowed")
	}
}

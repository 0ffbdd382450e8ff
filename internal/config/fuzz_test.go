package config

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"siegel/internal/promise"
)

// FuzzAgency: a description that is accepted and checked can be used: its addresses are https, its promise can be reckoned with, and its texts are of its languages.
func FuzzAgency(f *testing.F) {
	raw, err := os.ReadFile("../../deploy/agency.example.toml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(raw))
	f.Add("short = 'a'\nname = '''\n'''\n[texts.de]\nwho = \"\\u0000\"")
	f.Add("[[topics]]\ncode='x'\n[[topics]]\ncode='x'\n[contact]\nphone=1")
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ReadAgency(text)
		if err != nil || a.Check(languages, spoken, countries) != nil {
			return
		}
		if a.Short == "" || a.Name == "" || a.Contact.Phone == "" || len(a.Languages) == 0 || a.Demo {
			t.Errorf("accepted: %+v", a)
		}
		if u, err := url.Parse(a.Exit); a.Exit != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
			t.Errorf("exit %q", a.Exit)
		}
		if _, err := promise.New(a.Settings); err != nil {
			t.Errorf("a promise that cannot be reckoned with: %v", err)
		}
		for lang := range a.Texts {
			if !strings.HasPrefix(lang, "de") && !strings.HasPrefix(lang, "en") && !strings.HasPrefix(lang, "fr") {
				t.Errorf("texts in %q", lang)
			}
		}
	})
}

// FuzzFile: settings that are accepted say where to listen and under which address people come, keep data and keys apart, and set no lax limit.
func FuzzFile(f *testing.F) {
	f.Add("public_url = 'https://beratung.example'\nlisten = '127.0.0.1:1'\ntrusted_proxies = ['10.0.0.0/8', '::1']\nlimit_logins = 3\n")
	f.Add("public_url = 'http://localhost:8080'\nlog_level = 'debug'\nhsts_include_subdomains = true\nhealth_listen = '[::1]:9'\n")
	f.Add("public_url = 'https://a@b/c?d#e'\ndata='x'\nkeys='x/y'\n")
	f.Add("[a]\nb=[[1],[2]]\n")
	path := filepath.Join(f.TempDir(), "siegel.toml")
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		v, err := Load(map[string]string{"config": path}, nil)
		if err != nil {
			return
		}
		if len(v) != len(Settings) {
			t.Errorf("%d settings of %d", len(v), len(Settings))
		}
		c, err := Check(v)
		if err != nil {
			return
		}
		if u, err := url.Parse(c.PublicURL); err != nil || u.Host == "" || u.Scheme+"://"+u.Host != c.PublicURL || u.User != nil {
			t.Errorf("public_url %q", c.PublicURL)
		}
		if c.Listen == "" || c.Host() == "" || inside(c.Data, c.Keys) || inside(c.Keys, c.Data) {
			t.Errorf("accepted: %+v", c)
		}
		if c.Limits.Logins < 1 || c.Limits.Logins > 60 || c.Limits.Failures < 1 || c.Limits.Failures > 5 || c.Limits.Registrations > 5 {
			t.Errorf("limits %+v", c.Limits)
		}
	})
}

// FuzzLogo: a picture that is taken is small, has a size within the bounds, is of a kind that carries no script, and has a text for who does not see it.
func FuzzLogo(f *testing.F) {
	t := new(testing.T)
	f.Add(pngOf(t, 96, 48), "Zeichen")
	for _, text := range []string{webpLossy, webpLossless} {
		f.Add(unbase64(t, text), "Zeichen")
	}
	f.Add(extended(t, 96, 48, 0), "Zeichen")
	f.Add(extended(t, 96, 48, 2), "")
	f.Add([]byte("<svg onload=alert(1)>"), "x")
	f.Fuzz(func(t *testing.T, raw []byte, alt string) {
		a := AgencyFile{Name: "Stelle Donau", LogoFile: "logo.png", LogoAlt: alt}
		if a.ReadLogo(fstest.MapFS{"logo.png": {Data: raw}}) != nil {
			return
		}
		l := a.Logo
		if len(l.Image) > logoBytes || !fits(l.Width, l.Height) || l.Kind != "image/png" && l.Kind != "image/webp" || strings.TrimSpace(l.Alt) == "" {
			t.Errorf("taken: %s %d × %d, %d bytes, %q", l.Kind, l.Width, l.Height, len(l.Image), l.Alt)
		}
	})
}

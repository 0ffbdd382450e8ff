package house

import (
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func exists(t *testing.T, name string) bool {
	t.Helper()
	_, err := os.Stat(filepath.FromSlash(name))
	return err == nil
}

// loopback is no registry, even where one is reached through it.
var loopback = []string{"localhost", "127.0.0.1"}

// TestNothingOfThisMachine: a clone works anywhere, so no file holds a path of the machine it was written on or the host of its
// package registry. Both are taken from the environment; none is named here.
func TestNothingOfThisMachine(t *testing.T) {
	marks := machine(t)
	for _, s := range written(t) {
		for mark, what := range marks {
			if strings.Contains(string(s.data), mark) {
				t.Errorf("%s holds %s of this machine; use a relative path, or leave it out", s.path, what)
			}
		}
	}
}

// machine gives what must not stand in files, and what it is.
func machine(t *testing.T) map[string]string {
	t.Helper()
	marks := map[string]string{}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	marks[here+"/"], marks[here+`"`] = "the path", "the path"
	if home, err := os.UserHomeDir(); err == nil && strings.Count(home, "/") > 1 {
		marks[home+"/"] = "the home folder"
	}
	for _, name := range []string{"GOMODCACHE", "GOCACHE"} {
		if dir := goEnv(name); strings.Count(dir, "/") > 1 {
			marks[dir] = "the cache of Go"
		}
	}
	for _, host := range registries() {
		if host != "" && !slices.Contains(loopback, host) {
			marks[host] = "the package registry"
		}
	}
	return marks
}

func goEnv(name string) string {
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

var anyURL = regexp.MustCompile(`https?://[^\s,|"']+`)

// registries gives the hosts that the package tools of this machine are told to use.
func registries() (hosts []string) {
	told := []string{goEnv("GOPROXY"), goEnv("GOSUMDB")}
	for _, line := range os.Environ() {
		name, value, _ := strings.Cut(line, "=")
		name = strings.ToLower(name)
		if strings.Contains(name, "registry") || strings.Contains(name, "proxy") || strings.HasPrefix(name, "pip_") {
			told = append(told, value)
		}
	}
	if home, err := os.UserHomeDir(); err == nil {
		for _, name := range []string{".npmrc", ".config/pip/pip.conf", ".pip/pip.conf"} {
			data, _ := os.ReadFile(filepath.Join(home, name))
			told = append(told, string(data))
		}
	}
	for _, name := range []string{"/etc/npmrc", "/usr/etc/npmrc", "/usr/local/etc/npmrc", "/etc/pip.conf"} {
		data, _ := os.ReadFile(name)
		told = append(told, string(data))
	}
	for _, text := range told {
		for _, address := range anyURL.FindAllString(text, -1) {
			if u, err := url.Parse(address); err == nil {
				hosts = append(hosts, u.Hostname())
			}
		}
	}
	return hosts
}

// written is every file that people wrote, pictures left out.
func written(t *testing.T) []source {
	return slices.DeleteFunc(sources(t, ""), func(s source) bool {
		return strings.HasSuffix(s.path, ".png") || strings.HasSuffix(s.path, ".jpg")
	})
}

// TestLicence: every file is under the one licence, whose text is here.
func TestLicence(t *testing.T) {
	data, err := os.ReadFile("LICENSE")
	if err != nil || !strings.Contains(string(data), "GNU AFFERO GENERAL PUBLIC LICENSE") {
		t.Errorf("LICENSE does not hold the AGPL: %v", err)
	}
}

// TestMigrationsReachAgency: every table but one hangs on its agency, so that erasing an agency can forget nothing.
func TestMigrationsReachAgency(t *testing.T) {
	table := regexp.MustCompile(`(?s)CREATE TABLE (\w+) \((.*?)\n\)`)
	found := 0
	for _, s := range sources(t, ".sql") {
		for _, m := range table.FindAllStringSubmatch(string(s.data), -1) {
			found++
			name, body := m[1], m[2]
			if name == "server_keys" || name == "agencies" {
				continue
			}
			if !strings.Contains(body, "agency") || !strings.Contains(body, "ON DELETE CASCADE") {
				t.Errorf("%s: table %s does not reach its agency by ON DELETE CASCADE", s.path, name)
			}
		}
	}
	if found == 0 {
		t.Error("no table found: this test looks at the wrong place")
	}
}

package deploy

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var instruction = regexp.MustCompile(`(?m)^([A-Z]+) (.*)$`)

// The recipe copies only what is laid out, runs as nobody in particular, and keeps the three folders apart.
func TestContainerRecipe(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "container")
	binary := filepath.Join(t.TempDir(), "siegel")
	for path, text := range map[string]string{binary: "#!/bin/sh\n", folder + ".crt": "authorities\n"} {
		if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	run(t, []string{"CA_CERTIFICATES=" + folder + ".crt"}, "../tools/container", binary, folder)
	recipe, err := os.ReadFile("container/Containerfile")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string][]string{}
	copied := []string{}
	for _, m := range instruction.FindAllStringSubmatch(strings.ReplaceAll(string(recipe), "\\\n", " "), -1) {
		said[m[1]] = append(said[m[1]], m[2])
		if m[1] == "COPY" {
			words := slices.DeleteFunc(strings.Fields(m[2]), func(w string) bool { return strings.HasPrefix(w, "--") })
			copied = append(copied, words[:len(words)-1]...)
		}
	}
	for _, path := range copied {
		if _, err := os.Stat(filepath.Join(folder, path)); err != nil {
			t.Errorf("copied, but not laid out: %v", err)
		}
	}
	for name, want := range map[string]string{
		"FROM": "scratch", "USER": "65532:65532", "ENTRYPOINT": `["/usr/bin/siegel"]`,
		"VOLUME": `["/var/lib/siegel/data", "/var/lib/siegel/keys", "/var/lib/siegel/shred"]`,
	} {
		if !slices.Equal(said[name], []string{want}) {
			t.Errorf("%s: %q, want %q", name, said[name], want)
		}
	}
	for _, part := range []string{"data", "keys", "shred"} {
		if info, err := os.Stat(filepath.Join(folder, "var/lib/siegel", part)); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v %v", part, info, err)
		}
		if env := strings.Join(said["ENV"], " "); !strings.Contains(env, "SIEGEL_"+strings.ToUpper(part)+"=/var/lib/siegel/"+part) {
			t.Errorf("%s is not set: %s", part, env)
		}
	}
	if list, err := os.ReadDir(filepath.Join(folder, "var/lib/siegel")); err != nil || len(list) != 3 {
		t.Errorf("%v %v", list, err)
	}
}

package app

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"siegel/internal/config"
)

// The demo fills itself through the public interface, prints the addresses one a line, and leaves nothing behind.
func TestDemo(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	ctx, stop := context.WithCancel(t.Context())
	out, code := &output{}, make(chan int, 1)
	go func() {
		code <- Run(ctx, []string{"demo"}, Streams{Env: []string{"SIEGEL_LISTEN=127.0.0.1:0"}, Stdout: out, Stderr: out})
	}()
	var lines []string
	for len(lines) < 4 { // the command ends by itself when something fails
		select {
		case c := <-code:
			t.Fatalf("the demo ended with %d: %s", c, out)
		case <-time.After(50 * time.Millisecond):
		}
		lines = nil
		for line := range strings.Lines(out.String()) {
			if strings.HasPrefix(line, "http://127.0.0.1:") && strings.HasSuffix(line, "\n") {
				lines = append(lines, strings.TrimSpace(line))
			}
		}
	}
	for i, ending := range []string{"/wien", "/wien/desk", "/lux", "/lux/desk"} {
		if !strings.HasSuffix(lines[i], ending) {
			t.Errorf("line %d is %q, want an address that ends with %s", i+1, lines[i], ending)
			continue
		}
		answer, err := http.Get(lines[i])
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		desk := strings.HasSuffix(ending, "desk") // there the script says it
		if err != nil || answer.StatusCode != 200 || !desk && !strings.Contains(string(page), "Vorführung. Schreiben Sie hier nichts Echtes.") {
			t.Errorf("%s: %d %v, or no banner", lines[i], answer.StatusCode, err)
		}
	}
	for _, page := range []string{"", "/write", "/sign-in", "/desk"} { // the second agency speaks three languages
		answer, err := http.Get(lines[2] + "/fr" + page)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || answer.StatusCode != 200 || !strings.Contains(string(text), `<html lang="fr"`) || page == "" && !strings.Contains(string(text), "N’écrivez rien de réel.") {
			t.Errorf("%s/fr%s: %d %v, or not in French", lines[2], page, answer.StatusCode, err)
		}
	}
	ask, err := http.NewRequest(http.MethodGet, strings.TrimSuffix(lines[0], "wien")+"api/1/agencies/wien", nil)
	if err != nil {
		t.Fatal(err)
	}
	ask.Header.Set("Siegel-Realm", "seeker")
	if answer, err := http.DefaultClient.Do(ask); err != nil {
		t.Error(err)
	} else if agency, _ := io.ReadAll(answer.Body); !strings.Contains(string(agency), `"trial":true`) {
		t.Errorf("no trial: %s", agency)
	}
	if start, err := http.Get(lines[0]); err != nil || start.StatusCode != 200 {
		t.Error(err)
	} else if page, _ := io.ReadAll(start.Body); !strings.Contains(string(page), "Jetzt schreiben") {
		t.Error("the first agency does not take letters")
	}
	if folders, _ := filepath.Glob(filepath.Join(temp, "siegel-demo-*")); len(folders) != 1 {
		t.Errorf("data lie in %v, want one temporary folder", folders)
	}
	stop()
	if c := <-code; c != 0 {
		t.Errorf("the demo ended with %d: %s", c, out)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// A person who tries the demonstration meets what a person meets: a registration and a first letter cost work.
func TestDemoAsksForWork(t *testing.T) {
	values, err := config.Load(nil, []string{"SIEGEL_LISTEN=127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := listenForDemo(values)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	c, err := demoConfig(values, listener, t.TempDir())
	if err != nil || c.Limits.NoWork {
		t.Errorf("asks for none: %v, %v", c.Limits.NoWork, err)
	}
}

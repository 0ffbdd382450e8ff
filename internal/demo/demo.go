// Package demo fills a server with a believable world: the real browser code, run by Node, makes every key and seals every letter.
package demo

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strings"
)

// Folder holds the descriptions of the demo's agencies and their logos.
//
//go:embed *.toml *.png
var Folder embed.FS

// shorts are the two agencies, in the order in which they are shown.
var shorts = []string{"wien", "lux"}

// AgencyFiles gives the descriptions of the demo's agencies, as `siegel agency create` reads them.
func AgencyFiles() ([]string, error) {
	var texts []string
	for _, short := range shorts {
		raw, err := Folder.ReadFile(short + ".toml")
		if err != nil {
			return nil, fmt.Errorf("demo: %w", err)
		}
		texts = append(texts, string(raw))
	}
	return texts, nil
}

// Agency is an empty agency that waits for its first lead.
type Agency struct {
	Short string `json:"short"`
	Token string `json:"token"` // of the set-up link
}

// World is what one agency holds in the end. All passphrases are public.
type World struct {
	Short string `json:"short"`
	Staff []struct {
		Name     string   `json:"name"`
		Password string   `json:"password"`
		Roles    []string `json:"roles"`
	} `json:"staff"`
	Seekers []struct {
		Name     string `json:"name"`
		Password string `json:"password"`
	} `json:"seekers"`
}

// script is the world as build.mjs makes it from web/src/demo.
const script = "demo.mjs"

// Fill runs the world against the server at origin. dist is the built browser side. What the script says beside its results goes to out.
// Errors: no Node, no script, or the script failed.
func Fill(ctx context.Context, dist fs.FS, origin string, agencies []Agency, out io.Writer) ([]World, error) {
	code, err := fs.ReadFile(dist, script)
	if err != nil {
		return nil, errors.New("the browser side is not built: run `make build`")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, errors.New("the demo needs Node (20 or newer) in PATH: its letters are sealed by the browser's own code")
	}
	list, err := json.Marshal(agencies)
	if err != nil {
		return nil, err
	}
	var said, complaint bytes.Buffer
	run := exec.CommandContext(ctx, node, "--input-type=module", "-")
	run.Stdin, run.Stdout, run.Stderr = bytes.NewReader(code), &said, &complaint
	run.Env = append(withoutOurs(os.Environ()), "SIEGEL_DEMO_URL="+origin, "SIEGEL_DEMO_AGENCIES="+string(list))
	if err := run.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("the world could not be made: %w\n%s", err, tail(complaint.String()))
	}
	return results(said.String(), out)
}

// withoutOurs keeps our own settings away from the script.
func withoutOurs(environment []string) (kept []string) {
	for _, line := range environment {
		if !strings.HasPrefix(line, "SIEGEL_") {
			kept = append(kept, line)
		}
	}
	return kept
}

// results reads one JSON object per agency and passes every other line on.
func results(said string, out io.Writer) (worlds []World, err error) {
	for line := range strings.Lines(said) {
		var w World
		if json.Unmarshal([]byte(line), &w) == nil && w.Short != "" {
			worlds = append(worlds, w)
			continue
		}
		if _, err := io.WriteString(out, line); err != nil {
			return nil, err
		}
	}
	return worlds, nil
}

// tail is the end of a long complaint.
func tail(s string) string {
	const most = 2000
	if len(s) > most {
		return s[len(s)-most:]
	}
	return s
}

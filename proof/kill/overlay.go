package kill

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Every check is taken away in one build: behind each stands a question whether it is the one that goes. So a package is built once, not once
// for every check, and the program says by an environment variable which check it does without.

// question is what a package of the server gets beside its own files. With KILL_TRACE, the number of this tool's process, it prints what was
// refused, for finding out which test comes by which check; programs that tests start print nothing.
const question = `package %s

import (
	"fmt"
	"os"
	"sync"
)

var (
	killOne, killTrace = os.Getenv("KILL"), os.Getenv("KILL_TRACE") == fmt.Sprint(os.Getppid())
	killMu             sync.Mutex
	killSaid           = map[string]int{}
)

func killKept(id string) bool {
	if killTrace {
		killMu.Lock()
		defer killMu.Unlock()
		if killSaid[id]++; killSaid[id] < 5000 || killSaid[id]%%100 == 0 {
			fmt.Println("\nkill: " + id)
		}
	}
	return id != killOne
}

func killText(id, text string) string {
	if killKept(id) {
		return text
	}
	return ""
}

func killErr(id string, err error) error {
	if err != nil && !killKept(id) {
		return nil
	}
	return err
}

func killWith[A any](a A, err error) func(string) (A, error) {
	return func(id string) (A, error) { return a, killErr(id, err) }
}

var _, _, _, _ = killKept, killText, killErr, killWith[int]
`

// Overlay writes the checked files of both sides with the questions in them to a folder, and gives the path of the file for -overlay.
func Overlay(top, folder string, places []Place) (string, error) {
	replace := map[string]string{}
	put := func(name, text string) error {
		to := filepath.Join(folder, strings.ReplaceAll(name, "/", "_"))
		replace[filepath.Join(top, name)] = to
		return os.WriteFile(to, []byte(text), 0o600)
	}
	for name, list := range byFile(places) {
		text, err := os.ReadFile(filepath.Join(top, name))
		if err != nil {
			return "", err
		}
		if err := put(name, asked(string(text), list)); err != nil {
			return "", err
		}
	}
	for _, p := range checked {
		if err := put(p+"/kill_question.go", fmt.Sprintf(question, path.Base(p))); err != nil {
			return "", err
		}
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	to := filepath.Join(folder, "overlay.json")
	return to, os.WriteFile(to, list, 0o600)
}

func byFile(places []Place) map[string][]Mutant {
	out := map[string][]Mutant{}
	for _, m := range Mutants(places) {
		out[m.Place.File] = append(out[m.Place.File], m)
	}
	return out
}

// piece is text to be put in at a byte. Of two at the same byte the one of the longer cut is outside.
type piece struct {
	at, length int
	closes     bool
	text       string
}

// asked puts the questions into the text of a file.
func asked(text string, mutants []Mutant) string {
	var pieces []piece
	for _, m := range mutants {
		c, id := m.Place.Cuts[m.Cut], fmt.Sprintf("%q", m.ID)
		before, after := strings.ReplaceAll(c.Before, "%q", id), strings.ReplaceAll(c.After, "%q", id)
		pieces = append(pieces, piece{c.From, c.To - c.From, false, before}, piece{c.To, c.To - c.From, true, after})
	}
	slices.SortStableFunc(pieces, func(a, b piece) int {
		if a.at != b.at || a.closes != b.closes {
			return cmp.Or(a.at-b.at, cmp.Compare(b2i(b.closes), b2i(a.closes)))
		}
		if a.closes {
			return a.length - b.length
		}
		return b.length - a.length
	})
	var out strings.Builder
	from := 0
	for _, p := range pieces {
		out.WriteString(text[from:p.at])
		out.WriteString(p.text)
		from = p.at
	}
	out.WriteString(text[from:])
	return out.String()
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

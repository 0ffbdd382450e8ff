package kill

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// Learned is which test killed each mutant last time, by id: it is tried first. The file is made by the long run and committed.
type Learned map[string]Test

// ReadLearned reads lines of an id, a place of tests and a test, with tabs between.
func ReadLearned(name string) (Learned, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	out := Learned{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		parts := strings.SplitN(line, "\t", 3)
		if len(parts) != 3 {
			return nil, fmt.Errorf("%s: not id, place, test: %q", name, line)
		}
		out[parts[0]] = Test{parts[1], parts[2]}
	}
	return out, nil
}

// Write keeps what was learned, in the order of the ids.
func (l Learned) Write(name string) error {
	var lines []string
	for id, t := range l {
		lines = append(lines, id+"\t"+t.Where+"\t"+t.Name)
	}
	slices.Sort(lines)
	return os.WriteFile(name, []byte(strings.Join(lines, "\n")+"\n"), 0o644)
}

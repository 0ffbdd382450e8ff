package address

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// search is what was looked at and what was found.
type search struct {
	*finder
	files, bytes int64
	found        []finding
	canaries     map[string]map[string]bool // by place: the forms of the planted addresses that were found there
}

type finding struct {
	file string
	match
}

func (f finding) String() string {
	return fmt.Sprintf("%s holds %s as %s at %d: %q", f.file, f.of, f.form, f.at, f.around)
}

func newSearch(traces []trace) *search {
	return &search{finder: newFinder(append(traces, plantedTraces()...)), canaries: map[string]map[string]bool{}}
}

func plantedTraces() []trace { return append(tracesOf(planted), tracesOf(plantedSix)...) }

func isPlanted(of string) bool { return of == planted.String() || of == plantedSix.String() }

// place looks through every file of a folder, or through one file.
func (s *search) place(name, path string) error {
	s.canaries[name] = map[string]bool{}
	return filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		s.files++
		s.bytes += int64(len(raw))
		s.note(name, file, raw)
		s.note(name, file+" (its name)", []byte(file))
		return nil
	})
}

func (s *search) note(place, file string, raw []byte) {
	for _, m := range s.in(raw) {
		if isPlanted(m.of) {
			s.canaries[place][m.of+m.form+string(m.bytes)] = true
			continue
		}
		s.found = append(s.found, finding{file, m})
	}
}

// kept are the findings that count: every long one, and the short ones where there are more than chance makes.
func (s *search) kept() (out []finding, byChance, allowed int) {
	forms := 0
	for _, t := range s.traces {
		forms += once(t.short)
	}
	allowed = chance(forms, s.bytes)
	var short []finding
	for _, f := range s.found {
		if f.short {
			short = append(short, f)
		} else {
			out = append(out, f)
		}
	}
	if len(short) > allowed {
		out = append(out, short...)
	}
	return out, len(short), allowed
}

// missing are the forms of the planted addresses that the search has not found in a place where they are.
func (s *search) missing() (out []string) {
	for place, found := range s.canaries {
		for _, t := range plantedTraces() {
			if !found[t.of+t.form+string(t.bytes)] {
				out = append(out, place+": "+t.of+" as "+t.form)
			}
		}
	}
	return out
}

// canary holds every form of the planted addresses.
func canary() []byte {
	var all strings.Builder
	for _, t := range plantedTraces() {
		all.WriteString("\n~")
		all.Write(t.bytes)
	}
	return []byte(all.String() + "\n")
}

// plant puts the canary at the end of a file, or into a file of its own in a folder.
func plant(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, "planted")
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := file.Write(canary()); err != nil {
		return err
	}
	return file.Close()
}

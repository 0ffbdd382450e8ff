package address

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// looked searches everything that the scene has left behind, after planting the canary in each place.
func (s *scene) looked() *search {
	s.Helper()
	search := newSearch(s.sought())
	places := map[string]string{}
	for _, f := range s.fronts {
		for _, name := range []string{"data", "data-before", "keys", "shred", "record", "tmp", "cwd", "answers", "server.stdout", "server.stderr", "proxy", "proxy.stdout", "proxy.stderr"} {
			if _, err := os.Stat(f.path(name)); err == nil {
				places[f.name+" "+name] = f.path(name)
			}
		}
	}
	if s.postgres {
		postgres.dump(s.T, filepath.Join(s.dir, "dump.sql"))
		places["dump"], places["log of PostgreSQL"], places["files of PostgreSQL"] = filepath.Join(s.dir, "dump.sql"), postgres.path("log"), postgres.path("data")
	}
	s.natural(places)
	for name, path := range places {
		if err := plant(path); err != nil {
			s.Fatal(err)
		}
		if err := search.place(name, path); err != nil {
			s.Fatal(err)
		}
	}
	if missing := search.missing(); len(missing) > 0 {
		s.Errorf("void: %d planted forms were not found, such as %s", len(missing), missing[0])
	}
	return search
}

// sought are the traces of everybody and everything.
func (s *scene) sought() []trace {
	out := s.traces
	for _, a := range append(s.people(), forged, forgedSix) {
		out = append(out, tracesOf(a)...)
	}
	return append(out, visitTraces(s.people())...)
}

// natural looks for what the product itself wrote, before anything is planted: the agency whose name is the planted address.
func (s *scene) natural(places map[string]string) {
	s.Helper()
	for name, path := range places {
		where := strings.Fields(name)[len(strings.Fields(name))-1]
		if where != "data-before" && name != "dump" && name != "files of PostgreSQL" {
			continue
		}
		look := newSearch(nil)
		if err := look.place(name, path); err != nil {
			s.Fatal(err)
		}
		if len(look.canaries[name]) == 0 {
			s.Errorf("void: %s does not hold the name of the agency", name)
		}
	}
}

// clean fails for everything that was found, and prints what was looked at.
func (s *scene) clean() {
	s.Helper()
	search := s.looked()
	kept, short, allowed := search.kept()
	told := map[string]bool{}
	for _, f := range kept { // each address once a file
		if !told[f.file+f.of] {
			s.Error(f)
		}
		told[f.file+f.of] = true
	}
	least := int64(1 << 20)
	if s.postgres {
		least = 30 << 20
	}
	if search.bytes < least {
		s.Errorf("void: %d bytes were searched, at least %d are wanted", search.bytes, least)
	}
	s.say(search, fmt.Sprintf("%d matches of 32 bits, %d may be chance", short, allowed))
}

// say prints the closing line.
func (s *scene) say(search *search, result string) {
	var fronts []string
	provoked := 0
	for _, f := range s.fronts {
		fronts = append(fronts, f.name)
		for _, n := range f.tally {
			provoked += n
		}
	}
	who := fmt.Sprintf("%d addresses", len(s.people()))
	if s.outside == "" {
		who += " of loopback only (not root: no namespace)"
	}
	fmt.Printf("no address, %s: %s; %d provocations by %s; %d files, %.1f MB, %d forms, %d canaries in %d places; %s; %s\n",
		filepath.Base(s.dir), strings.Join(fronts, " + "), provoked, who, search.files, float64(search.bytes)/1e6, len(search.traces), len(plantedTraces()), len(search.canaries), result, s.took.Round(time.Second))
}

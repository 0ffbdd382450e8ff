package kill

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// Run takes checks away one after the other.
type Run struct {
	Server  *Server
	Browser *Browser
	Learned Learned
	Alike   map[string]string // ids of mutants that no test can tell from the program, with the reason
	Table   io.Writer
}

// Count is how a run ended.
type Count struct {
	Killed, Slow, Alike int
	Survived            []Mutant
	Struck              []string // said to make no difference, and killed
	Took                time.Duration
}

func (c Count) String() string {
	all := c.Killed + c.Alike + len(c.Survived)
	return fmt.Sprintf("%d checks, %d killed (%d by never ending), %d that make no difference and say why, %d survived, in %s",
		all, c.Killed, c.Slow, c.Alike, len(c.Survived), c.Took.Round(time.Second))
}

// Kill goes through mutants, writes a line about each and keeps in Learned what it learns.
func (r *Run) Kill(mutants []Mutant) (c Count, err error) {
	began := time.Now()
	for _, m := range mutants {
		v, err := r.one(m)
		if err != nil {
			return c, fmt.Errorf("%s: %w", m.ID, err)
		}
		end := "SURVIVED"
		reason, alike := r.Alike[m.ID]
		switch {
		case v.Killed:
			c.Killed++
			r.Learned[m.ID] = v.By
			if alike {
				c.Struck = append(c.Struck, m.ID)
			}
			end = v.By.Where + ": " + v.By.Name
			if v.Slow {
				c.Slow++
				end += " (never ended)"
			}
		case alike:
			c.Alike++
			end = "no difference: " + reason
		default:
			c.Survived = append(c.Survived, m)
		}
		if _, err := fmt.Fprintf(r.Table, "%s\t%s:%d\t%s\n", m.ID, m.Place.File, m.Place.Line, end); err != nil {
			return c, err
		}
	}
	c.Took = time.Since(began)
	return c, nil
}

func (r *Run) one(m Mutant) (Verdict, error) {
	if strings.HasSuffix(m.Place.File, ".go") {
		return r.Server.Kill(m, r.Learned[m.ID])
	}
	return r.Browser.Kill(m, r.Learned[m.ID])
}

// ReadAlike reads the mutants that make no difference: an id and a reason a line, with a tab between.
func ReadAlike(name string) (map[string]string, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		id, reason, ok := strings.Cut(line, "\t")
		if !ok || len(reason) < 20 {
			return nil, fmt.Errorf("%s: not id and reason: %q", name, line)
		}
		out[id] = reason
	}
	return out, nil
}

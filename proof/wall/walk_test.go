package wall

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// walk is one random history.
type walk struct {
	*rand.Rand
	t      *testing.T
	seed   uint64
	server *server
	houses []*house
	db     *sql.DB
	tables []string
	before testkit.Dump
	deck   map[counsel.Realm][]int // what is still to be dealt of the deeds
	log    []string                // the last steps
	tally  tally
}

// tally is what has been done, for the closing line and its floors.
type tally struct{ steps, done, foreign, refused, bytes, own int }

// seedOf is that of the environment (WALL_SEED, printed when a run fails), or a new one.
func seedOf() uint64 {
	if n, err := strconv.ParseUint(os.Getenv("WALL_SEED"), 10, 64); err == nil {
		return n
	}
	return rand.Uint64()
}

func newWalk(t *testing.T, binary string, w *testkit.World) *walk {
	t.Helper()
	seed := seedOf()
	k := &walk{Rand: rand.New(rand.NewPCG(seed, 1)), t: t, seed: seed, houses: settle(t, w), deck: map[counsel.Realm][]int{}}
	k.server = start(t, binary, w)
	k.db = testkit.Look(t, w.Database)
	k.tables = testkit.Tables(t, k.db, w.Postgres)
	for _, h := range k.houses {
		for _, p := range h.people {
			if p.Realm != counsel.Seekers {
				continue
			}
			if got, err := k.server.signIn(p); err != nil || got.status != 200 {
				t.Fatalf("%s does not come in: %d %v", p.name, got.status, err)
			}
		}
	}
	k.before = testkit.DumpOf(t, k.db, k.tables)
	return k
}

// step lets somebody do something, and says what was wrong about it, "" for nothing.
func (k *walk) step() string {
	h := k.houses[k.IntN(len(k.houses))]
	p := h.people[k.IntN(len(h.people))]
	from := h
	if k.IntN(5) < 2 { // somebody else's things
		from = k.houses[k.IntN(len(k.houses))]
	}
	d := k.choose(p, from)
	got, err := k.server.call(p, d.method, d.path, d.body)
	if err != nil {
		return "no answer: " + err.Error()
	}
	if d.then != nil && got.status < 300 {
		d.then(got)
	}
	k.note(p, d, got, from != h)
	if got.status == 401 { // ended, as it may be; a seeker comes back
		k.comeBack(p)
	}
	if got.status >= 500 {
		return got.text
	}
	after := testkit.DumpOf(k.t, k.db, k.tables)
	defer func() { k.before = after }()
	for _, other := range k.houses {
		if other == h {
			continue
		}
		if told := k.told(got, d, h, other, after); told != "" && !d.public {
			return "the answer tells of " + other.scene.Agency.Short + ": " + told
		}
		if changed := k.changed(other, after); changed != "" {
			return other.scene.Agency.Short + " has changed: " + changed
		}
	}
	return ""
}

func (k *walk) note(p *person, d deed, got reply, foreign bool) {
	k.tally.steps++
	k.tally.bytes += len(got.text)
	switch {
	case foreign:
		k.tally.foreign++
	case got.status < 300:
		k.tally.done++
	}
	if got.status >= 400 {
		k.tally.refused++
	}
	sent, _ := json.Marshal(d.body)
	k.log = append(k.log, fmt.Sprintf("%s: %s %s %.200s -> %d", p.name, d.method, d.path, sent, got.status))
	if len(k.log) > 12 {
		k.log = k.log[1:]
	}
}

func (k *walk) comeBack(p *person) {
	if p.Realm == counsel.Seekers {
		_, _ = k.server.signIn(p)
	}
}

// clockwork are the tables in which the clock alone changes something: a held letter of the agency goes out, and every second what was noted
// about it is brought into the audit chain, to the shred store and to where attachments lie.
var (
	ownWork   = []string{"messages ", "cases ", "drafts ", "files "}
	counted   = []string{"audit_counts "} // of sign-ins, taken down every minute
	clockwork = map[string][]string{"audit_notes ": {"audit_notes ", "audit "}, "shred_notes ": {"shred_notes "}, "file_removals ": {"file_removals "}}
)

// changed names a row of an agency that somebody else's step has touched.
func (k *walk) changed(h *house, after testkit.Dump) string {
	before, now := without(k.before.Rows[h.id()], counted), without(after.Rows[h.id()], counted)
	if k.settling(h) {
		before, now = without(before, ownWork), without(now, ownWork)
	}
	for noted, tables := range clockwork {
		if len(without(before, []string{noted})) < len(before) {
			before, now = without(before, tables), without(now, tables)
		}
	}
	one, two := testkit.Dump{Rows: map[counsel.ID][]string{h.id(): before}}, testkit.Dump{Rows: map[counsel.ID][]string{h.id(): now}}
	return one.Differs(two, h.id())
}

func without(rows, tables []string) (left []string) {
	for _, row := range rows {
		keep := true
		for _, name := range tables {
			keep = keep && !strings.HasPrefix(row, name)
		}
		if keep {
			left = append(left, row)
		}
	}
	return left
}

// settling says whether a letter of this agency was held, and may have gone out by now.
func (k *walk) settling(h *house) bool {
	for _, c := range k.before.Cells[h.id()] {
		if c.Table != "messages" || c.Column != "held_until" || c.Value == "0" {
			continue
		}
		if until, err := strconv.ParseInt(c.Value, 10, 64); err != nil || time.Now().UnixMilli() >= until {
			return true
		}
	}
	return false
}

// told names what of another agency stands in an answer, unless the question has brought it, or the asking agency has it too.
func (k *walk) told(got reply, d deed, asking, other *house, after testkit.Dump) string {
	theirs := marks(k.before, other.id())
	ours := marks(after, asking.id())
	question := d.path
	if d.body != nil {
		text, _ := json.Marshal(d.body)
		question += string(text)
	}
	asked := tokens(question)
	for token := range tokens(got.text + headerText(got)) {
		if ours[token] {
			k.tally.own++
		}
		if theirs[token] && !ours[token] && !asked[token] {
			return token
		}
	}
	return ""
}

// streams are open pages of all agencies, kept until the end.
type streams struct {
	mu    sync.Mutex
	texts map[*person]*strings.Builder
	end   context.CancelFunc
	all   sync.WaitGroup
}

func (k *walk) listen() *streams {
	ctx, end := context.WithCancel(context.Background())
	s := &streams{texts: map[*person]*strings.Builder{}, end: end}
	for _, h := range k.houses {
		for _, p := range []*person{h.people[0], h.people[1]} {
			r, err := k.server.request(p, "GET", "events", nil)
			if err != nil {
				k.t.Fatal(err)
			}
			res, err := transport.RoundTrip(r.WithContext(ctx))
			if err != nil || res.StatusCode != 200 {
				k.t.Fatalf("events of %s: %v", p.name, err)
			}
			text := &strings.Builder{}
			s.texts[p] = text
			s.all.Go(func() {
				defer res.Body.Close()
				for lines := bufio.NewScanner(res.Body); lines.Scan(); {
					s.mu.Lock()
					text.WriteString(lines.Text() + "\n")
					s.mu.Unlock()
				}
			})
		}
	}
	return s
}

// check ends them and looks for what is not theirs.
func (s *streams) check(k *walk) (events int) {
	s.end()
	s.all.Wait()
	for p, text := range s.texts {
		events += strings.Count(text.String(), "data:")
		ours := marks(k.before, p.house.id())
		for _, other := range k.houses {
			if other == p.house {
				continue
			}
			theirs := marks(k.before, other.id())
			for token := range tokens(text.String()) {
				if theirs[token] && !ours[token] {
					k.t.Errorf("an event to %s tells of %s: %s", p.name, other.scene.Agency.Short, token)
				}
			}
		}
	}
	return events
}

// TestNothingOfOthers walks on both databases, and then through the wall with holes, where it must fall.
func TestNothingOfOthers(t *testing.T) {
	shipped, open, err := build(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		began := time.Now()
		k := newWalk(t, shipped, w)
		pages := k.listen()
		for range testkit.Times(500, 6000) {
			if wrong := k.step(); wrong != "" {
				t.Fatalf("%s\nagain with WALL_SEED=%d; the last steps:\n%s", wrong, k.seed, strings.Join(k.log, "\n"))
			}
		}
		events, s := pages.check(k), k.tally
		if s.done < s.steps/5 || s.foreign < s.steps/6 || s.own < s.steps/2 || events < s.steps/20 {
			t.Errorf("void: %+v, %d events", s, events)
		}
		routes, refused := k.walkedThrough(t)
		t.Logf("%d steps in %s (seed %d): %d done, %d with another agency's ids, %d refused, %d KiB of answers and %d events searched, %d routes walked through, never allowed %q", s.steps, time.Since(began).Round(time.Second), k.seed, s.done, s.foreign, s.refused, s.bytes>>10, events, routes, refused)
	})
	t.Run("holes", func(t *testing.T) {
		k := newWalk(t, open, testkit.SQLite(t))
		var told, changed int
		for step := range 3000 {
			wrong := k.step()
			if strings.Contains(wrong, "tells of") && told == 0 {
				told = step + 1
			}
			if strings.Contains(wrong, "has changed") && changed == 0 {
				changed = step + 1
			}
			if told*changed > 0 {
				t.Logf("void wall: a foreign row in an answer after %d steps, a foreign row changed after %d", told, changed)
				return
			}
		}
		t.Errorf("the holes were not found: told after %d, changed after %d steps", told, changed)
	})
}

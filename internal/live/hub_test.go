package live

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"

	"siegel/internal/counsel"
)

// page keeps what one page heard.
type page struct {
	text  string
	ended int
	deaf  bool
}

func (p *page) Send(f Frame) error {
	if p.ended > 0 {
		panic("written to after its end")
	}
	if p.deaf {
		return errors.New("does not read")
	}
	p.text += string(f.Text())
	return nil
}

func (p *page) End() { p.ended++ }

// drain gives what was heard since the last time.
func (p *page) drain() string {
	defer func() { p.text = "" }()
	return p.text
}

const (
	saidAgain = "data: {\"kind\":\"again\",\"case\":null}\n\n"
	saidAlive = ":\n\n"
)

func id(b byte) counsel.ID { return counsel.ID{b} }

// seeker and intake are people of agency 1.
func person(uid byte, realm counsel.Realm, roles ...counsel.Role) counsel.Actor {
	return counsel.Actor{Agency: id(1), UID: id(uid), Realm: realm, Roles: roles, State: counsel.Active}
}

// open lets pages listen and be greeted, each with a session of its own; of several, each with an account of its own.
func open(t *testing.T, h *Hub, by counsel.Actor, n int) []*page {
	t.Helper()
	pages := make([]*page, n)
	for i := range pages {
		pages[i] = &page{}
		by.UID[1], by.UID[2] = byte(i), byte(i>>8)
		if _, ok := h.Open(by, counsel.ID{by.UID[0], byte(i), byte(i >> 8), 1}, pages[i]); !ok {
			t.Fatal("refused")
		}
	}
	h.work()
	for _, p := range pages {
		if got := p.drain(); got != saidAgain {
			t.Fatalf("greeted with %q", got)
		}
	}
	return pages
}

// Each stream gets one sign of life a turn, and none of the steps has more to do than its share.
func TestBeat(t *testing.T) {
	h := newHub(nil)
	pages := open(t, h, person(2, counsel.Seekers), 1000)
	for _, p := range pages[:300] { // holes in the wheel
		p.deaf = true
	}
	before := make([]int, len(pages))
	for range slots {
		h.beat()
		n := 0
		for i, p := range pages {
			if len(p.text) != before[i] {
				n++
			}
			before[i] = len(p.text)
		}
		if n > len(pages)/slots {
			t.Fatalf("%d at once", n)
		}
	}
	for i, p := range pages {
		switch got := p.drain(); {
		case i < 300 && (got != "" || p.ended != 1):
			t.Fatalf("a page that does not read got %q and was ended %d times", got, p.ended)
		case i >= 300 && got != saidAlive:
			t.Fatalf("page %d got %q", i, got)
		}
	}
	if h.Streams() != 700 {
		t.Errorf("%d streams are left", h.Streams())
	}
}

// What concerns everybody is told bit by bit: nobody is forgotten, and nobody is told twice.
func TestAgainForManyIsSpread(t *testing.T) {
	h := newHub(nil)
	pages := open(t, h, person(2, counsel.Seekers), 3*burst)
	pages[7].deaf = true
	h.Tell([]counsel.Event{{Kind: counsel.EventAgain}})
	h.work()
	for round := 1; round <= 3; round++ {
		h.beat()
		told := 0
		for _, p := range pages {
			told += strings.Count(p.text, saidAgain)
		}
		if most := round * burst; told > most || told < most-1 {
			t.Fatalf("after %d steps %d pages were told", round, told)
		}
	}
	h.beat()
	for i, p := range pages {
		if n := strings.Count(p.text, saidAgain); i != 7 && n != 1 {
			t.Fatalf("page %d was told %d times", i, n)
		}
	}
}

// A burst of the same event is said once, and an event does not overtake the greeting.
func TestTellOnce(t *testing.T) {
	h := newHub(nil)
	by := person(2, counsel.Seekers)
	p := open(t, h, by, 1)[0]
	e := counsel.Event{Kind: counsel.EventCase, Agency: by.Agency, Case: id(9), To: by.UID}
	h.Tell([]counsel.Event{e, e})
	late := &page{}
	h.Open(by, id(77), late)
	h.Tell([]counsel.Event{e})
	h.work()
	const said = "data: {\"kind\":\"case\",\"case\":\"CQAAAAAAAAAAAAAAAAAAAA\"}\n\n"
	if got := p.drain(); got != said {
		t.Errorf("heard %q", got)
	}
	if got := late.drain(); !strings.HasPrefix(got, saidAgain) {
		t.Errorf("who came late heard %q", got)
	}
	h.Tell([]counsel.Event{e})
	h.work()
	if got := p.drain() + late.drain(); got != said+said {
		t.Errorf("the next time they heard %q", got)
	}
}

// When more happens than can be told, everybody fetches anew instead.
func TestTooMuchToTell(t *testing.T) {
	h := newHub(nil)
	by := person(2, counsel.Seekers)
	p, late := open(t, h, by, 1)[0], &page{}
	h.Open(by, id(77), late)
	for i := range maxTodo + 9 {
		h.Tell([]counsel.Event{{Kind: counsel.EventCase, Agency: by.Agency, Case: counsel.ID{byte(i), byte(i >> 8), byte(i >> 16)}, To: by.UID}})
	}
	if len(h.todo) > maxTodo {
		t.Errorf("%d tasks wait", len(h.todo))
	}
	h.work()
	for _, p := range []*page{p, late} {
		if got := p.drain(); !strings.HasPrefix(got, saidAgain) || strings.Count(got, "\n\n") > 12 {
			t.Errorf("heard %d events, beginning with %.80q", strings.Count(got, "\n\n"), got)
		}
	}
}

// An event never leaves its agency, whatever it names.
func TestWallOfEvents(t *testing.T) {
	h := newHub(nil)
	p := open(t, h, person(2, counsel.Staff, counsel.Intake), 1)[0]
	session := counsel.ID{2, 0, 0, 1}
	for _, kind := range []counsel.EventKind{counsel.EventCase, counsel.EventPool, counsel.EventDirectory, counsel.EventOut, counsel.EventAgain} {
		for _, e := range []counsel.Event{{To: id(2)}, {Session: session}, {}} {
			e.Kind, e.Agency = kind, id(200)
			h.Tell([]counsel.Event{e})
		}
	}
	h.work()
	if got := p.drain(); got != "" || p.ended > 0 {
		t.Errorf("heard %q", got)
	}
	h.Tell([]counsel.Event{{Kind: counsel.EventOut, Agency: id(1), Session: session}})
	h.work()
	if got := p.drain(); got != "data: {\"kind\":\"out\",\"case\":null}\n\n" || p.ended != 1 {
		t.Errorf("heard %q, ended %d times", got, p.ended)
	}
}

// Roles change while a stream is open: whoever may read the pool from now on is told to fetch, and hears of it; whoever may not any more does not.
func TestRolesChange(t *testing.T) {
	roles := map[byte][]counsel.Role{2: {counsel.Intake}, 3: {counsel.Counsellor}}
	h := newHub(nil)
	live := map[counsel.ID]counsel.Actor{}
	h.watchers = func(context.Context, counsel.ID) (map[counsel.ID]counsel.Actor, error) { return live, nil }
	var pages []*page
	for uid := byte(2); uid <= 3; uid++ {
		pages = append(pages, open(t, h, person(uid, counsel.Staff, roles[uid]...), 1)...)
	}
	pool := counsel.Event{Kind: counsel.EventPool, Agency: id(1), Case: id(9)}
	h.Tell([]counsel.Event{pool})
	h.work()
	if !strings.Contains(pages[0].drain(), "pool") || pages[1].drain() != "" {
		t.Fatal("the pool is heard by the wrong person")
	}
	live[counsel.ID{2, 0, 0, 1}], live[counsel.ID{3, 0, 0, 1}] = person(2, counsel.Staff, roles[3]...), person(3, counsel.Staff, roles[2]...)
	h.Sweep(t.Context())
	h.work()
	if pages[0].drain() != "" || pages[1].drain() != saidAgain {
		t.Error("who gets a role is not told to fetch")
	}
	h.Tell([]counsel.Event{pool})
	h.work()
	if pages[0].drain() != "" || !strings.Contains(pages[1].drain(), "pool") {
		t.Error("the pool is heard by the wrong person after the change")
	}
}

// A hub that nothing reaches ends all streams, so that browsers look for another node, and takes new ones.
func TestBreak(t *testing.T) {
	h := newHub(nil)
	pages := append(open(t, h, person(2, counsel.Seekers), 2), open(t, h, person(3, counsel.Staff, counsel.Intake), 1)...)
	h.Break()
	h.work()
	for i, p := range pages {
		if p.ended != 1 {
			t.Errorf("page %d was ended %d times", i, p.ended)
		}
	}
	if h.Streams() != 0 {
		t.Errorf("%d streams are left", h.Streams())
	}
	open(t, h, person(2, counsel.Seekers), 1)
	if h.Streams() != 1 {
		t.Error("a later stream is not taken")
	}
}

// A browser that does not read is dropped, and does not keep the others waiting for long.
func TestSlowBrowser(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	browser, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer browser.Close()
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	h := newHub(nil)
	by := person(2, counsel.Seekers)
	p := open(t, h, by, 1)[0]
	if _, ok := h.Open(by, id(50), NewWire(conn, []byte("HTTP/1.1 200 OK\r\n\r\n"), true)); !ok {
		t.Fatal("refused")
	}
	long := newFrame(strings.Repeat(":", 64<<10) + "\n\n") // much more than a frame ever is: the buffers of a connection are large
	for n := 0; h.Streams() == 2; n++ {
		if n > 1000 {
			t.Fatal("still there")
		}
		for _, s := range h.streams() {
			h.send(s, long)
		}
	}
	p.drain()
	h.beat()
	if _, err := conn.Write([]byte("x")); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the connection is open: %v", err)
	}
}

// An account may sign in as often as it likes, and has no more streams for it: of too many the oldest goes, and nobody else's.
func TestStreamsOfAnAccount(t *testing.T) {
	h := newHub(nil)
	other := open(t, h, person(3, counsel.Seekers), 1)[0]
	var own []*page
	for i := range PerAccount + 1 {
		own = append(own, &page{})
		h.Open(person(2, counsel.Seekers), counsel.ID{2, byte(i)}, own[i])
	}
	h.work()
	if own[0].ended != 1 || own[1].ended != 0 || other.ended != 0 || h.Streams() != PerAccount+1 {
		t.Errorf("%d streams; the oldest was ended %d times, the next %d, another account's %d", h.Streams(), own[0].ended, own[1].ended, other.ended)
	}
}

// A session that ends while its stream waits for the greeting ends that too, although the end was told before the stream was there.
func TestEndBeforeTheGreeting(t *testing.T) {
	h := newHub(nil)
	by, p := person(2, counsel.Seekers), &page{}
	out := counsel.Event{Kind: counsel.EventOut, Agency: by.Agency, To: by.UID, Session: id(77)}
	h.Tell([]counsel.Event{out})
	h.Open(by, id(77), p)
	h.Tell([]counsel.Event{out}) // as the interface does, having looked again; it waits already
	h.work()
	if p.ended != 1 || h.Streams() != 0 {
		t.Errorf("%d streams, heard %q", h.Streams(), p.text)
	}
}

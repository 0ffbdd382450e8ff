package store_test

import (
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"siegel/internal/store"
	"siegel/internal/testkit"
)

// tap stands between a store and PostgreSQL and reads what the store says.
type tap struct {
	address string // for store.Open
	mu      sync.Mutex
	said    []spoken
}

// spoken is one statement, and whether its connection had begun a transaction.
type spoken struct {
	by   string // the name of the connection
	text string
	in   bool
}

func newTap(t *testing.T, database string) *tap {
	t.Helper()
	u, err := url.Parse(database)
	no(t, err)
	server := u.Host
	l, err := net.Listen("tcp", "127.0.0.1:0")
	no(t, err)
	t.Cleanup(func() { l.Close() })
	u.Host = l.Addr().String()
	p := &tap{address: u.String()}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.pass(c, server)
		}
	}()
	return p
}

func (p *tap) pass(from net.Conn, server string) {
	defer from.Close()
	to, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	defer to.Close()
	go func() {
		_, _ = io.Copy(from, to)
		_ = from.Close()
	}()
	p.listen(io.TeeReader(from, to))
}

// synced stands for the message after which a client waits for its answers.
const synced = "(sync)"

// listen reads the messages of one connection: the first has no type; then Q holds a statement, P prepares one, and B runs a prepared one.
func (p *tap) listen(r io.Reader) {
	by, in, prepared := "", false, map[string]string{}
	for first := true; ; first = false {
		kind, body, err := readMessage(r, first)
		if err != nil {
			return
		}
		words := strings.Split(string(body), "\x00")
		text := ""
		switch {
		case first:
			if i := slices.Index(words, "application_name"); i >= 0 {
				by = words[i+1]
			}
		case kind == 'S':
			text = synced
		case kind == 'Q':
			text = words[0]
		case kind == 'P':
			prepared[words[0]] = words[1]
		case kind == 'B':
			text = prepared[words[1]]
		}
		if text == "" {
			continue
		}
		switch verb, _, _ := strings.Cut(strings.ToLower(text), " "); verb {
		case "begin":
			in = true
		case "commit", "rollback":
			in = false
		}
		p.mu.Lock()
		p.said = append(p.said, spoken{by, text, in})
		p.mu.Unlock()
	}
}

func readMessage(r io.Reader, first bool) (kind byte, body []byte, err error) {
	head := make([]byte, 5)
	if first {
		head = head[:4]
	}
	if _, err := io.ReadFull(r, head); err != nil {
		return 0, nil, err
	}
	if !first {
		kind, head = head[0], head[1:]
	}
	body = make([]byte, binary.BigEndian.Uint32(head)-4)
	_, err = io.ReadFull(r, body)
	return kind, body, err
}

// count says how often a word was said inside of transactions and outside.
func (p *tap) count(word string) (inside, outside int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.said {
		switch {
		case !strings.Contains(strings.ToLower(s.text), word):
		case s.in:
			inside++
		default:
			outside++
		}
	}
	return inside, outside
}

// NOTIFY takes a lock of the whole database server until its transaction ends: inside of those that write, it would put all commits in one line.
// So it is said on a connection of its own, and the tap would notice if it were not.
func TestNotifyIsOutsideOfWritingTransactions(t *testing.T) {
	w := testkit.Postgres(t)
	p := newTap(t, w.Database)
	tapped, err := store.Open(ctx, store.Options{Database: p.address, Keys: w.Keys, Shred: w.Shreds(t), Clock: w.Clock.Now})
	no(t, err)
	defer tapped.Close()
	there := connected(t, w.Store)
	connected(t, tapped)
	for i := range 20 {
		e := eventOf("case")
		no(t, tapped.Write(ctx, func(tx *store.Tx) error {
			tx.Tell(e)
			return tx.Exec(insertKey, "key "+string(rune('a'+i)), []byte{1})
		}))
		there.await(t, e)
	}
	if inside, outside := p.count("notify"); inside > 0 || outside == 0 {
		t.Errorf("NOTIFY was said %d times inside of transactions, %d times outside", inside, outside)
	}
	if inside, _ := p.count("insert"); inside < 20 {
		t.Errorf("the tap saw %d writes inside of transactions", inside)
	}
	no(t, tapped.Write(ctx, func(tx *store.Tx) error { return tx.Exec(`SELECT pg_notify('siegel_events', '')`) }))
	if inside, _ := p.count("notify"); inside != 1 {
		t.Errorf("the tap does not notice a NOTIFY inside of a transaction (%d)", inside)
	}
}

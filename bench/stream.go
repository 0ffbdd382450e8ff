package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// listener is an open page: a stream of events.
type listener struct {
	conn net.Conn
	r    *bufio.Reader
}

// listen opens a stream and waits for its first event. Many come from one machine, so each says from which loopback address.
func listen(address, host string, w who, i int) (*listener, error) {
	from := &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(1+i/200%250))}
	conn, err := (&net.Dialer{LocalAddr: from, Timeout: 20 * time.Second}).Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	l := &listener{conn, bufio.NewReaderSize(conn, 256)}
	if _, err := conn.Write((&line{host: host}).request("/api/1/events", w, nil)); err != nil {
		return nil, err
	}
	kind, _, err := l.next()
	if err == nil && kind != "again" {
		err = fmt.Errorf("first event %q", kind)
	}
	return l, err
}

// next gives the kind and case of the next event.
func (l *listener) next() (kind, of string, err error) {
	for {
		text, err := l.r.ReadString('\n')
		if err != nil {
			return "", "", err
		}
		if strings.HasPrefix(text, "HTTP/1.1 ") && !strings.HasPrefix(text, "HTTP/1.1 200") {
			return "", "", fmt.Errorf("no stream: %s", strings.TrimSpace(text))
		}
		data, found := strings.CutPrefix(text, "data: ")
		if !found {
			continue
		}
		var event struct{ Kind, Case string }
		err = json.Unmarshal([]byte(data), &event)
		return event.Kind, event.Case, err
	}
}

// holding is what a process does that keeps pages open.
type holding struct {
	Address string `json:"address"`
	Host    string `json:"host"`
	Pages   []who  `json:"pages"`
}

// hold opens all pages, says so with a line, and keeps them until its input ends. Then it says how many events have come.
func hold(in io.Reader, out io.Writer) error {
	decoder := json.NewDecoder(in)
	var h holding
	if err := decoder.Decode(&h); err != nil {
		return err
	}
	var events, broken atomic.Int64
	pages := make([]*listener, len(h.Pages))
	var opening sync.WaitGroup
	at := make(chan int)
	for range 32 {
		opening.Go(func() {
			for i := range at {
				l, err := listen(h.Address, h.Host, h.Pages[i], i)
				if err != nil {
					broken.Add(1)
					fmt.Fprintln(out, "broken", err)
					continue
				}
				pages[i] = l
			}
		})
	}
	for i := range h.Pages {
		at <- i
	}
	close(at)
	opening.Wait()
	for _, l := range pages {
		if l != nil {
			go l.count(&events, &broken)
		}
	}
	fmt.Fprintln(out, "open")
	_, _ = io.Copy(io.Discard, decoder.Buffered())
	_, _ = io.Copy(io.Discard, in)
	fmt.Fprintln(out, "events", events.Load(), "broken", broken.Load())
	return nil
}

func (l *listener) count(events, broken *atomic.Int64) {
	for {
		if _, _, err := l.next(); err != nil {
			broken.Add(1)
			return
		}
		events.Add(1)
	}
}

// seeing is a run of messages that others have open.
type seeing struct {
	Address  string        `json:"address"` // where messages are sent
	Streams  string        `json:"streams"` // where pages are open: the same node, or another
	Host     string        `json:"host"`
	Senders  []client      `json:"senders"`
	Pages    []who         `json:"pages"`
	Everyone bool          `json:"everyone"` // a message is seen when every page has had its event
	Rate     float64       `json:"rate"`
	Window   time.Duration `json:"window"`
	Windows  int           `json:"windows"`
}

// see sends messages by the clock and measures how long it takes until they are seen.
func see(in io.Reader, out io.Writer) error {
	var s seeing
	if err := json.NewDecoder(in).Decode(&s); err != nil {
		return err
	}
	seen := make(chan string, 1<<12)
	for i, w := range s.Pages {
		l, err := listen(s.Streams, s.Host, w, i)
		if err != nil {
			return err
		}
		go l.tell(seen)
	}
	var lines []*line
	for range s.Senders {
		l, err := dial(s.Address, s.Host)
		if err != nil {
			return err
		}
		lines = append(lines, l)
	}
	var windows []window
	for i := -1; i < s.Windows; i++ { // the first is to get warm
		w := s.window(lines, seen)
		if i >= 0 {
			windows = append(windows, w)
		}
	}
	return json.NewEncoder(out).Encode(windows)
}

func (l *listener) tell(seen chan<- string) {
	for {
		kind, of, err := l.next()
		if err != nil {
			return
		}
		if kind == "case" || kind == "pool" {
			seen <- of
		}
	}
}

// window sends one message at a time, each to a case whose news before it have all been seen.
func (s seeing) window(lines []*line, seen <-chan string) window {
	var times []time.Duration
	failed, pages := 0, 1
	if s.Everyone {
		pages = len(s.Pages)
	}
	begin, n := time.Now(), 0
	for next := begin; time.Since(begin) < s.Window; n++ {
		time.Sleep(time.Until(next))
		next = next.Add(time.Duration(float64(time.Second) / s.Rate))
		c, l := &s.Senders[n%len(s.Senders)], lines[n%len(s.Senders)]
		request := c.message(l)
		from := time.Now()
		if _, err := l.conn.Write(request); err != nil {
			failed++
			continue
		}
		if awaitSeen(seen, c.Case, pages) {
			times = append(times, time.Since(from))
		} else {
			failed++
		}
		if status, _, err := l.answer(); err != nil || status != 201 {
			failed++
		}
	}
	w := summarize(times)
	w.Errors, w.Took = failed, time.Since(begin)
	return w
}

func awaitSeen(seen <-chan string, of string, pages int) bool {
	late := time.After(2 * time.Second)
	for pages > 0 {
		select {
		case one := <-seen:
			if one == of {
				pages--
			}
		case <-late:
			return false
		}
	}
	return true
}

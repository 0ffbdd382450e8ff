package live

import (
	"crypto/tls"
	"errors"
	"net"
	"time"
)

// Line is the way to one browser. Only the hub's writing goroutine uses it.
type Line interface {
	// Send must not wait long. After an error the stream is over.
	Send(Frame) error
	// End comes after the last frame.
	End()
}

// patience is how long a browser may take to take a frame. They are so small that one which does not fit at once is not being read.
const patience = 100 * time.Millisecond

// Wire is a connection that was taken over from the HTTP server: nothing stays of the request, no goroutine waits, and no buffer is kept.
// What the browser sends on it is never read; that it has gone shows when a sign of life cannot be delivered.
type Wire struct {
	conn    net.Conn
	head    []byte // goes out before the first frame
	chunked bool
	deaf    bool // did not take a frame
}

// NewWire takes a connection. head is the head of the answer; chunked says that it promises chunks.
func NewWire(conn net.Conn, head []byte, chunked bool) *Wire {
	return &Wire{conn: conn, head: head, chunked: chunked}
}

// Send implements Line.
func (w *Wire) Send(f Frame) error {
	text := f.Text()
	if w.chunked {
		text = f.chunk
	}
	if w.head != nil {
		text, w.head = append(w.head, text...), nil
	}
	if err := w.conn.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	_, err := w.conn.Write(text)
	w.deaf = err != nil
	return err
}

// End implements Line. Nothing more is tried with a browser that did not take a frame; and TLS says no goodbye, which may wait for five
// seconds, while everybody else waits for the goroutine that calls this. The last chunk tells the end as well.
func (w *Wire) End() {
	if w.chunked && w.head == nil && !w.deaf {
		_ = w.conn.SetWriteDeadline(time.Now().Add(patience))
		_, _ = w.conn.Write([]byte("0\r\n\r\n")) // whoever is gone misses nothing
	}
	if secure, ok := w.conn.(*tls.Conn); ok {
		_ = secure.NetConn().Close()
		return
	}
	_ = w.conn.Close()
}

// Pipe hands frames to a handler that keeps running: HTTP/2 has many requests on one connection, so nobody can take it over.
type Pipe struct{ frames chan []byte }

// NewPipe makes a pipe.
func NewPipe() *Pipe { return &Pipe{make(chan []byte, 16)} }

// Frames is what the handler writes, until it is closed.
func (p *Pipe) Frames() <-chan []byte { return p.frames }

var errSlow = errors.New("live: the browser does not read")

// Send implements Line.
func (p *Pipe) Send(f Frame) error {
	select {
	case p.frames <- f.Text():
		return nil
	default:
		return errSlow
	}
}

// End implements Line.
func (p *Pipe) End() { close(p.frames) }

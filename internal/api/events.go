package api

import (
	"bytes"
	"errors"
	"net/http"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/live"
)

// events keeps a stream of events open (spec/api.md, 7). Behind HTTP/1.1 the connection itself goes to the hub, and this handler ends; HTTP/2 keeps the handler.
func events(c *call) (any, error) {
	h := c.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Accel-Buffering", "no") // nginx would keep events back until a page of them is full
	if c.r.ProtoMajor == 1 {
		return nil, c.handOver()
	}
	return nil, c.pass()
}

// handOver gives the connection to the hub.
func (c *call) handOver() error {
	h := c.w.Header()
	conn, _, err := http.NewResponseController(c.w).Hijack()
	if errors.Is(err, http.ErrNotSupported) {
		return c.pass()
	}
	if err != nil {
		return err
	}
	chunked := c.r.ProtoAtLeast(1, 1)
	if chunked {
		h.Set("Transfer-Encoding", "chunked")
	}
	h.Set("Connection", "close")
	h.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	head := bytes.NewBufferString("HTTP/1.1 200 OK\r\n")
	_ = h.Write(head) // a bytes.Buffer takes everything
	head.WriteString("\r\n")
	if _, ok := c.s.Live.Open(c.by, c.session.Handle, live.NewWire(conn, head.Bytes(), chunked)); !ok {
		_ = conn.Close() // the server is stopping
		return nil
	}
	c.lookAgain()
	return nil
}

// pass writes from this handler what the hub says, until one of the two sides ends it.
func (c *call) pass() error {
	to := http.NewResponseController(c.w)
	if err := to.SetWriteDeadline(time.Time{}); err != nil { // the server's own would cut the stream
		return err
	}
	pipe := live.NewPipe()
	stream, ok := c.s.Live.Open(c.by, c.session.Handle, pipe)
	if !ok {
		return nil
	}
	defer c.s.Live.Remove(stream)
	c.lookAgain()
	for {
		select {
		case text, ok := <-pipe.Frames():
			if !ok {
				return nil
			}
			if err := push(c.w, to, text); err != nil {
				return nil
			}
		case <-c.r.Context().Done():
			return nil
		}
	}
}

// maxUnread is how long a browser may leave a frame where it is. Without an end, one that never takes any would keep its handler for ever, also when
// the hub has long forgotten the stream. Tests have less patience.
var maxUnread = 10 * time.Second

// push writes a frame. Between frames there is no end: a deadline that passes would cut a stream of which nothing is waiting.
func push(w http.ResponseWriter, to *http.ResponseController, text []byte) error {
	if err := to.SetWriteDeadline(time.Now().Add(maxUnread)); err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	if err := to.Flush(); err != nil {
		return err
	}
	return to.SetWriteDeadline(time.Time{})
}

// lookAgain asks for the session once more: one that ended before the hub knew the stream has told it nothing.
func (c *call) lookAgain() {
	if counsel.CodeOf(c.store().Lives(c.r.Context(), c.by, c.session.Handle)) == counsel.SignedOut {
		c.s.Live.Tell([]counsel.Event{{Kind: counsel.EventOut, Agency: c.by.Agency, To: c.by.UID, Session: c.session.Handle}})
	}
}

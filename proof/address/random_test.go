package address

import (
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"time"
)

// seed is that of the environment (PROOF_SEED), or another one each time; it is told when the test fails.
func (s *scene) seed() uint64 {
	seed, err := strconv.ParseUint(os.Getenv("PROOF_SEED"), 10, 64)
	if err != nil {
		seed = rand.Uint64()
	}
	s.Cleanup(func() {
		if s.Failed() {
			s.Logf("run again with PROOF_SEED=%d", seed)
		}
	})
	return seed
}

// random sends garbage that was nearly something: bytes for a handshake, spoilt requests of HTTP/1.1, spoilt frames of HTTP/2.
func (p *person) random(r *rand.Rand, rounds int) {
	good := []string{
		p.request("GET", "/donau", "", lines(forgery(p))...), p.request("POST", "/api/1/auth/pre", `{"agency":"donau","realm":"seeker","name":"`+p.from.String()+`"}`),
		p.request("GET", "/api/1/agencies/"+p.from.String(), ""),
	}
	for range rounds {
		var l *line
		var what string
		switch r.IntN(3) {
		case 0:
			l, what = p.plain(p.port), spoilt(r, string(hello(p)))
		case 1:
			l, what = p.secured("http/1.1"), spoilt(r, good[r.IntN(len(good))])
		default:
			l, what = p.secured("h2"), preface+spoilt(r, strings.Join(brokenFrames, ""))
		}
		if l == nil {
			return
		}
		_, _ = io.WriteString(l, what)
		if r.IntN(4) == 0 {
			l.tear()
		} else {
			_ = l.tcp.CloseWrite()
			_ = l.tcp.SetReadDeadline(time.Now().Add(300 * time.Millisecond)) // who waits for more will not get it
			_, _ = p.rest(l)
			l.tear()
		}
		p.count("random garbage", 1)
	}
}

// spoilt changes a few bytes, and sometimes cuts the end off.
func spoilt(r *rand.Rand, text string) string {
	b := []byte(text)
	for range 1 + r.IntN(6) {
		b[r.IntN(len(b))] = byte(r.Uint32())
	}
	if r.IntN(3) == 0 {
		b = b[:r.IntN(len(b))]
	}
	return string(b)
}

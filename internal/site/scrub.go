package site

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"siegel/internal/visits"
)

// Buckets stand for where a request came from, for throttling. Nobody can lead them back to an address once their key is wiped.
type Buckets struct {
	Now    [16]byte // under the key of this hour
	Before [16]byte // under the key of the hour before, so that nobody starts afresh on the hour
}

type bucketsKey struct{}

// BucketsOf gives the buckets of a request that has passed the scrubber.
func BucketsOf(ctx context.Context) Buckets {
	b, _ := ctx.Value(bucketsKey{}).(Buckets)
	return b
}

// keyLife is how long one key makes buckets; it is kept once more as long, then wiped (PROTOCOL 2.13).
const keyLife = time.Hour

// Scrubber takes every trace of the sender's address out of a request. It must be the first middleware.
type Scrubber struct {
	trusted []netip.Prefix // proxies whose X-Forwarded-For is believed
	clock   func() time.Time
	count   *Counting // nil: nothing is counted, and no header is looked at for it

	mu          sync.Mutex
	now, before [32]byte
	since       time.Time
}

// NewScrubber makes a scrubber. Without trusted proxies the forwarding headers are ignored.
func NewScrubber(trusted []netip.Prefix, clock func() time.Time) *Scrubber {
	s := &Scrubber{trusted: trusted, clock: clock}
	s.now, s.before, s.since = randomKey(), randomKey(), clock()
	return s
}

// Wrap computes the buckets and then removes the address, before next or any other code runs.
func (s *Scrubber) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		buckets := s.buckets(prefixOf(s.sender(r)))
		seen := s.count.read(r)
		r.RemoteAddr = ""
		scrubHeaders(r.Header)
		ctx := context.WithValue(r.Context(), bucketsKey{}, buckets)
		if seen == nil {
			next.ServeHTTP(w, r.WithContext(ctx))
			return
		}
		m := &measured{ResponseWriter: w}
		next.ServeHTTP(m, r.WithContext(visits.With(ctx, seen)))
		s.count.note(ctx, seen, m, buckets)
	})
}

// scrubHeaders removes what names the sender or the browser (PROTOCOL 2.13, 2.10.3).
func scrubHeaders(h http.Header) {
	for name := range h {
		if strings.HasPrefix(name, "X-Forwarded") || strings.HasPrefix(name, "Sec-Ch-Ua") {
			delete(h, name)
		}
	}
	for _, name := range []string{
		"Forwarded", "X-Real-Ip", "X-Client-Ip", "X-Cluster-Client-Ip", "True-Client-Ip", "Cf-Connecting-Ip", "Fastly-Client-Ip", "Via", "User-Agent", "Siegel-Visit",
	} {
		delete(h, name)
	}
}

// sender is the peer, or behind trusted proxies the right-most address in X-Forwarded-For that is not one of them.
func (s *Scrubber) sender(r *http.Request) netip.Addr {
	peer := parseAddr(r.RemoteAddr)
	if !s.trusts(peer) {
		return peer
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop := parseAddr(strings.TrimSpace(hops[i]))
		if !hop.IsValid() {
			break
		}
		if !s.trusts(hop) {
			return hop
		}
	}
	return peer
}

func (s *Scrubber) trusts(a netip.Addr) bool {
	for _, p := range s.trusted {
		if a.IsValid() && p.Contains(a) {
			return true
		}
	}
	return false
}

func parseAddr(s string) netip.Addr {
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().WithZone("")
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap().WithZone("")
}

// prefixOf is the network that counts as one sender: IPv4 /32, IPv6 /64.
func prefixOf(a netip.Addr) []byte {
	bits := 32
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return []byte("unknown")
	}
	return []byte(p.String())
}

func (s *Scrubber) buckets(prefix []byte) Buckets {
	now, before := s.keys()
	return Buckets{Now: bucket(now, prefix), Before: bucket(before, prefix)}
}

func bucket(key [32]byte, prefix []byte) (b [16]byte) {
	m := hmac.New(sha256.New, key[:])
	m.Write(prefix)
	copy(b[:], m.Sum(nil))
	return b
}

// keys gives the keys of this hour and the one before. What is older is overwritten.
func (s *Scrubber) keys() (now, before [32]byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.clock()
	switch age := at.Sub(s.since); {
	case age >= 2*keyLife:
		s.now, s.before, s.since = randomKey(), randomKey(), at
	case age >= keyLife:
		s.before, s.now, s.since = s.now, randomKey(), at
	}
	return s.now, s.before
}

func randomKey() (k [32]byte) {
	rand.Read(k[:]) // never fails (crypto/rand)
	return k
}

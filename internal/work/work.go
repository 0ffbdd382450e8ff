// Package work makes a browser reckon before it may do what could be used to guess or to flood (PROTOCOL 2.13; bytes: spec/work.md).
// A task cannot be kept for later or for another purpose, and costs the server five milliseconds to check and nothing to remember.
package work

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"math/bits"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/argon2"
)

// Action is what a task is for.
type Action string

// The actions that may ask for work.
const (
	SignIn   Action = "login"
	Register Action = "register"
	Enquiry  Action = "enquiry"
)

// A Task is what the browser gets: it looks for a counter whose hash begins with so many zero bits. No bits: nothing to do.
type Task struct {
	Token string `json:"token"` // base64url of 37 bytes
	Bits  int    `json:"bits"`  // 1 to 7
}

// ErrProof says that a proof is missing, wrong, too weak, too old, for something else, or was used for something else.
var ErrProof = errors.New("work: not proved")

// The cost of one try, and how long a task is good for.
const (
	memory   = 1024 // KiB
	lifetime = 10 * time.Minute
	// checks at one time. Each takes 1 MiB and 5 ms; who waits for a place waits in the order of the runtime.
	parallel = 2
	maxUsed  = 100_000
)

const (
	nonceSize = 16
	tokenSize = nonceSize + 4 + 1 + 16
)

// Desk hands out tasks and checks what comes back. It is safe for several goroutines.
type Desk struct {
	key    []byte
	clock  func() time.Time
	places chan struct{}

	mu   sync.Mutex
	used map[[nonceSize]byte]use
}

type use struct {
	by   [sha256.Size]byte
	ends time.Time
}

// New makes a desk. Nodes that share a secret know each other's tasks; each remembers only what was used with itself.
func New(secret []byte, clock func() time.Time) *Desk {
	return &Desk{key: bytes.Clone(secret), clock: clock, places: make(chan struct{}, parallel), used: map[[nonceSize]byte]use{}}
}

// Ask makes a task for an action. about is what it is bound to, such as a name; only its keyed hash is in the token.
func (d *Desk) Ask(a Action, about []byte, bits int) Task {
	token := make([]byte, nonceSize, tokenSize)
	rand.Read(token) // never fails (crypto/rand)
	token = binary.BigEndian.AppendUint32(token, uint32(d.clock().Add(lifetime).Unix()))
	token = append(token, byte(bits))
	return Task{base64.RawURLEncoding.EncodeToString(append(token, d.mac(token, a, about)...)), bits}
}

// Check says whether a proof (`token.counter`) is good for an action and what it is about, with at least so many bits. The same proof may come
// again with the same subject, because a call may be repeated when its answer was lost. Errors: ErrProof, and those of the context.
func (d *Desk) Check(ctx context.Context, proof string, a Action, about []byte, least int, subject []byte) error {
	text, counter, ok := strings.Cut(proof, ".")
	token, err := base64.RawURLEncoding.Strict().DecodeString(text)
	n, err2 := strconv.ParseUint(counter, 10, 53)
	if !ok || err != nil || err2 != nil || len(token) != tokenSize {
		return ErrProof // kill: S.Work.shape
	}
	if !hmac.Equal(token[tokenSize-16:], d.mac(token[:tokenSize-16], a, about)) {
		return ErrProof // kill: S.Work.mac
	}
	ends := time.Unix(int64(binary.BigEndian.Uint32(token[nonceSize:])), 0)
	asked := int(token[nonceSize+4])
	if !d.clock().Before(ends) {
		return ErrProof // kill: S.Work.late
	}
	if asked < least {
		return ErrProof // kill: S.Work.weak
	}
	if err := d.reckoned(ctx, token, n, asked); err != nil {
		return err
	}
	return d.use([nonceSize]byte(token[:nonceSize]), sha256.Sum256(subject), ends)
}

func (d *Desk) reckoned(ctx context.Context, token []byte, counter uint64, asked int) error {
	select {
	case d.places <- struct{}{}:
		defer func() { <-d.places }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if Zeros(token, counter) < asked {
		return ErrProof // kill: S.Work.zeros
	}
	return nil
}

// Zeros counts the zero bits at the beginning of the hash of one try. It takes about 5 ms.
func Zeros(token []byte, counter uint64) int {
	salt := sha256.Sum256(append([]byte("sg1/pow"), token...))
	hash := argon2.IDKey(binary.BigEndian.AppendUint64(append([]byte(nil), token...), counter), salt[:16], 1, memory, 1, 32)
	n := 0
	for _, b := range hash {
		n += bits.LeadingZeros8(b)
		if b != 0 {
			break
		}
	}
	return n
}

func (d *Desk) use(nonce [nonceSize]byte, by [sha256.Size]byte, ends time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if u, there := d.used[nonce]; there {
		if u.by != by {
			return ErrProof // kill: S.Work.used
		}
		return nil
	}
	d.sweep()
	d.used[nonce] = use{by, ends}
	return nil
}

// sweep keeps the memory bounded: what is over goes first, then any.
func (d *Desk) sweep() {
	if len(d.used) < maxUsed {
		return
	}
	now := d.clock()
	for nonce, u := range d.used {
		if !now.Before(u.ends) {
			delete(d.used, nonce)
		}
	}
	for nonce := range d.used {
		if len(d.used) <= maxUsed-maxUsed/10 {
			return
		}
		delete(d.used, nonce)
	}
}

func (d *Desk) mac(token []byte, a Action, about []byte) []byte {
	h := hmac.New(sha256.New, d.key)
	for _, part := range [][]byte{[]byte(a), about, token} {
		var length [4]byte
		binary.BigEndian.PutUint32(length[:], uint32(len(part)))
		h.Write(length[:])
		h.Write(part)
	}
	return h.Sum(nil)[:16]
}

package api

import (
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"math"
	"sync"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/work"
)

// throttle slows guessing and floods down, in memory only (PROTOCOL 2.13). It never locks anybody out: who waits gets on.
type throttle struct {
	clock  func() time.Time
	limits Limits
	work   *work.Desk
	key    [32]byte // so that no name stands in memory longer than its request

	mu      sync.Mutex
	senders windows
	authors windows // apart: somebody signed in may name any case, and must not drive out what keeps senders from guessing
	waits   map[mark]*failures
	guessed map[mark]*guesses // at one account, from wherever
	load    window            // registrations of seekers, from wherever
}

type windows map[mark]*window

// mark is a keyed hash of what is counted.
type mark [16]byte

type window struct {
	ends  time.Time
	count int
}

type failures struct {
	count int
	until time.Time // no attempt before
	last  time.Time
}

// maxMarks bounds the memory of each kind. Beyond it the ended entries go, then any.
const maxMarks = 100_000

// Limits are how much one sender or account may do before it has to wait. The zero value of a field means the number of PROTOCOL 2.13.
// Laxer numbers are for tests and measurements only.
type Limits struct {
	Logins    int  // sign-ins by password, and registrations of staff, by sender in 10 minutes
	Salts     int  // auth/pre by sender in 10 minutes
	Registers int  // seekers' registrations by sender and hour
	Enquiries int  // enquiries by sender and hour
	Messages  int  // by author and case in 10 minutes
	Drafts    int  // saved drafts by account in 10 minutes
	Files     int  // begun uploads by account and hour
	Failures  int  // wrong login keys by account before its sign-ins ask for work; by account and sender before repeated registrations wait
	NoWork    bool // registrations and first letters ask for no work: for tests and measurements, there is no setting for it
}

// StandardLimits are the numbers of PROTOCOL 2.13, and for drafts that of spec/api.md.
func StandardLimits() Limits { return Limits{}.orStandard() }

func (l Limits) orStandard() Limits {
	return Limits{
		Logins: cmp.Or(l.Logins, 60), Salts: cmp.Or(l.Salts, 60), Registers: cmp.Or(l.Registers, 5), Enquiries: cmp.Or(l.Enquiries, 10),
		NoWork: l.NoWork, Messages: cmp.Or(l.Messages, 30), Drafts: cmp.Or(l.Drafts, 1200), Files: cmp.Or(l.Files, 20), Failures: cmp.Or(l.Failures, 5),
	}
}

// How long the wait after a wrong password gets, and when it is forgotten.
const (
	firstWait   = 2 * time.Second
	longestWait = time.Minute
	forgetAfter = 24 * time.Hour
)

func newThrottle(clock func() time.Time, limits Limits, desk *work.Desk) *throttle {
	t := &throttle{clock: clock, limits: limits.orStandard(), work: desk, senders: windows{}, authors: windows{}, waits: map[mark]*failures{}, guessed: map[mark]*guesses{}}
	rand.Read(t.key[:])
	return t
}

func (t *throttle) pre(c *call) error { return t.bySender(c, "pre", t.limits.Salts, 10*time.Minute) } // kill: S.Throttle.pre-asks-by-sender

// register also counts as a try to sign in: who repeats a registration with the right login key is signed in, so whoever knows a uid (those of
// staff are public) could guess here as at the login. Staff bring an invite, and several people of one office join on one day.
func (t *throttle) register(c *call, agency, uid counsel.ID) (attempt, error) {
	what, most, span := "register", t.limits.Registers, time.Hour
	if c.realm == counsel.Staff {
		what, most, span = "join", t.limits.Logins, 10*time.Minute
	}
	if err := t.bySender(c, what, most, span); err != nil { // kill: S.Throttle.register-asks-by-sender
		return attempt{}, err
	}
	return t.attempt(c, "uid", string(agency[:]), string(uid[:]))
}

// takenNames are how many refused names an hour cost a sender nothing.
const takenNames = 20

// nameTaken gives a registration back that found its name taken: who looks for a name that is free is no flood, and before there is an account the letter is in the page
// alone. Not for ever, or names could be tried out as fast as the work for them is done.
func (t *throttle) nameTaken(c *call) {
	if t.bySender(c, "taken", takenNames, time.Hour) != nil { // kill: S.Throttle.name-taken-asks-by-sender
		return
	}
	now, _ := c.s.Buckets(c.r.Context())
	t.mu.Lock()
	defer t.mu.Unlock()
	if w := t.senders[t.mark("register", string(now[:]))]; w != nil && w.count > 0 { // else it was counted in the hour before
		w.count--
	}
}

func (t *throttle) enquiry(c *call) error {
	return t.bySender(c, "enquiry", t.limits.Enquiries, time.Hour) // kill: S.Throttle.enquiry-asks-by-sender
}

// message counts by author and case: nobody can use up what another may write.
func (t *throttle) message(c *call, id counsel.ID) error {
	return t.take(t.authors, t.mark("message", string(c.by.Agency[:]), string(c.by.UID[:]), string(id[:])), t.limits.Messages, 10*time.Minute) // kill: S.Throttle.message-asks-take
}

// draft counts by account. A page saves every few seconds while somebody types.
func (t *throttle) draft(c *call) error {
	return t.take(t.authors, t.mark("draft", string(c.by.Agency[:]), string(c.by.UID[:])), t.limits.Drafts, 10*time.Minute) // kill: S.Throttle.draft-asks-take
}

// file counts by account.
func (t *throttle) file(c *call) error {
	return t.take(t.authors, t.mark("file", string(c.by.Agency[:]), string(c.by.UID[:])), t.limits.Files, time.Hour) // kill: S.Throttle.file-asks-take
}

// bySender counts against where the call comes from: in this hour's bucket, and what the bucket of the hour before holds counts too,
// so that nobody starts afresh on the hour.
func (t *throttle) bySender(c *call, what string, most int, span time.Duration) error {
	now, before := c.s.Buckets(c.r.Context())
	return t.take(t.senders, t.mark(what, string(now[:])), most, span, t.mark(what, string(before[:]))) // kill: S.Throttle.by-sender-asks-take
}

// take counts one more under m, unless m or one of the others has reached the most.
func (t *throttle) take(in windows, m mark, most int, span time.Duration, others ...mark) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := t.clock()
	for _, o := range append(others, m) {
		if w := in[o]; w != nil && at.Before(w.ends) && w.count >= most {
			return waitUntil(w.ends, at) // kill: S.Throttle.take
		}
	}
	w := in[m]
	if w == nil || !at.Before(w.ends) {
		makeRoom(in, func(w *window) bool { return !at.Before(w.ends) })
		w = &window{ends: at.Add(span)}
		in[m] = w
	}
	w.count++
	return nil
}

// attempt is one try with a login key, at the login or by repeating a registration.
type attempt struct {
	t       *throttle
	on      mark
	account bool // on is an account, not an account and a sender
}

// login makes guessing cost work, and slow where it goes on, without keeping anybody out (guess.go). A return code cannot be guessed and is
// never refused.
func (t *throttle) login(c *call, agency counsel.ID, l counsel.Login) (attempt, error) {
	if l.Way == counsel.ByCode {
		return attempt{}, nil
	}
	if err := t.bySender(c, "login", t.limits.Logins, 10*time.Minute); err != nil { // kill: S.Throttle.login-asks-by-sender
		return attempt{}, err
	}
	return t.guess(c, agency, l)
}

// prove counts as a sign-in of the account whose session it is: a page that was left open must not be a place to guess. A return code is never refused.
func (t *throttle) prove(c *call, way counsel.Way) (attempt, error) {
	if way == counsel.ByCode {
		return attempt{}, nil
	}
	if err := t.bySender(c, "login", t.limits.Logins, 10*time.Minute); err != nil { // kill: S.Throttle.prove-asks-by-sender
		return attempt{}, err
	}
	return t.attempt(c, "uid", string(c.by.Agency[:]), string(c.by.UID[:]))
}

// attempt lets the sender try at what the parts name, unless earlier failures there, in this hour or the one before, still make it wait.
func (t *throttle) attempt(c *call, parts ...string) (attempt, error) {
	now, before := c.s.Buckets(c.r.Context())
	a := attempt{t: t, on: t.mark(append(parts, string(now[:]))...)}
	return a, first(t.mayTry(a.on), t.mayTry(t.mark(append(parts, string(before[:]))...))) // kill: S.Throttle.attempt-asks-may-try
}

func (t *throttle) mayTry(m mark) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := t.clock()
	if f := t.waits[m]; f != nil && at.Before(f.until) {
		return waitUntil(f.until, at) // kill: S.Throttle.may-try
	}
	return nil
}

// done keeps count: a failure makes the next wait longer, a success forgets them.
func (a attempt) done(err error) {
	if a.t == nil {
		return
	}
	a.t.mu.Lock()
	defer a.t.mu.Unlock()
	if a.account {
		if counsel.CodeOf(err) == counsel.SignInFailed {
			a.t.wrong(a.on)
		}
		return
	}
	if err == nil {
		delete(a.t.waits, a.on)
		return
	}
	switch counsel.CodeOf(err) {
	case counsel.SignInFailed, counsel.SameID: // same_id: the uid of a registration exists, and the login key is another
		a.t.failed(a.on)
	}
}

func (t *throttle) failed(m mark) {
	at := t.clock()
	f := t.waits[m]
	if f == nil || at.Sub(f.last) >= forgetAfter {
		t.roomForWaits(at)
		f = &failures{}
		t.waits[m] = f
	}
	f.count++
	f.last = at
	if over := f.count - t.limits.Failures; over >= 0 {
		f.until = at.Add(min(longestWait, firstWait<<min(over, 10)))
	}
}

func (t *throttle) roomForWaits(at time.Time) {
	makeRoom(t.waits, func(f *failures) bool { return at.Sub(f.last) >= time.Hour })
}

// makeRoom drops what is over, and then any, until a tenth of the places is free: whoever fills them frees hardly anybody from waiting.
func makeRoom[E any](marks map[mark]E, over func(E) bool) {
	if len(marks) < maxMarks {
		return
	}
	for m, e := range marks {
		if over(e) {
			delete(marks, m)
		}
	}
	for m := range marks {
		if len(marks) <= maxMarks-maxMarks/10 {
			return
		}
		delete(marks, m)
	}
}

func (t *throttle) mark(parts ...string) (m mark) {
	h := hmac.New(sha256.New, t.key[:])
	for _, p := range parts {
		h.Write([]byte{byte(len(p) >> 8), byte(len(p))})
		h.Write([]byte(p))
	}
	copy(m[:], h.Sum(nil))
	return m
}

func waitUntil(t, at time.Time) error {
	return &counsel.Error{Code: counsel.Wait, Wait: int(math.Ceil(t.Sub(at).Seconds()))}
}

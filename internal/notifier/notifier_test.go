package notifier_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"mime/quotedprintable"
	"net/http/httptest"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"siegel/internal/counsel"
	"siegel/internal/notice"
	"siegel/internal/notifier"
	"siegel/internal/testkit"
	"siegel/internal/texts"
	"siegel/locales"
)

// lookEvery is between two looks at the outbox.
const lookEvery = 20 * time.Millisecond

const (
	canary = "Kanarienvogel.7431@mailbox.example"
	secret = "a secret that only the two of them know"
)

// house is a notifier with its mail server, as its server sees it.
type house struct {
	*notice.Client
	t       *testing.T
	office  *office
	folder  string
	clock   *testkit.Clock
	log     *lines
	jitter  time.Duration
	post    notifier.Post
	who     notice.Person
	realm   counsel.Realm
	at      string
	unheard bool // no server tells it what is gone
	stop    func()
}

// lines is a log that may be read while it is written.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// open makes a house over a mail server. change may set how mails are handed in.
func open(t *testing.T, o *office, change func(*notifier.Post)) *house {
	t.Helper()
	h := &house{t: t, office: o, folder: filepath.Join(t.TempDir(), "notifier"), clock: testkit.NewClock(), realm: counsel.Seekers, log: &lines{},
		who: notice.Person{Agency: testkit.ID(), UID: testkit.ID()}}
	h.post = notifier.Post{Server: o.at, Security: notifier.NoTLS, From: "post@portal.example", CAs: o.roots}
	if change != nil {
		change(&h.post)
	}
	h.start()
	t.Cleanup(func() { h.stop() })
	return h
}

// start runs it; after stop it is the same one again, as after a restart.
func (h *house) start() {
	h.t.Helper()
	catalogues, err := texts.Load(locales.Files)
	no(h.t, err)
	n, err := notifier.New(notifier.Options{Folder: h.folder, Secret: secret, Post: h.post, Link: "https://portal.example", Jitter: h.jitter, Texts: catalogues,
		Log: slog.New(slog.NewTextHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Clock: h.clock.Now, Look: lookEvery})
	no(h.t, err)
	server := httptest.NewServer(n.Handler())
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { n.Run(ctx); close(ended) }()
	stopped := false
	h.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		<-ended
		server.Close()
		no(h.t, n.Close())
	}
	h.at = strings.TrimPrefix(server.URL, "http://")
	h.Client = notice.New(h.at, secret, n.Recipient())
	if !h.unheard {
		h.hears(notice.Gone{})
	}
}

// hears is what its server tells it after a start: what is gone, and that this was all.
func (h *house) hears(g notice.Gone) {
	h.t.Helper()
	w, err := h.Withdrawn(context.Background(), nil)
	no(h.t, err)
	g.Run = w.Run
	no(h.t, h.Forget(context.Background(), g))
}

func no(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// sealTo seals an address as a browser does.
func sealTo(t testing.TB, recipient string, who notice.Person, address string) []byte {
	t.Helper()
	text := fmt.Sprintf(`{"v":1,"agency":%q,"uid":%q,"address":%q}`, who.Agency, who.UID, address)
	return sealPlain(t, recipient, text+strings.Repeat(" ", max(0, 512-len(text))))
}

func sealPlain(t testing.TB, recipient, text string, others ...string) []byte {
	t.Helper()
	var to []age.Recipient
	for _, r := range append(others, recipient) {
		one, err := age.ParseHybridRecipient(r)
		no(t, err)
		to = append(to, one)
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to...)
	no(t, err)
	_, err = io.WriteString(w, text)
	no(t, err)
	no(t, w.Close())
	return out.Bytes()
}

func (h *house) address(address string) notice.Address {
	return notice.Address{Asked: notice.Asked{Person: h.who, Realm: h.realm, Lang: "de", Wording: notice.Wording{Form: "sie", Names: []string{"Telefonseelsorge Nord"}}},
		Level: notice.Plain, File: sealTo(h.t, h.Recipient(), h.who, address)}
}

func (h *house) status() notice.Status {
	h.t.Helper()
	s, err := h.Look(context.Background(), h.address(canary).Asked)
	no(h.t, err)
	return s
}

func (h *house) wantState(when string, want notice.State) {
	h.t.Helper()
	h.until(when+": "+string(want), func() bool { return h.status().State == want })
}

func (h *house) tell(what counsel.NoticeKind) {
	h.t.Helper()
	no(h.t, h.Tell(context.Background(), notice.Told{Person: h.who, What: what, Entries: 1}))
}

// mails waits until so many have arrived, and then a moment longer for one too many.
func (h *house) mails(want int) []got {
	h.t.Helper()
	h.until(fmt.Sprintf("%d mails", want), func() bool { return len(h.office.all()) >= want })
	time.Sleep(8 * lookEvery)
	list := h.office.all()
	if len(list) != want {
		h.t.Fatalf("%d mails, want %d: %v", len(list), want, list)
	}
	return list
}

func (h *house) until(what string, is func() bool) {
	h.t.Helper()
	for end := time.Now().Add(20 * time.Second); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			h.t.Fatalf("waited in vain for %s; log: %s", what, h.log)
		}
	}
}

var sixDigits = regexp.MustCompile(`\b(\d{3}) (\d{3})\b`)

// confirmed leaves an address and types the code of the mail.
func (h *house) confirmed() {
	h.t.Helper()
	before := len(h.office.all())
	no(h.t, h.Put(context.Background(), h.address(canary)))
	m := h.mails(before + 1)[before]
	code := sixDigits.FindStringSubmatch(read(h.t, m).body)
	if code == nil {
		h.t.Fatalf("no code in %s", m.text)
	}
	no(h.t, h.Confirm(context.Background(), notice.Typed{Person: h.who, Code: code[1] + code[2]}))
	h.wantState("after the code", notice.On)
}

// opened is a mail as its reader sees it.
type opened struct {
	header mail.Header
	body   string
}

func read(t testing.TB, m got) opened {
	t.Helper()
	parsed, err := mail.ReadMessage(strings.NewReader(m.text))
	no(t, err)
	body, err := io.ReadAll(quotedprintable.NewReader(parsed.Body))
	no(t, err)
	return opened{parsed.Header, strings.ReplaceAll(string(body), "\r\n", "\n")}
}

// wantNoFile: no sealed address is left in the folder.
func (h *house) wantNoFile() {
	h.t.Helper()
	for name, data := range h.files() {
		if bytes.Contains(data, []byte("mlkem768x25519")) {
			h.t.Errorf("%s still holds a sealed address", name)
		}
	}
}

func (h *house) files() map[string][]byte {
	h.t.Helper()
	out := map[string][]byte{}
	no(h.t, filepath.WalkDir(h.folder, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		out[e.Name()], err = os.ReadFile(path)
		return err
	}))
	return out
}

// wantNowhere searches log and folder for the address, in any spelling.
func (h *house) wantNowhere(when, address string) {
	h.t.Helper()
	if address == "" {
		address = canary
	}
	part := strings.ToLower(strings.Split(address, "@")[0])
	places := h.files()
	places["the log"] = []byte(h.log.String())
	for name, data := range places {
		if strings.Contains(strings.ToLower(string(data)), part) {
			h.t.Errorf("%s: %s holds the address", when, name)
		}
	}
}

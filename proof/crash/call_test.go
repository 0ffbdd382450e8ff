package crash

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// patience is that of the browsers: after it a person is told that the line is interrupted (web/src/session/api.ts).
const patience = 30 * time.Second

type b64 []byte

// MarshalText implements encoding.TextMarshaler.
func (b b64) MarshalText() ([]byte, error) { return base64.RawURLEncoding.AppendEncode(nil, b), nil }

// answer is what a person's browser sees. status 0: none came.
type answer struct {
	status int
	code   string // of a problem
	wait   string // Retry-After
	cookie string
	body   []byte
}

func (a answer) done() bool { return a.status >= 200 && a.status < 300 }

// caller asks servers, and keeps count of what they answered.
type caller struct {
	client http.Client

	mu    sync.Mutex
	count map[string]int // by what was answered: "ok", a code, "none", "silent"
}

func newCaller() *caller {
	return &caller{client: http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}, count: map[string]int{}}
}

func (c *caller) note(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.count[what]++
}

func (c *caller) counted(what string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.count[what]
}

func (c *caller) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.TrimPrefix(fmt.Sprint(c.count), "map")
}

var cookieNames = map[counsel.Realm]string{counsel.Seekers: "__Host-siegel", counsel.Staff: "__Host-siegel-desk"}

// ask makes one call. body nil: none.
func (c *caller) ask(address string, who person, method, path string, body any) answer {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	r, err := request(ctx, address, who, method, path, body)
	if err != nil {
		panic(err) // only our own values come here
	}
	var a answer
	if action, costs := costly[path]; costs && who.realm == counsel.Seekers {
		var proof string
		proof, a, err = c.work(ctx, address, who, action)
		r.Header.Set("Siegel-Work", proof)
	}
	if err == nil && (a.status == 0 || a.done()) { // without a task there is nothing to send
		a, err = read(c.client.Do(r))
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		c.note("silent")
	case a.status == 0:
		c.note("none")
	case a.done():
		c.note("ok")
	default:
		c.note(a.code)
	}
	return a
}

// costly are the calls of seekers that cost work, with its action.
var costly = map[string]string{"auth/register": "register", "enquiries": "enquiry"}

// work gives a proof for one call, or the answer by which the server gives no task.
func (c *caller) work(ctx context.Context, address string, who person, action string) (proof string, a answer, err error) {
	r, err := request(ctx, address, who, "POST", "auth/work", map[string]string{"agency": short, "action": action})
	if err != nil {
		panic(err)
	}
	if a, err = read(c.client.Do(r)); err != nil || !a.done() {
		return "", a, err
	}
	var task struct {
		Token string
		Bits  int
	}
	if err := json.Unmarshal(a.body, &task); err != nil {
		panic(err)
	}
	if proof, err = testkit.Proof(task.Token, task.Bits); err != nil {
		panic(err)
	}
	return proof, a, nil
}

func request(ctx context.Context, address string, who person, method, path string, body any) (*http.Request, error) {
	var text io.Reader
	raw, isRaw := body.(octets)
	if isRaw {
		text = bytes.NewReader(raw)
	} else if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		text = bytes.NewReader(b)
	}
	r, err := http.NewRequestWithContext(ctx, method, "http://"+address+"/api/1/"+path, text)
	if err != nil {
		return nil, err
	}
	r.Host = strings.TrimPrefix(testkit.Origin, "https://")
	r.Header.Set("Siegel-Realm", string(who.realm))
	r.Header.Set("X-Forwarded-For", who.from)
	switch {
	case isRaw:
		r.Header.Set("Content-Type", "application/octet-stream")
	case body != nil:
		r.Header.Set("Content-Type", "application/json")
	}
	if who.cookie != "" {
		r.Header.Set("Cookie", cookieNames[who.realm]+"="+who.cookie)
	}
	return r, nil
}

func read(got *http.Response, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	defer got.Body.Close()
	a := answer{status: got.StatusCode, wait: got.Header.Get("Retry-After")}
	if a.body, err = io.ReadAll(got.Body); err != nil {
		return answer{}, err // half an answer is none
	}
	for _, c := range got.Cookies() {
		a.cookie = c.Value
	}
	if !a.done() {
		var p struct{ Code string }
		_ = json.Unmarshal(a.body, &p)
		a.code = p.Code
	}
	return a, nil
}

// ready asks a health listener.
func (s *server) ready() bool {
	client := http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true, DialContext: (&net.Dialer{Timeout: 5 * time.Second}).DialContext}}
	got, err := client.Get("http://" + s.health + "/readyz")
	if err != nil {
		return false
	}
	_ = got.Body.Close()
	return got.StatusCode == http.StatusNoContent
}

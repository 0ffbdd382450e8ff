package notice

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"siegel/internal/counsel"
)

// The calls of the notifier, all POST.
const (
	LookPath      = "/1/look"
	AddressPath   = "/1/address"
	CodePath      = "/1/code"
	ToldPath      = "/1/told"
	WithdrawnPath = "/1/withdrawn"
	GonePath      = "/1/gone"
	StopPath      = "/1/stop"
	BouncePath    = "/1/bounce"
	StatePath     = "/1/state"
)

// answerTime is how long the notifier may take: it opens one small file.
const answerTime = 5 * time.Second

// Client asks a notifier. A nil Client is none at all.
type Client struct {
	http      *http.Client
	base      string
	secret    string
	recipient string
}

// New gives the way to the notifier at an address ("127.0.0.1:8090" or "unix:/path") with the secret that both know. recipient is whom browsers
// seal addresses to.
func New(at, secret, recipient string) *Client {
	c := &Client{base: "http://" + at, secret: secret, recipient: recipient}
	transport := &http.Transport{MaxIdleConns: 4, IdleConnTimeout: time.Minute, Proxy: nil}
	if path, ok := strings.CutPrefix(at, "unix:"); ok {
		c.base = "http://notifier"
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", path)
		}
	}
	c.http = &http.Client{Transport: transport, Timeout: answerTime, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }} // kill: S.Client.new-no-redirect
	return c
}

// Recipient is whom browsers seal addresses to (age1pq1…).
func (c *Client) Recipient() string { return c.recipient }

// Look asks how things stand.
func (c *Client) Look(ctx context.Context, a Asked) (s Status, err error) {
	return s, c.ask(ctx, LookPath, a, &s)
}

// Put gives a new address, another level, or (None) takes the address away. Errors: bad_request (address), conflict (there is none), wait.
func (c *Client) Put(ctx context.Context, a Address) error { return c.ask(ctx, AddressPath, a, nil) }

// Confirm gives the code that was typed. Errors: refused (code) if it is wrong, conflict (code) if none is waited for.
func (c *Client) Confirm(ctx context.Context, t Typed) error { return c.ask(ctx, CodePath, t, nil) }

// Tell passes something on that happened.
func (c *Client) Tell(ctx context.Context, t Told) error { return c.ask(ctx, ToldPath, t, nil) }

// Withdrawn says what of the addresses that were given up has been noted, and gives those that have not.
func (c *Client) Withdrawn(ctx context.Context, kept []Mark) (w Withdrawn, err error) {
	return w, c.ask(ctx, WithdrawnPath, Kept{kept}, &w)
}

// Forget says what is gone. Once more is no error.
func (c *Client) Forget(ctx context.Context, g Gone) error { return c.ask(ctx, GonePath, g, nil) }

// Stop stops the notices of a link. It says whether the link is known; a second time is no error.
func (c *Client) Stop(ctx context.Context, token string) (known bool, err error) {
	var k Known
	err = c.ask(ctx, StopPath, Stop{token}, &k)
	return k.Known, err
}

// Bounce says that a mail came back.
func (c *Client) Bounce(ctx context.Context, token string) (known bool, err error) {
	var k Known
	err = c.ask(ctx, BouncePath, Stop{token}, &k)
	return k.Known, err
}

// State asks how the notifier itself is: for the doctor.
func (c *Client) State(ctx context.Context) (o Office, err error) {
	return o, c.ask(ctx, StatePath, struct{}{}, &o)
}

// Fault is how the notifier says no: a code of the closed list.
type Fault struct {
	Code  counsel.Code `json:"code"`
	Field string       `json:"field"`
	Wait  int          `json:"wait"`
}

const maxAnswer = 64 << 10

// ask posts and reads the answer into out; nil: there is nothing to read. Errors: those that the notifier gives, away if it does not answer. No
// error holds anything of what was sent.
func (c *Client) ask(ctx context.Context, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return errors.New("notice: what is sent is no JSON") // kill: S.Client.ask-no-json
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, bytes.NewReader(body))
	if err != nil {
		return counsel.Refuse(counsel.Away) // kill: S.Client.ask-no-address
	}
	r.Header.Set("Authorization", "Bearer "+c.secret)
	r.Header.Set("Content-Type", "application/json")
	answer, err := c.http.Do(r)
	if err != nil {
		return &counsel.Error{Code: counsel.Away, Wait: 5} // kill: S.Client.ask-no-answer
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return &counsel.Error{Code: counsel.Away, Wait: 5} // kill: S.Client.ask-answer-cut
	}
	if answer.StatusCode != http.StatusOK {
		return faultIn(answer.StatusCode, text)
	}
	if out == nil {
		return nil
	}
	if json.Unmarshal(text, out) != nil {
		return errors.New("notice: the notifier's answer is not understood") // kill: S.Client.ask-not-understood
	}
	return nil
}

func faultIn(status int, text []byte) error {
	var f Fault
	if status == http.StatusUnauthorized || json.Unmarshal(text, &f) != nil || f.Code == "" {
		return fmt.Errorf("notice: the notifier answers with status %d: do both read the same secret?", status) // kill: S.Client.fault-in-no-fault
	}
	return &counsel.Error{Code: f.Code, Field: f.Field, Wait: f.Wait} // kill: S.Client.fault-in-code
}

// leastSecret is how long a secret has to be, in characters.
const leastSecret = 32

// ReadSecret reads the file that server and notifier share. Others must not read it.
func ReadSecret(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if info.Mode().Perm()&0o007 != 0 {
		return "", fmt.Errorf("%s can be read by everybody: chmod 640", path) // kill: S.Client.read-secret-by-everybody
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	secret := strings.TrimSpace(string(text))
	if len(secret) < leastSecret {
		return "", fmt.Errorf("%s holds no secret: delete it and run `siegel notifier init`", path) // kill: S.Client.read-secret-short
	}
	return secret, nil
}

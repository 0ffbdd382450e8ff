package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// front is one address for several nodes: each connection goes to the next of them that answers.
type front struct {
	listener net.Listener
	mu       sync.Mutex
	nodes    []string
	next     int
}

func newFront(t *testing.T, nodes ...string) *front {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	f := &front{listener: l, nodes: nodes}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go f.pass(c)
		}
	}()
	return f
}

func (f *front) pass(from net.Conn) {
	defer from.Close()
	for range f.nodes {
		f.mu.Lock()
		node := f.nodes[f.next%len(f.nodes)]
		f.next++
		f.mu.Unlock()
		to, err := net.Dial("tcp", node)
		if err != nil {
			continue
		}
		defer to.Close()
		go func() {
			_, _ = io.Copy(from, to)
			_ = from.Close()
		}()
		_, _ = io.Copy(to, from)
		return
	}
}

// visitor is a browser that is signed in, and connects anew for every call.
type visitor struct {
	t      *testing.T
	at     string
	realm  counsel.Realm
	cookie []byte
}

func (v visitor) ask(ctx context.Context, method, path string, body any) (*http.Response, error) {
	var text bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&text).Encode(body); err != nil {
			v.t.Fatal(err)
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, "http://"+v.at+"/api/1/"+path, &text)
	if err != nil {
		v.t.Fatal(err)
	}
	name := map[counsel.Realm]string{counsel.Seekers: "__Host-siegel", counsel.Staff: "__Host-siegel-desk"}[v.realm]
	r.Host, r.Close = strings.TrimPrefix(testkit.Origin, "https://"), true
	r.Header.Set("Siegel-Realm", string(v.realm))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Cookie", name+"="+base64.RawURLEncoding.EncodeToString(v.cookie))
	return (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
}

// insist asks until there is an answer, as a browser does, and wants this status.
func (v visitor) insist(method, path string, body any, status int) {
	v.t.Helper()
	for {
		answer, err := v.ask(v.t.Context(), method, path, body)
		if err != nil && v.t.Context().Err() == nil {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		if err != nil {
			v.t.Error(err)
			return
		}
		text, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode != status {
			v.t.Errorf("%s %s: %d %s", method, path, answer.StatusCode, text)
		}
		return
	}
}

// follower is a page that listens, and connects again whenever its stream breaks.
type follower struct {
	mu       sync.Mutex
	heard    []string
	connects int
	wrong    string // a stream that did not begin with `again`
	over     bool   // there is no session any more
}

func (v visitor) follow() *follower {
	f := &follower{}
	go func() {
		for v.t.Context().Err() == nil {
			answer, err := v.ask(v.t.Context(), "GET", "events", nil)
			if err != nil {
				time.Sleep(20 * time.Millisecond)
				continue
			}
			f.read(answer)
		}
	}()
	return f
}

func (f *follower) read(answer *http.Response) {
	defer answer.Body.Close()
	f.note(func() {
		f.connects++
		f.over = answer.StatusCode == http.StatusUnauthorized
	})
	first := true
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		text, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		f.note(func() {
			if f.heard = append(f.heard, text); first && !strings.Contains(text, `"again"`) {
				f.wrong = text
			}
		})
		first = false
	}
}

func (f *follower) note(fn func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fn()
}

// await waits until something is so.
func (f *follower) await(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		so := false
		f.note(func() { so = is() })
		if so {
			return
		}
	}
	t.Fatalf("in half a minute not: %s; heard %v", what, f.heard)
}

func (f *follower) hears(t *testing.T, part string) {
	t.Helper()
	f.await(t, part, func() bool {
		return slices.ContainsFunc(f.heard, func(text string) bool { return strings.Contains(text, part) })
	})
}

// letters are what a seeker sends one after the other in one case.
type letters struct {
	visitor
	id   counsel.ID
	last int64
}

func (l *letters) send() {
	l.t.Helper()
	l.last++
	l.insist("POST", "cases/"+l.id.String()+"/messages", map[string]any{
		"id": testkit.ID(), "epoch": 0, "role": "seeker", "author_seq": l.last, "prev_hash": base64.RawURLEncoding.EncodeToString(testkit.Bytes(32)),
		"kind": "message", "box": base64.RawURLEncoding.EncodeToString(testkit.Letter()), "files": []string{},
	}, 201)
}

// stored gives the author's numbers of what is stored, in order.
func (l *letters) stored() (numbers []int64) {
	l.t.Helper()
	answer, err := l.ask(l.t.Context(), "GET", "cases/"+l.id.String()+"/messages", nil)
	if err != nil {
		l.t.Fatal(err)
	}
	defer answer.Body.Close()
	var list struct {
		Messages []struct {
			Order     int64 `json:"order"`
			AuthorSeq int64 `json:"author_seq"`
		} `json:"messages"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&list); err != nil {
		l.t.Fatal(err)
	}
	for i, m := range list.Messages {
		if m.Order != int64(i+1) {
			l.t.Errorf("letter %d has the order number %d", i+1, m.Order)
		}
		numbers = append(numbers, m.AuthorSeq)
	}
	return numbers
}

// twoNodes are two processes on one PostgreSQL behind one address.
type twoNodes struct {
	t     *testing.T
	w     *testkit.World
	scene *testkit.Scene
	where []string
	nodes [2]*process
	at    string
}

func startTwo(t *testing.T) *twoNodes {
	t.Helper()
	w := testkit.Postgres(t)
	n := &twoNodes{t: t, w: w, where: installed(t, w)}
	n.scene = testkit.NewScene(t, w, "donau", true)
	for i := range n.nodes {
		n.nodes[i] = startProcess(t, n.where...)
	}
	n.at = newFront(t, n.nodes[0].address, n.nodes[1].address).listener.Addr().String()
	return n
}

// seeker signs in and has a case that the lead has taken.
func (n *twoNodes) seeker(name string) *letters {
	n.t.Helper()
	seeker, r := n.scene.Seeker(name)
	in, err := n.w.Login(n.t.Context(), n.scene.Agency.ID, counsel.Login{Realm: counsel.Seekers, Way: counsel.ByCode, RcID: r.RcID, Auth: r.AuthRc})
	if err != nil {
		n.t.Fatal(err)
	}
	return &letters{visitor{n.t, n.at, counsel.Seekers, in.Cookie}, n.scene.Case(seeker, n.scene.Lead, 2), 1}
}

// pages opens streams, one after the other, so that they lie on the nodes in turns.
func (n *twoNodes) pages(v visitor, count int) (list []*follower) {
	n.t.Helper()
	for range count {
		f := v.follow()
		f.hears(n.t, `"again"`)
		list = append(list, f)
	}
	return list
}

// Two processes on one PostgreSQL behind one address serve the same people. One is killed while everybody writes: nothing that was acknowledged is lost,
// open streams connect again, begin with `again`, and hear what follows.
func TestOneOfTwoNodesIsKilled(t *testing.T) {
	n := startTwo(t)
	var writers []*letters
	for i := range 4 {
		writers = append(writers, n.seeker(fmt.Sprint("sonne-", i+10)))
	}
	last := n.seeker("mond-7")
	pages := n.pages(visitor{t, n.at, counsel.Staff, n.scene.Cookie[n.scene.Lead.UID]}, 4)

	const each = 10 // and as many again after the kill: fewer than have to wait
	var midway, done sync.WaitGroup
	midway.Add(len(writers))
	for _, l := range writers {
		done.Go(func() {
			for range each {
				l.send()
			}
			midway.Done()
			for range each {
				l.send()
			}
		})
	}
	midway.Wait()
	if err := n.nodes[0].cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = n.nodes[0].cmd.Wait()
	done.Wait()

	for _, i := range []int{0, 2} {
		pages[i].await(t, "connected again", func() bool { return pages[i].connects == 2 })
	}
	last.send()
	for i, p := range pages {
		p.hears(t, last.id.String())
		if want := []int{2, 1}[i%2]; p.connects != want || p.wrong != "" {
			t.Errorf("page %d has connected %d times, want %d; without again: %s", i, p.connects, want, p.wrong)
		}
	}
	for _, l := range append(writers, last) {
		want := make([]int64, l.last)
		for i := range want {
			want[i] = int64(i + 1)
		}
		if got := l.stored(); !slices.Equal(got, want) {
			t.Errorf("stored are %v of %d", got, l.last)
		}
	}
}

// What ends a session on one node, or at the terminal, ends its streams on all of them; and other people's stay.
func TestOutReachesAllNodes(t *testing.T) {
	n := startTwo(t)
	ben := n.scene.Staff("Ben", counsel.Counsellor, counsel.Intake)
	seeker := n.seeker("sonne-42")
	stay := n.pages(visitor{t, n.at, counsel.Staff, n.scene.Cookie[n.scene.Lead.UID]}, 2)
	for what, v := range map[string]visitor{"logout": seeker.visitor, "stop": {t, n.at, counsel.Staff, n.scene.Cookie[ben.UID]}} {
		pages := n.pages(v, 4)
		switch what {
		case "logout":
			v.insist("POST", "auth/logout", map[string]any{}, 204)
		case "stop":
			if code, said := program(t, append([]string{"staff", "stop", "donau", "Ben"}, n.where...)...); code != 0 {
				t.Fatal(said)
			}
		}
		for _, p := range pages {
			p.hears(t, `"out"`)
			p.await(t, "the session is over", func() bool { return p.over })
		}
	}
	for _, p := range stay {
		p.note(func() {
			if p.connects != 1 || p.over {
				t.Error("somebody else's stream has ended")
			}
		})
	}
}

package work_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"siegel/internal/work"
)

type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// solve does what a browser does.
func solve(t *testing.T, task work.Task) string {
	t.Helper()
	token, err := base64.RawURLEncoding.DecodeString(task.Token)
	if err != nil {
		t.Fatal(err)
	}
	for n := uint64(0); n < 1<<16; n++ {
		if work.Zeros(token, n) >= task.Bits {
			return fmt.Sprintf("%s.%d", task.Token, n)
		}
	}
	t.Fatal("no counter found")
	return ""
}

func desk() (*work.Desk, *clock) {
	c := &clock{time.Date(2026, 11, 22, 10, 11, 0, 0, time.UTC)}
	return work.New([]byte("a secret of this test"), c.now), c
}

func TestProof(t *testing.T) {
	d, c := desk()
	ctx := context.Background()
	task := d.Ask(work.Register, []byte("kiz"), 3)
	proof := solve(t, task)
	check := func(what string, want error, proof string, a work.Action, about string, least int, subject string) {
		t.Helper()
		if err := d.Check(ctx, proof, a, []byte(about), least, []byte(subject)); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	token, counter, _ := strings.Cut(proof, ".")
	check("no proof", work.ErrProof, "", work.Register, "kiz", 3, "one")
	check("no counter", work.ErrProof, token, work.Register, "kiz", 3, "one")
	check("a counter that is none", work.ErrProof, token+".-1", work.Register, "kiz", 3, "one")
	check("a token cut short", work.ErrProof, token[:46]+"."+counter, work.Register, "kiz", 3, "one")
	check("a token in another spelling", work.ErrProof, token+"=."+counter, work.Register, "kiz", 3, "one")
	check("a token that is far too short", work.ErrProof, "AAAA."+counter, work.Register, "kiz", 3, "one")
	check("another action", work.ErrProof, proof, work.Enquiry, "kiz", 3, "one")
	check("about something else", work.ErrProof, proof, work.Register, "lux", 3, "one")
	check("more is asked by now", work.ErrProof, proof, work.Register, "kiz", 4, "one")
	check("a task that was never handed out", work.ErrProof, solve(t, work.New([]byte("another secret"), c.now).Ask(work.Register, []byte("kiz"), 3)), work.Register, "kiz", 3, "one")
	check("fewer bits written into the token", work.ErrProof, weaker(t, token)+"."+counter, work.Register, "kiz", 1, "one")
	check("a counter that was not looked for", work.ErrProof, wrongCounter(t, task), work.Register, "kiz", 3, "one")
	check("right", nil, proof, work.Register, "kiz", 3, "one")
	check("again after a lost answer", nil, proof, work.Register, "kiz", 3, "one")
	check("used for another account", work.ErrProof, proof, work.Register, "kiz", 3, "two")
	c.at = c.at.Add(10 * time.Minute)
	check("too late", work.ErrProof, proof, work.Register, "kiz", 3, "one")
}

// Two nodes with one secret know each other's tasks.
func TestNodes(t *testing.T) {
	d, c := desk()
	proof := solve(t, d.Ask(work.SignIn, []byte("sonne"), 1))
	if err := work.New([]byte("a secret of this test"), c.now).Check(context.Background(), proof, work.SignIn, []byte("sonne"), 1, nil); err != nil {
		t.Error(err)
	}
}

// Who gives up does not hold a place.
func TestPlacesAreBounded(t *testing.T) {
	d, _ := desk()
	proof := solve(t, d.Ask(work.SignIn, nil, 1))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for range 20 {
		if err := d.Check(ctx, proof, work.SignIn, nil, 1, nil); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	if err := d.Check(context.Background(), proof, work.SignIn, nil, 1, nil); err != nil {
		t.Error(err)
	}
}

func weaker(t *testing.T, token string) string {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		t.Fatal(err)
	}
	raw[20] = 1
	return base64.RawURLEncoding.EncodeToString(raw)
}

func wrongCounter(t *testing.T, task work.Task) string {
	t.Helper()
	token, err := base64.RawURLEncoding.DecodeString(task.Token)
	if err != nil {
		t.Fatal(err)
	}
	for n := uint64(0); ; n++ {
		if work.Zeros(token, n) < task.Bits {
			return fmt.Sprintf("%s.%d", task.Token, n)
		}
	}
}

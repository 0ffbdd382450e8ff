package api_test

import (
	"context"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"siegel/internal/api"
	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// counting is a server that writes down what it counts; everybody calls from one place.
func counting(t *testing.T) (*house, func() []string) {
	w, said := testkit.SQLite(t), make(chan string, 1000)
	bucket := func(context.Context) (now, before [16]byte) { return now, before }
	h := &house{World: w, t: t, server: httptest.NewServer(api.New(api.Options{Store: w.Store, Clock: w.Clock.Now, Limits: generous, Buckets: bucket, Alarm: func(check string) { said <- check }}))}
	t.Cleanup(h.server.Close)
	return h, func() (all []string) {
		for {
			select {
			case one := <-said:
				all = append(all, one)
			default:
				return all
			}
		}
	}
}

// Whoever is on a page may say which check has said no, with a word of ours, and nothing else. The answer is always the same.
func TestAnAlarmIsCounted(t *testing.T) {
	h, said := counting(t)
	b := h.browser(counsel.Seekers)
	for _, word := range api.Alarms() {
		got := b.post("alarms", body{"check": word})
		if got.is(204); got.text != "" || len(b.cookies) != 0 {
			t.Errorf("%s: %q", word, got.text)
		}
	}
	if got := said(); !slices.Equal(got, api.Alarms()) {
		t.Errorf("counted %v", got)
	}
	for _, word := range []string{"", "X", "g", "G1", "G ", "code", "password", "name", "text", "state", "policy", "sheet", "older", "invite", "kanarienvogel"} {
		b.post("alarms", body{"check": word}).at(counsel.BadRequest, "check")
	}
	b.post("alarms", body{"check": "G", "agency": "kiz"}).at(counsel.BadRequest, "agency")
	b.post("alarms", body{}).at(counsel.BadRequest, "check")
	if got := said(); len(got) > 0 {
		t.Errorf("counted %v", got)
	}
}

// Nobody drives the number up from one place, and nobody is told that it does not rise.
func TestAlarmsOfOneSender(t *testing.T) {
	h, said := counting(t)
	b := h.browser(counsel.Seekers)
	for range 60 {
		b.post("alarms", body{"check": "E"}).is(204)
	}
	if got := len(said()); got != 40 {
		t.Errorf("%d were counted", got)
	}
	h.Clock.Pass(11 * time.Minute)
	b.post("alarms", body{"check": "E"}).is(204)
	if got := len(said()); got != 1 {
		t.Errorf("%d were counted later", got)
	}
}

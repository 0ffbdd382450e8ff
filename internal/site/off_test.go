package site

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
)

// TestOff: the link at the end of a mail works without script, names nobody, and only its button does anything.
func TestOff(t *testing.T) {
	var asked []string
	answer := func(known bool, err error) func(*Options) {
		return func(o *Options) {
			o.StopNotices = func(_ context.Context, token string) (bool, error) {
				asked = append(asked, token)
				return known, err
			}
		}
	}
	for _, c := range []struct {
		name, method, path string
		known              bool
		err                error
		status             int
		heading            string
		asks, button       bool
	}{
		{"looked at", "GET", "/off/abc", true, nil, 200, "Hinweise abstellen", false, true},
		{"looked at by a program", "HEAD", "/off/abc", true, nil, 200, "", false, true},
		{"pressed", "POST", "/off/abc", true, nil, 200, "Abgestellt", true, false},
		{"of nobody", "POST", "/off/abc", false, nil, 404, "Dieser Link gilt nicht", true, false},
		{"while the notifier is away", "POST", "/off/abc", false, errors.New("away"), 503, "Das hat nicht geklappt", true, true},
		{"another method", "PUT", "/off/abc", true, nil, 405, "", false, false},
		{"without a token", "POST", "/off/", true, nil, 404, "", false, false},
		{"further down", "POST", "/off/abc/def", true, nil, 404, "", false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked = nil
			f := newSite(t, answer(c.known, c.err))
			r := f.do(c.method, c.path, "Accept-Language", "de")
			page := body(t, r)
			if r.StatusCode != c.status || !strings.Contains(page, "<h1>"+c.heading) && c.heading != "" || len(asked) > 0 != c.asks || strings.Contains(page, `<form method="post">`) != c.button {
				t.Errorf("%d, asked %v\n%s", r.StatusCode, asked, page)
			}
			if c.heading != "" && (strings.Contains(page, "<script") || !strings.Contains(r.Header.Get("Content-Security-Policy"), "form-action 'self'")) {
				t.Errorf("headers %v\n%s", r.Header, page)
			}
			if strings.Contains(f.log.String(), "abc") {
				t.Errorf("the log holds the token: %s", f.log)
			}
		})
	}
	if r := newSite(t, nil).do(http.MethodPost, "/off/abc"); r.StatusCode != 404 {
		t.Errorf("without a notifier: %d", r.StatusCode)
	}
}

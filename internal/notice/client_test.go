package notice_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/notice"
)

const secret = "a secret that is long enough for both"

// asked is a client of a notifier that answers like this.
func asked(t *testing.T, answer http.HandlerFunc) *notice.Client {
	t.Helper()
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	return notice.New(strings.TrimPrefix(s.URL, "http://"), secret, "")
}

func says(status int, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(text))
	}
}

// TestAnswers: what the notifier refuses comes with its code, field and wait; whatever else it says is a failure of ours, and silence is `away`.
func TestAnswers(t *testing.T) {
	t.Parallel()
	cut := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = w.Write([]byte("{}"))
	}
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   *counsel.Error // nil: an error that holds no code
	}{
		"a refusal":             {says(http.StatusConflict, `{"code":"wait","field":"address","wait":7}`), &counsel.Error{Code: counsel.Wait, Field: "address", Wait: 7}},
		"another secret":        {says(http.StatusUnauthorized, `{"code":"conflict"}`), nil},
		"a wait that is a word": {says(http.StatusConflict, `{"code":"conflict","wait":"long"}`), nil},
		"no code":               {says(http.StatusConflict, `{}`), nil},
		"no JSON":               {says(http.StatusOK, `{"state"`), nil},
		"an answer cut short":   {cut, &counsel.Error{Code: counsel.Away, Wait: 5}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := asked(t, c.answer).Look(context.Background(), notice.Asked{})
			want(t, err, c.want)
		})
	}
	for name, at := range map[string]string{"nobody there": "127.0.0.1:1", "no address": "no address"} {
		_, err := notice.New(at, secret, "").Look(context.Background(), notice.Asked{})
		if counsel.CodeOf(err) != counsel.Away {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func want(t *testing.T, err error, want *counsel.Error) {
	t.Helper()
	var got *counsel.Error
	if is := errors.As(err, &got); err == nil || is != (want != nil) || is && *got != *want {
		t.Errorf("%v (%+v), want %+v", err, got, want)
	}
}

// TestNoRedirect: an address and the secret go to the notifier, and wherever it points to they do not.
func TestNoRedirect(t *testing.T) {
	t.Parallel()
	stranger := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a stranger was asked") }))
	t.Cleanup(stranger.Close)
	c := asked(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, stranger.URL+r.URL.Path, http.StatusTemporaryRedirect)
	})
	if err := c.Put(context.Background(), notice.Address{}); err == nil {
		t.Error("what was sent on counts as taken")
	}
}

// TestReadSecret: a secret that everybody may read is none, and neither is a short one.
func TestReadSecret(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		mode os.FileMode
		want string
	}{
		"good":                    {secret + "\n", 0o640, secret},
		"readable by everybody":   {secret + "\n", 0o644, ""},
		"writable by everybody":   {secret + "\n", 0o642, ""},
		"31 characters and blank": {secret[:31] + "   \n", 0o640, ""},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "secret")
			if err := errors.Join(os.WriteFile(path, []byte(c.text), 0o600), os.Chmod(path, c.mode)); err != nil {
				t.Fatal(err)
			}
			if got, err := notice.ReadSecret(path); got != c.want || (err == nil) != (c.want != "") {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

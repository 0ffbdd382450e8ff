package notifier_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/notice"
	"siegel/internal/notifier"
)

// TestOnlyWhatIsAgreed: a level, an event or a body of another kind changes nothing, and neither does a level or a code where there is no address.
func TestOnlyWhatIsAgreed(t *testing.T) {
	t.Parallel()
	h, ctx := open(t, newOffice(t, notifier.NoTLS), nil), context.Background()
	levelOnly := h.address(canary)
	levelOnly.File = nil
	want := func(what string, err error, code counsel.Code, field string) {
		t.Helper()
		if counsel.CodeOf(err) != code || code != "" && err.Error() != counsel.RefuseField(code, field).Error() {
			t.Errorf("%s: %v, want %s (%s)", what, err, code, field)
		}
	}
	want("a level for nobody", h.Put(ctx, levelOnly), counsel.Conflict, "address")
	want("a code of nobody", h.Confirm(ctx, notice.Typed{Person: h.who, Code: "123456"}), counsel.Conflict, "code")
	h.confirmed()
	other := h.address(canary)
	other.Level = "loud"
	want("another level", h.Put(ctx, other), counsel.BadRequest, "level")
	want("another event", h.Tell(ctx, notice.Told{Person: h.who, What: "married"}), counsel.BadRequest, "what")
	want("the level alone", h.Put(ctx, levelOnly), "", "")
	_, err := h.Bounce(ctx, h.token())
	no(t, err)
	h.wantState("after it came back", notice.Broken)
	want("a level where the address is gone", h.Put(ctx, levelOnly), counsel.Conflict, "address")
	for name, body := range map[string]string{"no JSON": `{"token"`, "one key more": `{"token":"x","why":"y"}`} {
		if status := h.posted(notice.StopPath, body); status != http.StatusBadRequest {
			t.Errorf("%s: status %d", name, status)
		}
	}
}

// posted sends a body as it is.
func (h *house) posted(path, body string) int {
	h.t.Helper()
	r, err := http.NewRequest(http.MethodPost, "http://"+h.at+path, strings.NewReader(body))
	no(h.t, err)
	r.Header.Set("Authorization", "Bearer "+secret)
	answer, err := http.DefaultClient.Do(r)
	no(h.t, err)
	_, err = io.Copy(io.Discard, answer.Body)
	no(h.t, err)
	no(h.t, answer.Body.Close())
	return answer.StatusCode
}

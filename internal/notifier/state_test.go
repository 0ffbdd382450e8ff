package notifier_test

import (
	"context"
	"testing"
	"time"

	"siegel/internal/notifier"
)

// The doctor learns whose addresses it opens, and since when a mail has been waiting: numbers, and nothing of anybody.
func TestState(t *testing.T) {
	t.Parallel()
	h, ctx := open(t, newOffice(t, notifier.NoTLS), nil), context.Background()
	o, err := h.State(ctx)
	no(t, err)
	if o.Recipient != h.Recipient() || o.Waiting != 0 || o.Since != 0 {
		t.Errorf("nothing waits: %+v", o)
	}
	h.stop()
	h.post.Server = "127.0.0.1:1" // where nobody answers
	h.start()
	since := h.clock.Now()
	no(t, h.Put(ctx, h.address(canary)))
	h.clock.Pass(2 * time.Hour)
	if o, err = h.State(ctx); err != nil || o.Waiting != 1 || o.Since != since.UnixMilli() {
		t.Errorf("a code waits: %+v %v, since %d", o, err, since.UnixMilli())
	}
}

package notifier_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/notice"
	"siegel/internal/notifier"
	"siegel/internal/testkit"
)

// TestNothingGoesOutUnheard: after a start no mail goes out until a server has told everything that is gone, with the name of this very start: what waits in an older copy
// of the folder may be for somebody who has deleted the account.
func TestNothingGoesOutUnheard(t *testing.T) {
	t.Parallel()
	h, ctx := open(t, newOffice(t, notifier.NoTLS), nil), context.Background()
	before, err := h.Withdrawn(ctx, nil)
	no(t, err)
	h.stop()
	h.unheard = true
	h.start()
	gone := h.who
	no(t, h.Put(ctx, h.address(canary)))
	h.who = notice.Person{Agency: h.who.Agency, UID: testkit.ID()}
	no(t, h.Put(ctx, h.address(canary)))
	no(t, h.Forget(ctx, notice.Gone{Run: before.Run, People: []notice.Person{{Agency: testkit.ID(), UID: gone.UID}}}))
	no(t, h.Forget(ctx, notice.Gone{}))
	h.mails(0)
	if o, err := h.State(ctx); err != nil || o.Begun {
		t.Errorf("begun: %t, %v", o.Begun, err)
	}
	h.hears(notice.Gone{People: []notice.Person{gone}})
	h.mails(1)
	if o, err := h.State(ctx); err != nil || !o.Begun {
		t.Errorf("begun: %t, %v", o.Begun, err)
	}
	h.wantState("who stays", notice.Waiting)
	h.who = gone
	h.wantState("who is gone", notice.Without)
}

// TestWhatIsGivenUpIsSaid: however an address ends, its mark is given until the server has noted it, also after a restart; and none of one that is still there.
func TestWhatIsGivenUpIsSaid(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, end := range map[string]func(h *house){
		"taken away": func(h *house) {
			no(h.t, h.Put(ctx, notice.Address{Asked: notice.Asked{Person: h.who}, Level: notice.None}))
		},
		"replaced":        func(h *house) { no(h.t, h.Put(ctx, h.address("b@mailbox.example"))) },
		"ended by a link": func(h *house) { _, err := h.Stop(ctx, h.token()); no(h.t, err) },
		"broken":          func(h *house) { _, err := h.Bounce(ctx, h.token()); no(h.t, err) },
		"account deleted": func(h *house) { h.tell(counsel.NoticeGone) },
		"code never typed": func(h *house) {
			h.clock.Pass(notice.CodeLife)
			h.wantState("a day later", notice.Lapsed)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, newOffice(t, notifier.NoTLS), nil)
			marks := func(kept ...notice.Mark) []notice.Mark {
				t.Helper()
				w, err := h.Withdrawn(ctx, kept)
				no(t, err)
				return w.Marks
			}
			no(t, h.Put(ctx, h.address(canary)))
			want := notice.MarkOf(h.token())
			h.tell(counsel.NoticeSeen)
			change := h.address("")
			change.File, change.Level = nil, notice.Link
			no(t, h.Put(ctx, change))
			if got := marks(); len(got) != 0 {
				t.Errorf("%v before it ends", got)
			}
			end(h)
			h.stop()
			h.start()
			for range 2 {
				if got := marks(testkit.ID()); len(got) != 1 || got[0] != want {
					t.Errorf("%v, want %v", got, want)
				}
			}
			if got := marks(want); len(got) != 0 {
				t.Errorf("%v after it was noted", got)
			}
		})
	}
}

// TestAnAddressThatWasGivenUp does not come back with a copy of the folder, whatever server tells it; the same person's later one stays.
func TestAnAddressThatWasGivenUp(t *testing.T) {
	t.Parallel()
	h, ctx := open(t, newOffice(t, notifier.NoTLS), nil), context.Background()
	h.confirmed()
	old, stays := notice.MarkOf(h.token()), h.who
	copied, err := os.ReadFile(filepath.Join(h.folder, "notifier.db"))
	no(t, err)
	h.confirmed()
	h.hears(notice.Gone{Marks: []notice.Mark{old}})
	h.wantState("the later address", notice.On)
	h.who = notice.Person{Agency: h.who.Agency, UID: testkit.ID()}
	h.stop()
	no(t, os.WriteFile(filepath.Join(h.folder, "notifier.db"), copied, 0o600))
	h.unheard = true
	h.start()
	h.who = stays
	h.wantState("put back", notice.On)
	no(t, h.Forget(ctx, notice.Gone{Marks: []notice.Mark{testkit.ID(), old}}))
	h.wantState("given up", notice.Without)
	h.wantNoFile()
}

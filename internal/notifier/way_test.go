package notifier_test

import (
	"context"
	"regexp"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/notice"
	"siegel/internal/notifier"
	"siegel/internal/testkit"
)

// TestTheWayOfAnAddress: given, confirmed by the code of a real mail, told once, told again only after a sign-in and a day.
func TestTheWayOfAnAddress(t *testing.T) {
	t.Parallel()
	h := open(t, newOffice(t, notifier.NoTLS), nil)
	if s := h.status(); s.State != notice.Without || s.Level != notice.None {
		t.Fatalf("at first: %+v", s)
	}
	h.confirmed()
	h.tell(counsel.NoticeNews)
	h.mails(2)
	h.tell(counsel.NoticeNews)
	h.clock.Pass(30 * 24 * time.Hour)
	h.mails(2) // nobody has signed in
	h.tell(counsel.NoticeSeen)
	h.tell(counsel.NoticeNews)
	h.mails(3)
	h.tell(counsel.NoticeSeen)
	h.tell(counsel.NoticeNews)
	h.clock.Pass(23 * time.Hour)
	h.mails(3) // within a day
	h.clock.Pass(2 * time.Hour)
	h.mails(4)
}

// TestASignInTakesBackWhatWaits: whoever has read the answer gets no mail about it.
func TestASignInTakesBackWhatWaits(t *testing.T) {
	t.Parallel()
	h := open(t, newOffice(t, notifier.NoTLS), nil)
	h.confirmed()
	h.stop()
	h.jitter = time.Hour
	h.start()
	h.tell(counsel.NoticeNews)
	h.tell(counsel.NoticeSeen)
	h.clock.Pass(2 * time.Hour)
	h.mails(1)
}

// TestJitter: news wait, at most so long.
func TestJitter(t *testing.T) {
	t.Parallel()
	h := open(t, newOffice(t, notifier.NoTLS), nil)
	h.confirmed()
	h.stop()
	h.jitter = time.Hour
	h.start()
	h.tell(counsel.NoticeNews)
	h.mails(1)
	h.clock.Pass(time.Hour)
	h.mails(2)
}

// TestACodeIsBounded: five wrong ones and the address is gone; so it is after a day.
func TestACodeIsBounded(t *testing.T) {
	t.Parallel()
	h, ctx := open(t, newOffice(t, notifier.NoTLS), nil), context.Background()
	put := func() (right string) {
		t.Helper()
		before := len(h.office.all())
		no(t, h.Put(ctx, h.address(canary)))
		found := sixDigits.FindStringSubmatch(read(t, h.mails(before + 1)[before]).body)
		return found[1] + found[2]
	}
	right := put()
	wrong := "000000"
	if right == wrong {
		wrong = "000001"
	}
	for range notice.CodeTries {
		if err := h.Confirm(ctx, notice.Typed{Person: h.who, Code: wrong}); counsel.CodeOf(err) != counsel.Refused {
			t.Fatalf("a wrong code: %v", err)
		}
	}
	if err := h.Confirm(ctx, notice.Typed{Person: h.who, Code: right}); counsel.CodeOf(err) != counsel.Conflict {
		t.Errorf("the right code after five wrong ones: %v", err)
	}
	h.wantState("after five wrong codes", notice.Lapsed)
	right = put()
	h.clock.Pass(24 * time.Hour)
	if err := h.Confirm(ctx, notice.Typed{Person: h.who, Code: right}); counsel.CodeOf(err) != counsel.Conflict {
		t.Errorf("the right code a day later: %v", err)
	}
	h.wantState("a day later", notice.Lapsed)
}

// TestTheLinkStops: without a sign-in, at once, and a second time too.
func TestTheLinkStops(t *testing.T) {
	t.Parallel()
	h, ctx := open(t, newOffice(t, notifier.NoTLS), nil), context.Background()
	h.confirmed()
	h.tell(counsel.NoticeNews)
	token := regexp.MustCompile(`/off/(\S+)`).FindStringSubmatch(read(t, h.mails(2)[1]).body)[1]
	for range 2 {
		if known, err := h.Stop(ctx, token); err != nil || !known {
			t.Fatalf("known %v, %v", known, err)
		}
	}
	if known, err := h.Stop(ctx, "xxxxxxxxxxxxxxxxxxxxxx"); err != nil || known {
		t.Errorf("a token of nobody: %v, %v", known, err)
	}
	h.wantState("after the link", notice.Stopped)
	h.tell(counsel.NoticeSeen)
	h.tell(counsel.NoticeNews)
	h.clock.Pass(48 * time.Hour)
	h.mails(2)
	h.wantNowhere("after the link", "") // not even sealed: see wantNoFile
	h.wantNoFile()
}

// TestADeletedAccountLeavesNothing, and a deleted agency neither.
func TestADeletedAccountLeavesNothing(t *testing.T) {
	t.Parallel()
	h := open(t, newOffice(t, notifier.NoTLS), nil)
	h.confirmed()
	h.wantNowhere("while it is kept", "")
	h.tell(counsel.NoticeGone)
	h.wantState("account deleted", notice.Without)
	h.wantNoFile()
	h.confirmed()
	no(t, h.Tell(context.Background(), notice.Told{Person: notice.Person{Agency: h.who.Agency, UID: testkit.ID()}, All: true, What: counsel.NoticeGone}))
	h.wantState("agency deleted", notice.Without)
	h.wantNoFile()
}

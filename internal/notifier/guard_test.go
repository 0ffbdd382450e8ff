package notifier_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"siegel/internal/counsel"
	"siegel/internal/notice"
	"siegel/internal/notifier"
	"siegel/internal/testkit"
)

// TestNobodyFillsAMailbox: of codes for one address, three a day go out, whoever asks; and five for one person.
func TestNobodyFillsAMailbox(t *testing.T) {
	t.Parallel()
	h, ctx := open(t, newOffice(t, notifier.NoTLS), nil), context.Background()
	ask := func(address string) counsel.Code {
		t.Helper()
		return counsel.CodeOf(h.Put(ctx, h.address(address)))
	}
	for i := range 4 {
		h.who = notice.Person{Agency: h.who.Agency, UID: testkit.ID()}
		spelled := []string{canary, strings.ToUpper(canary), canary, strings.ToLower(canary)}[i]
		if got, want := ask(spelled), []counsel.Code{"", "", "", counsel.Wait}[i]; got != want {
			t.Errorf("person %d at one address: %q, want %q", i+1, got, want)
		}
	}
	for i := range 6 {
		if got, want := ask(fmt.Sprintf("a%d@mailbox.example", i)), []counsel.Code{"", "", "", "", "", counsel.Wait}[i]; got != want {
			t.Errorf("address %d of one person: %q, want %q", i+1, got, want)
		}
	}
	h.clock.Pass(24 * time.Hour)
	if got := ask(canary); got != "" {
		t.Errorf("a day later: %q", got)
	}
}

// TestOnlyOnesOwnAddress: a file opens only for the person it was sealed for, in the one form.
func TestOnlyOnesOwnAddress(t *testing.T) {
	t.Parallel()
	h, ctx := open(t, newOffice(t, notifier.NoTLS), nil), context.Background()
	other := notice.Person{Agency: h.who.Agency, UID: testkit.ID()}
	elsewhere := notice.Person{Agency: testkit.ID(), UID: h.who.UID}
	good := fmt.Sprintf(`{"v":1,"agency":%q,"uid":%q,"address":%q}`, h.who.Agency, h.who.UID, canary)
	pad := func(text string) string { return text + strings.Repeat(" ", 512-len(text)) }
	second, err := age.GenerateHybridIdentity()
	no(t, err)
	bad := map[string][]byte{
		"another person's":   sealTo(t, h.Recipient(), other, canary),
		"another agency's":   sealTo(t, h.Recipient(), elsewhere, canary),
		"another recipient":  sealTo(t, second.Recipient().String(), h.who, canary),
		"not padded":         sealPlain(t, h.Recipient(), good),
		"padded too far":     sealPlain(t, h.Recipient(), pad(good)+" "),
		"another version":    sealPlain(t, h.Recipient(), pad(strings.Replace(good, `"v":1`, `"v":2`, 1))),
		"one key more":       sealPlain(t, h.Recipient(), pad(strings.Replace(good, `{`, `{"x":1,`, 1))),
		"to many others too": sealPlain(t, h.Recipient(), pad(good), second.Recipient().String(), second.Recipient().String(), second.Recipient().String()),
		"one byte changed":   flipped(sealTo(t, h.Recipient(), h.who, canary)),
	}
	for _, address := range []string{"a@b", "a b@mailbox.example", "a@mailbox.example,b@mailbox.example", "a@mailbox.example\r\nRCPT TO:<b@mailbox.example>", "<a@mailbox.example>",
		"ä@mailbox.example", "a@@mailbox.example", "@mailbox.example", "a@mailbox..example", ".a@mailbox.example", "a.@mailbox.example", strings.Repeat("a", 65) + "@mailbox.example",
		"a@" + strings.Repeat("a", 250) + ".de", ""} {
		bad["address "+address] = sealTo(t, h.Recipient(), h.who, address)
	}
	for name, file := range bad {
		a := h.address(canary)
		a.File = file
		if err := h.Put(ctx, a); counsel.CodeOf(err) != counsel.BadRequest {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s := h.status(); s.State != notice.Without {
		t.Errorf("something of them was kept: %+v", s)
	}
	no(t, h.Put(ctx, h.address(canary)))
}

func flipped(file []byte) []byte {
	file[len(file)-1] ^= 1
	return file
}

// TestWithoutTheSecretNothing: whoever else reaches the port learns and changes nothing.
func TestWithoutTheSecretNothing(t *testing.T) {
	t.Parallel()
	h, ctx := open(t, newOffice(t, notifier.NoTLS), nil), context.Background()
	h.confirmed()
	right := h.Client
	h.Client = notice.New(h.at, "another secret of the same length......", h.Recipient())
	if _, err := h.Look(ctx, h.address(canary).Asked); err == nil {
		t.Error("a stranger may look")
	}
	if err := h.Tell(ctx, notice.Told{Person: h.who, What: counsel.NoticeGone}); err == nil {
		t.Error("a stranger may end an account")
	}
	h.Client = right
	h.wantState("afterwards", notice.On)
}

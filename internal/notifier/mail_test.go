package notifier_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"siegel/internal/counsel"
	"siegel/internal/notice"
	"siegel/internal/notifier"
	"siegel/internal/testkit"
)

// TestWhatAMailSays is UX check 35: neutral words, one part of plain text, and no line that names a machine, a program, an agency or a person.
func TestWhatAMailSays(t *testing.T) {
	t.Parallel()
	h := open(t, newOffice(t, notifier.NoTLS), nil)
	h.confirmed()
	h.tell(counsel.NoticeNews)
	m := h.mails(2)[1]
	o := read(t, m)
	if m.hello != "portal.example" || m.from != "post@portal.example" || m.to != canary {
		t.Errorf("handed in as %s from %s to %s", m.hello, m.from, m.to)
	}
	known := map[string]string{
		"From": `"Postfach" <post@portal.example>`, "To": "<" + canary + ">", "Subject": "Es gibt Neuigkeiten", "Mime-Version": "1.0", "Auto-Submitted": "auto-generated",
		"Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "quoted-printable", "Date": "", "Message-Id": "",
	}
	for name, values := range o.header {
		want, ok := known[name]
		if !ok || len(values) != 1 || want != "" && values[0] != want {
			t.Errorf("header %s: %q, want %q", name, values, want)
		}
	}
	if id := o.header.Get("Message-Id"); !regexp.MustCompile(`^<[0-9a-f]{32}@portal\.example>$`).MatchString(id) {
		t.Errorf("the message id is %s", id)
	}
	if date := o.header.Get("Date"); !strings.HasSuffix(date, ":00 +0000") {
		t.Errorf("the date %s tells a time zone or a second", date)
	}
	want := `^Es gibt Neuigkeiten\. Bitte melden Sie sich wie gewohnt an\.\n\nAntworten auf diesen Hinweis liest niemand\.\n\nAbstellen: https://portal\.example/off/[A-Za-z0-9_-]{22}\n$`
	if !regexp.MustCompile(want).MatchString(o.body) {
		t.Errorf("the mail says\n%s", o.body)
	}
	if word := counsel.Telling(strings.ReplaceAll(m.text, canary, ""), []string{"Telefonseelsorge Nord"}); word != "" {
		t.Errorf("the mail says %q", word)
	}
}

// TestAnAddressThatDoesNotWork: what a mail server says for good about a recipient, and about nothing else.
func TestAnAddressThatDoesNotWork(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer *smtp.SMTPError
		want   notice.State
	}{
		"no such mailbox":       {&smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no mailbox " + canary}, notice.Broken},
		"disabled":              {&smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 2, 1}, Message: "closed " + canary}, notice.Broken},
		"no mail at all":        {&smtp.SMTPError{Code: 556, EnhancedCode: smtp.EnhancedCode{5, 1, 10}, Message: "null MX for " + canary}, notice.Broken},
		"without a second code": {&smtp.SMTPError{Code: 550, EnhancedCode: smtp.NoEnhancedCode, Message: "relay not permitted"}, notice.Waiting},
		"a look-alike":          {&smtp.SMTPError{Code: 550, EnhancedCode: smtp.NoEnhancedCode, Message: "relay not permitted for 5.1.1.20"}, notice.Waiting},
		"whatever it may be":    {&smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 0}, Message: "rejected"}, notice.Waiting},
		"our own address":       {&smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 8}, Message: "sender rejected"}, notice.Waiting},
		"full":                  {&smtp.SMTPError{Code: 552, EnhancedCode: smtp.EnhancedCode{5, 2, 2}, Message: "full " + canary}, notice.Waiting},
		"not today":             {&smtp.SMTPError{Code: 450, EnhancedCode: smtp.EnhancedCode{4, 2, 1}, Message: "later for " + canary}, notice.Waiting},
		"the operator's matter": {&smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "relay denied for " + canary}, notice.Waiting},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, notifier.NoTLS)
			asked := make(chan string, 100)
			o.answer = func(to string) error { asked <- to; return c.answer }
			h := open(t, o, nil)
			no(t, h.Put(context.Background(), h.address(canary)))
			<-asked
			if c.want == notice.Waiting && c.answer.Code >= 500 { // the fault may be ours: the operator reads of it, once it is noted
				h.until("a word about it in the log", func() bool { return strings.Contains(h.log.String(), `kind="mail server: refused"`) })
			}
			h.wantState("after the answer", c.want)
			if c.want == notice.Broken {
				h.wantNoFile()
			}
			h.wantNowhere("after the answer", "")
		})
	}
}

// TestAWrongSettingTakesNoAddress: the mail server refuses everybody, for a fault of ours. Nobody's address is lost, and once it is mended everybody's mail goes out.
func TestAWrongSettingTakesNoAddress(t *testing.T) {
	t.Parallel()
	o := newOffice(t, notifier.NoTLS)
	h := open(t, o, nil)
	people := []notice.Person{h.who, {Agency: h.who.Agency, UID: testkit.ID()}, {Agency: h.who.Agency, UID: testkit.ID()}}
	for _, h.who = range people {
		h.confirmed()
	}
	asked := make(chan string, 1000)
	o.mu.Lock()
	o.answer = func(to string) error {
		asked <- to
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.NoEnhancedCode, Message: "Sender verify failed"}
	}
	o.mu.Unlock()
	for _, h.who = range people {
		h.tell(counsel.NoticeNews)
	}
	for range people {
		<-asked
	}
	h.until("a word about it in the log", func() bool { return strings.Contains(h.log.String(), `kind="mail server: refused"`) })
	o.mu.Lock()
	o.answer = nil
	o.mu.Unlock()
	for range people { // a pause may begin a moment after the clock is put forward
		h.clock.Pass(time.Hour)
		time.Sleep(8 * lookEvery)
	}
	h.mails(6)
	for _, h.who = range people {
		h.wantState("once it is mended", notice.On)
	}
}

// TestStaffReadHowMuch: a summary for their own address, with the way to the sign-in, and neither names nor topics.
func TestStaffReadHowMuch(t *testing.T) {
	t.Parallel()
	h := open(t, newOffice(t, notifier.NoTLS), nil)
	h.realm = counsel.Staff
	h.confirmed()
	h.stop()
	h.jitter = time.Hour
	h.start()
	for range 3 {
		h.tell(counsel.NoticeNews)
	}
	h.clock.Pass(time.Hour)
	if body := read(t, h.mails(2)[1]).body; !strings.HasPrefix(body, "Es gibt 3 neue Einträge.\n\nhttps://portal.example\n\n") {
		t.Errorf("the mail says\n%s", body)
	}
	overdue := notice.Told{Person: h.who, What: counsel.NoticeNews} // nothing is new, and something is overdue
	no(t, h.Tell(context.Background(), overdue))
	h.tell(counsel.NoticeSeen)
	h.clock.Pass(notice.Rest)
	for range 2 {
		no(t, h.Tell(context.Background(), overdue))
	}
	h.clock.Pass(2 * time.Hour) // the rest ends at a full hour, and the jitter begins there
	if body := read(t, h.mails(3)[2]).body; !strings.HasPrefix(body, "Etwas wartet schon länger auf Sie.\n\nhttps://portal.example\n\n") {
		t.Errorf("of what is overdue the mail says\n%s", body)
	}
}

// TestATemporaryRefusalIsTriedAgain, after a pause, and not before.
func TestATemporaryRefusalIsTriedAgain(t *testing.T) {
	t.Parallel()
	o := newOffice(t, notifier.NoTLS)
	tries := 0
	o.finally = func() error {
		if tries++; tries == 1 {
			return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "try again"}
		}
		return nil
	}
	h := open(t, o, nil)
	no(t, h.Put(context.Background(), h.address(canary)))
	h.until("a first try", func() bool { o.mu.Lock(); defer o.mu.Unlock(); return tries == 1 })
	h.mails(0)
	h.clock.Pass(time.Minute)
	h.mails(1)
}

// TestADeadMailServer: what is due waits, over a restart too, and goes out once when the server is back.
func TestADeadMailServer(t *testing.T) {
	t.Parallel()
	o := newOffice(t, notifier.NoTLS)
	h := open(t, o, nil)
	h.confirmed()
	h.stop()
	no(t, o.server.Close())
	h.start()
	h.tell(counsel.NoticeNews)
	h.until("a word about it in the log", func() bool { return strings.Contains(h.log.String(), "mails do not go out") })
	h.stop()
	h.start()
	time.Sleep(10 * lookEvery)
	back := newOffice(t, notifier.NoTLS)
	h.stop()
	h.post.Server, h.office = back.at, back
	h.start()
	h.mails(1)
	h.wantNowhere("after a dead server", "")
}

// TestNobodyKnowsWhatBecameOfIt: the connection breaks after the text. The mail may have gone out, so it counts as sent: none until the person has signed in.
func TestNobodyKnowsWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t, notifier.NoTLS)
	h := open(t, o, nil)
	h.confirmed()
	broke := make(chan struct{}, 10)
	o.mu.Lock()
	o.finally = func() error { broke <- struct{}{}; return errCut }
	o.mu.Unlock()
	h.tell(counsel.NoticeNews)
	<-broke
	o.mu.Lock()
	o.finally = nil
	o.mu.Unlock()
	for range 3 {
		h.clock.Pass(25 * time.Hour)
		h.tell(counsel.NoticeNews)
		h.mails(1)
	}
	h.tell(counsel.NoticeSeen)
	h.tell(counsel.NoticeNews)
	h.mails(2)
}

// TestAMachineThatStopsSendsNothingTwice: what lies in the folder while a mail server has the text is what a machine finds that lost its power right then.
func TestAMachineThatStopsSendsNothingTwice(t *testing.T) {
	t.Parallel()
	o := newOffice(t, notifier.NoTLS)
	h := open(t, o, nil)
	h.confirmed()
	var found map[string][]byte
	o.mu.Lock()
	o.finally = func() error { found = h.files(); return nil }
	o.mu.Unlock()
	h.tell(counsel.NoticeNews)
	h.mails(2)
	h.stop()
	o.mu.Lock()
	o.finally = nil
	o.mu.Unlock()
	for name, data := range found {
		no(t, os.WriteFile(filepath.Join(h.folder, name), data, 0o600))
	}
	h.start()
	h.clock.Pass(25 * time.Hour)
	h.tell(counsel.NoticeNews)
	h.mails(2)
	h.tell(counsel.NoticeSeen)
	h.tell(counsel.NoticeNews)
	h.mails(3)
}

// TestASignInWhileItIsRefused: the mail did not go out, and the person has read the answer meanwhile. Nothing is put back that the sign-in has taken away, and the next
// answer is told at once: no mail has gone out within a day.
func TestASignInWhileItIsRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t, notifier.NoTLS)
	h := open(t, o, nil)
	h.confirmed()
	asked, answer := make(chan struct{}), make(chan struct{})
	o.mu.Lock()
	o.answer = func(string) error {
		asked <- struct{}{}
		<-answer
		return &smtp.SMTPError{Code: 450, EnhancedCode: smtp.EnhancedCode{4, 2, 1}, Message: "later"}
	}
	o.mu.Unlock()
	h.tell(counsel.NoticeNews)
	<-asked
	h.tell(counsel.NoticeSeen)
	o.mu.Lock()
	o.answer = nil
	o.mu.Unlock()
	answer <- struct{}{}
	time.Sleep(8 * lookEvery)
	h.clock.Pass(time.Hour)
	h.mails(1)
	h.tell(counsel.NoticeNews)
	h.mails(2)
}

// TestNewsWhileItIsRefused are counted in the mail that goes out later.
func TestNewsWhileItIsRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t, notifier.NoTLS)
	h := open(t, o, nil)
	h.realm = counsel.Staff
	h.confirmed()
	asked, answer := make(chan struct{}), make(chan struct{})
	o.mu.Lock()
	o.answer = func(string) error {
		asked <- struct{}{}
		<-answer
		return &smtp.SMTPError{Code: 450, EnhancedCode: smtp.EnhancedCode{4, 2, 1}, Message: "later"}
	}
	o.mu.Unlock()
	h.tell(counsel.NoticeNews)
	<-asked
	h.tell(counsel.NoticeNews)
	o.mu.Lock()
	o.answer = nil
	o.mu.Unlock()
	answer <- struct{}{}
	time.Sleep(8 * lookEvery)
	h.clock.Pass(time.Hour)
	if body := read(t, h.mails(2)[1]).body; !strings.HasPrefix(body, "Es gibt 2 neue Einträge.") {
		t.Errorf("the mail says\n%s", body)
	}
}

// TestWaysToAMailServer: STARTTLS and TLS, with a sign-in, and never without either where it was asked for.
func TestWaysToAMailServer(t *testing.T) {
	t.Parallel()
	for _, security := range []string{notifier.StartTLS, notifier.TLS} {
		t.Run(security, func(t *testing.T) {
			o := newOffice(t, security)
			o.password = "offen-gesagt"
			h := open(t, o, func(p *notifier.Post) { p.Security, p.User, p.Password = security, "siegel", "offen-gesagt" })
			no(t, h.Put(context.Background(), h.address(canary)))
			h.mails(1)
			if o.signedIn != 1 {
				t.Errorf("signed in %d times", o.signedIn)
			}
		})
	}
	for name, c := range map[string]struct {
		server string
		change func(*notifier.Post)
	}{
		"a server without STARTTLS":      {notifier.NoTLS, func(p *notifier.Post) { p.Security = notifier.StartTLS }},
		"a certificate of somebody else": {notifier.TLS, func(p *notifier.Post) { p.Security, p.CAs = notifier.TLS, nil }},
		"a wrong password":               {notifier.StartTLS, func(p *notifier.Post) { p.Security, p.User, p.Password = notifier.StartTLS, "siegel", "falsch" }},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, c.server)
			o.password = "offen-gesagt"
			if name == "a server without STARTTLS" {
				o.password = ""
			}
			h := open(t, o, c.change)
			no(t, h.Put(context.Background(), h.address(canary)))
			h.until("a word about it in the log", func() bool { return strings.Contains(h.log.String(), "mails do not go out") })
			h.mails(0)
		})
	}
}

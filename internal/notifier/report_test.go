package notifier_test

import (
	"strings"
	"testing"

	"siegel/internal/notifier"
)

// report is a mail server's word that a mail could not be delivered (RFC 3464).
const report = `From: MAILER-DAEMON@office.example
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

Somebody is not here.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; office.example

Action: failed
Status: 5.1.1

--b--
`

// TestUndeliverable: only a report that a mail failed for good, because there is no such address, counts against an address.
func TestUndeliverable(t *testing.T) {
	t.Parallel()
	lines := func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }
	if !notifier.Undeliverable(strings.NewReader(lines(report))) {
		t.Fatal("a report is none")
	}
	if !notifier.Undeliverable(strings.NewReader(lines(strings.Replace(report, "5.1.1", "5.1.10 (null MX)", 1)))) {
		t.Error("a report with a comment is none")
	}
	for name, c := range map[string]struct{ old, new string }{
		"a head that is none":              {"From: ", "From "},
		"a kind that cannot be read":       {"Content-Type: multipart/report;", "Content-Type: multipart/report; ;;"},
		"another kind":                     {"multipart/report", "multipart/mixed"},
		"a report that it was read":        {"report-type=delivery-status", "report-type=disposition-notification"},
		"without the part that is read":    {"message/delivery-status", "text/plain"},
		"late":                             {"failed", "delayed"},
		"for now":                          {"5.1.1", "4.4.7"},
		"for the policy of another server": {"5.1.1", "5.7.1"},
		"for another reason":               {"5.1.1", "5.0.0"},
		"for the sender's address":         {"5.1.1", "5.1.8"},
		"for a mailbox that is full":       {"5.1.1", "5.2.2"},
	} {
		if notifier.Undeliverable(strings.NewReader(lines(strings.Replace(report, c.old, c.new, 1)))) {
			t.Errorf("%s counts", name)
		}
	}
	if notifier.Undeliverable(strings.NewReader("")) {
		t.Error("nothing counts")
	}
}

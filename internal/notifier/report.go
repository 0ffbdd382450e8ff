package notifier

import (
	"bufio"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"net/textproto"
	"slices"
	"strings"
)

// mostReport bounds how much of a mail that came back is read.
const mostReport = 1 << 20

// Undeliverable says whether a mail is a mail server's report that another one could not be delivered because there is no such address (RFC 3464). What it
// holds besides is not looked at.
func Undeliverable(r io.Reader) bool {
	m, err := mail.ReadMessage(io.LimitReader(r, mostReport))
	if err != nil {
		return false // kill: S.Report.undeliverable-no-mail
	}
	kind, parameters, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/report" || parameters["report-type"] != "delivery-status" {
		return false // kill: S.Report.undeliverable-no-report
	}
	for parts := multipart.NewReader(m.Body, parameters["boundary"]); ; {
		part, err := parts.NextPart()
		if err != nil {
			return false // kill: S.Report.undeliverable-no-part
		}
		if kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); kind == "message/delivery-status" {
			return failedForGood(part) // kill: S.Report.undeliverable-failed
		}
	}
}

// failedForGood looks at the groups of fields of a report, one for each recipient behind the first. Only the codes of noSuchAddress are a word about
// an address.
func failedForGood(part io.Reader) bool {
	for fields := textproto.NewReader(bufio.NewReader(part)); ; {
		group, err := fields.ReadMIMEHeader()
		status, _, _ := strings.Cut(strings.TrimSpace(group.Get("Status")), " ") // a comment may follow
		if strings.EqualFold(group.Get("Action"), "failed") && slices.Contains(noSuchAddress, status) {
			return true
		}
		if err != nil {
			return false // kill: S.Report.failed-for-good
		}
	}
}

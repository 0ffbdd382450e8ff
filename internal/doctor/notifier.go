package doctor

import (
	"context"
	"time"

	"siegel/internal/notice"
)

// mailsWait is how long a mail may wait before somebody should look: mail servers that are away for some minutes are nobody's fault.
const mailsWait = time.Hour

// notifier asks the notifier how it is: whether it answers, whether it can open what browsers seal, whether mails go out.
func (e *examination) notifier() {
	c := e.Config.Notifier
	if !c.Given() {
		return
	}
	secret, err := notice.ReadSecret(c.Secret)
	if err != nil {
		e.fail("notifier", "let the server's user read the file of notifier_secret, and nobody else but the notifier", "its secret cannot be read: %v", err)
		return
	}
	ctx, cancel := context.WithTimeout(e.ctx, storeTime)
	defer cancel()
	office, err := notice.New(c.At, secret, c.Recipient).State(ctx)
	switch {
	case err != nil:
		e.fail("notifier", "systemctl start siegel-notifier, and the same notifier and notifier_secret in both settings; until then nobody can set up notices, and what it has to be told waits", "%s: %v", c.At, err)
	case office.Recipient != c.Recipient:
		e.fail("notifier", "notifier_recipient as `siegel notifier init` prints it, or put the notifier's folder back from its copy", "it has another identity than the one that browsers seal to: no address can be opened")
	case !office.Begun && office.Waiting > 0 && e.Now().Sub(time.UnixMilli(office.Since)) > mailsWait:
		e.warn("notifier", "systemctl status siegel: `siegel serve` tells it within seconds, or its log says why not", "no server has told it since its start what is gone, and until then no mail goes out: %s waiting", plural(office.Waiting, "mail"))
	case office.Waiting > 0 && e.Now().Sub(time.UnixMilli(office.Since)) > mailsWait:
		e.warn("notifier", "look at the mail server and at smtp_…; the notifier's log has `mails do not go out`", "%s waiting since %s", plural(office.Waiting, "mail"), time.UnixMilli(office.Since).UTC().Format(time.RFC3339))
	default:
		e.ok("notifier", "answers, and mails go out")
	}
}

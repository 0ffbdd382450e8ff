package api

import (
	"time"

	"siegel/internal/counsel"
)

type endingAnswer struct {
	ID       counsel.ID `json:"id"`
	Taken    bool       `json:"taken"`
	Messages int64      `json:"messages"`
	Files    int64      `json:"files"`
	Until    *int64     `json:"sealed_until"`
}

type erasureAnswer struct {
	Mode         string         `json:"mode"`
	Years        int            `json:"years"`
	Manifest     bin            `json:"manifest"`
	Cases        []endingAnswer `json:"cases"`
	Drafts       int64          `json:"drafts"`
	BackupsUntil int64          `json:"backups_until"`
}

// getErasure says what deleting the account would do now.
func getErasure(c *call) (any, error) {
	e, err := c.store().Erasure(c.r.Context(), c.by)
	out := erasureAnswer{Mode: modeOf(e.Policy), Years: e.Policy.Years, Manifest: e.Manifest[:], Cases: []endingAnswer{}, Drafts: e.Drafts, BackupsUntil: millis(e.BackupsUntil)}
	for _, n := range e.Cases {
		out.Cases = append(out.Cases, endingAnswer{n.Case, n.Taken, n.Messages, n.Files, moment(n.Until)})
	}
	return out, err
}

func modeOf(p counsel.Policy) string {
	if p.Retention == counsel.Keep {
		return "seal"
	}
	return "delete"
}

type eraseBody struct {
	Manifest [32]byte     `json:"manifest"`
	Staying  []counsel.ID `json:"staying"`
	Method   counsel.Way  `json:"method"`
	Auth     [32]byte     `json:"auth"`
}

type deletedAnswer struct {
	Cases    int64 `json:"cases"`
	Messages int64 `json:"messages"`
	Files    int64 `json:"files"`
	Drafts   int64 `json:"drafts"`
}

type sealedAnswer struct {
	Until int64 `json:"until"`
}

type receiptAnswer struct {
	At           int64          `json:"at"`
	Deleted      deletedAnswer  `json:"deleted"`
	Sealed       []sealedAnswer `json:"sealed"`
	BackupsUntil int64          `json:"backups_until"`
}

// eraseMe deletes the account, and takes the cookie away: what it stood for is gone.
func eraseMe(c *call) (any, error) {
	var b eraseBody
	if err := c.body(&b); err != nil { // kill: S.Erase.erase-me-asks-body
		return nil, err
	}
	p := proofBody{b.Method, b.Auth}
	if err := p.check(); err != nil {
		return nil, err
	}
	var e counsel.Erasure
	err := c.proving(b.Method, func() (err error) { // kill: S.Erase.erase-me-asks-proving
		e, err = c.store().EraseAccount(c.r.Context(), c.by, p.proof(), b.Manifest, b.Staying)
		return err
	})
	if err != nil {
		return nil, err
	}
	ExpireCookie(c.w, c.realm)
	c.w.Header().Set("Clear-Site-Data", `"cache"`)
	return toReceipt(e), nil
}

func toReceipt(e counsel.Erasure) receiptAnswer {
	out := receiptAnswer{At: millis(e.At.Truncate(time.Minute)), Sealed: []sealedAnswer{}, BackupsUntil: millis(e.BackupsUntil)}
	out.Deleted.Cases, out.Deleted.Messages, out.Deleted.Files = e.Total()
	out.Deleted.Drafts = e.Drafts
	for _, n := range e.Cases {
		if !n.Until.IsZero() {
			out.Sealed = append(out.Sealed, sealedAnswer{millis(n.Until)})
		}
	}
	return out
}

type toldAnswer struct {
	At    int64  `json:"at"`
	Role  string `json:"role"`
	Until *int64 `json:"sealed_until"`
}

// getReceipts gives a seeker what became of cases that others had deleted.
func getReceipts(c *call) (any, error) {
	told, err := c.store().Receipts(c.r.Context(), c.by)
	out := struct {
		Receipts []toldAnswer `json:"receipts"`
	}{[]toldAnswer{}}
	for _, t := range told {
		out.Receipts = append(out.Receipts, toldAnswer{millis(t.At), t.Role, moment(t.Until)})
	}
	return out, err
}

type erasedAnswer struct {
	ID     counsel.ID     `json:"id"`
	At     int64          `json:"at"`
	Why    counsel.Reason `json:"why"`
	Sealed bool           `json:"sealed"`
}

// getErased gives a counsellor the cases of hers that are gone.
func getErased(c *call) (any, error) {
	erased, err := c.store().Erased(c.r.Context(), c.by)
	out := struct {
		Rows []erasedAnswer `json:"rows"`
	}{[]erasedAnswer{}}
	for _, e := range erased {
		out.Rows = append(out.Rows, erasedAnswer{e.ID, millis(e.At), e.Why, e.Sealed})
	}
	return out, err
}

package api

import (
	"regexp"

	"siegel/internal/counsel"
	"siegel/internal/notice"
)

// Notices by mail. An address passes through here sealed to the notifier: it is handed on, and neither opened nor kept.

// noticesAnswer is what everybody may know: whether seekers are asked for an address, why, and whom it is sealed to.
type noticesAnswer struct {
	Mode      string            `json:"mode"`
	Why       map[string]string `json:"why"`
	Recipient string            `json:"recipient"`
}

// noticesOf is nil without a notifier.
func (s *server) noticesOf(a counsel.Agency) *noticesAnswer {
	if s.Notices == nil {
		return nil
	}
	why := a.Settings.Notices.Why
	if why == nil {
		why = map[string]string{}
	}
	return &noticesAnswer{a.Settings.Notices.Asked(), why, s.Notices.Recipient()}
}

type statusAnswer struct {
	State  notice.State  `json:"state"`
	Level  notice.Level  `json:"level"`
	Until  *int64        `json:"until"`
	Sample notice.Sample `json:"sample"`
}

// getNotice says how things stand with one's own notices. It has no address to give.
func getNotice(c *call) (any, error) {
	asked, _, err := c.noticeFor(c.r.URL.Query().Get("lang"))
	if err != nil {
		return nil, err
	}
	s, err := c.s.Notices.Look(c.r.Context(), asked)
	return statusAnswer{s.State, s.Level, orNull(s.Until), s.Sample}, err
}

func orNull(ms int64) *int64 {
	if ms == 0 {
		return nil
	}
	return &ms
}

type noticeBody struct {
	Level notice.Level `json:"level"`
	Lang  string       `json:"lang"`
	File  *[]byte      `json:"file"`
}

// putNotice hands a new address on, or another level.
func putNotice(c *call) (any, error) {
	var b noticeBody
	if err := c.body(&b); err != nil { // kill: S.Notice.put-notice-asks-body
		return nil, err
	}
	if err := must(b.Level == notice.Plain || b.Level == notice.Link, "level"); err != nil { // kill: S.Notice.level
		return nil, err
	}
	asked, agency, err := c.noticeFor(b.Lang)
	if err != nil {
		return nil, err
	}
	if err := agency.MayNotify(c.by.Realm); err != nil { // kill: S.Notice.put-notice-asks-may-notify
		return nil, err
	}
	a := notice.Address{Asked: asked, Level: b.Level}
	if b.File != nil {
		if err := ageFile("file", *b.File); err != nil { // kill: S.Notice.put-notice-asks-age-file
			return nil, err
		}
		a.File = *b.File
	}
	return nil, c.s.Notices.Put(c.r.Context(), a)
}

// deleteNotice takes one's own address away; it is no error to have none.
func deleteNotice(c *call) (any, error) {
	asked, _, err := c.noticeFor("")
	if err != nil {
		return nil, err
	}
	return nil, c.s.Notices.Put(c.r.Context(), notice.Address{Asked: asked, Level: notice.None})
}

var sixDigits = regexp.MustCompile(`^[0-9]{6}$`)

// confirmNotice hands on the code that was typed.
func confirmNotice(c *call) (any, error) {
	var b struct {
		Code string `json:"code"`
	}
	if err := c.body(&b); err != nil { // kill: S.Notice.confirm-notice-asks-body
		return nil, err
	}
	if err := must(sixDigits.MatchString(b.Code), "code"); err != nil { // kill: S.Notice.code
		return nil, err
	}
	asked, _, err := c.noticeFor("")
	if err != nil {
		return nil, err
	}
	return nil, c.s.Notices.Confirm(c.r.Context(), notice.Typed{Person: asked.Person, Code: b.Code})
}

// noticeFor names the caller to the notifier. Errors: not_found without a notifier.
func (c *call) noticeFor(lang string) (notice.Asked, counsel.Agency, error) {
	if c.s.Notices == nil {
		return notice.Asked{}, counsel.Agency{}, counsel.Refuse(counsel.NotFound) // kill: S.Notice.notice-for-not-found
	}
	a, err := c.store().Agency(c.r.Context(), c.by.Agency)
	return notice.Asked{Person: notice.Person{Agency: a.ID, UID: c.by.UID}, Realm: c.by.Realm, Lang: lang, Wording: notice.WordingOf(a)}, a, err
}

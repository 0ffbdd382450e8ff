package site

import (
	"context"
	"strconv"

	"siegel/internal/counsel"
)

// Facts are the settings in force that a privacy notice speaks of (PRODUCT S19). The notice is made from these alone: change one, and the text changes.
type Facts struct {
	Ask      counsel.Ask
	Reload   bool           // a reload goes on without the password
	Media    bool           // videos and sound may be attached
	Policy   counsel.Policy // of the newest signed manifest; CloseDays 0: there is none yet
	Reason   counsel.KeepReason
	Notices  string // hidden, optional or mandatory; hidden where the server sends none
	Visits   bool   // they are counted
	Record   int    // days for which each access is kept as a row; 0: there is no such record
	Operator string // who runs the server; "" if the operator does not say
}

// section is a part of the notice: a heading and its paragraphs.
type section struct {
	Heading string   // key
	Texts   [][]text // paragraphs of sentences
	Contact bool     // the agency's name and contact stand below the heading
	Own     string   // a text of the operator, as it is
}

// text is a key with what is filled in.
type text struct {
	Key   string
	Pairs []string
}

func say(keys ...string) []text {
	out := make([]text, len(keys))
	for i, key := range keys {
		out[i].Key = "privacy." + key
	}
	return out
}

func filled(key string, pairs ...string) text { return text{"privacy." + key, pairs} }

// notice is the whole privacy notice.
func notice(f Facts) []section {
	all := []section{
		{Heading: "privacy.need", Texts: [][]text{append(say("need_text", mails[f.Notices]), asks(f.Ask)...)}},
		{Heading: "privacy.sealed", Texts: [][]text{say("sealed_text"), say("readers")}},
		{Heading: "privacy.plain", Texts: [][]text{say("plain_text", "plain_files")}},
		{Heading: "privacy.files", Texts: [][]text{attached(f.Media)}},
	}
	if f.Notices != counsel.NoticesHidden {
		all = append(all, section{Heading: "privacy.mail", Texts: [][]text{say("mail_text"), say("mail_seen")}})
	}
	return append(all,
		section{Heading: "privacy.address", Texts: [][]text{say("address_text")}},
		section{Heading: "privacy.visits", Texts: counting(f)},
		section{Heading: "privacy.cookies", Texts: [][]text{say("cookies_text")}},
		section{Heading: "privacy.device", Texts: [][]text{device(f.Reload)}},
		section{Heading: "privacy.keep", Texts: keeping(f)},
		section{Heading: "privacy.responsible", Contact: true, Texts: [][]text{say("rights")}},
		hosting(f.Operator),
	)
}

// mails are what is said of an address, by mode.
var mails = map[string]string{counsel.NoticesHidden: "mail_none", counsel.NoticesOptional: "mail_free", counsel.NoticesMandatory: "mail_must"}

func asks(a counsel.Ask) []text {
	asked := "ask_none"
	switch {
	case a.Age && a.Gender:
		asked = "ask_both"
	case a.Age:
		asked = "ask_age"
	case a.Gender:
		asked = "ask_gender"
	}
	if len(a.Questions) > 0 {
		return say(asked, "ask_questions")
	}
	return say(asked)
}

// counting says what is kept of visits: figures, the record of accesses, both or neither.
func counting(f Facts) [][]text {
	if !f.Visits && f.Record == 0 {
		return [][]text{say("visits_text", "no_others")}
	}
	var out [][]text
	if f.Visits {
		out = append(out, say("visits_on"), say("visits_none"))
	} else {
		out = append(out, say("visits_off"))
	}
	if f.Record > 0 {
		kept := append(say("record_on"), filled("record_days", "days", strconv.Itoa(f.Record)))
		out = append(out, kept, say("record_none"))
	} else {
		out = append(out, say("record_off"))
	}
	return append(out, say("visits_not_you", "no_others"))
}

func attached(media bool) []text {
	if media {
		return say("files_text", "files_media")
	}
	return say("files_text")
}

func device(reload bool) []text {
	if reload {
		return say("device_text", "device_goes_on")
	}
	return say("device_text")
}

// keeping says how long what stays: as the signed policy has it, and as the backups are.
func keeping(f Facts) [][]text {
	p := f.Policy
	if p.CloseDays == 0 {
		return [][]text{say("keep_none")}
	}
	days := func(n int) []string { return []string{"days", strconv.Itoa(n)} }
	out := [][]text{append(say("keep_self"), filled("keep_ask", days(p.EraseWait)...))}
	if doc := documented(f); doc != nil {
		out = append(out, doc, say("keep_open"))
	} else {
		out = append(out, say("keep_erase"))
	}
	out = append(out, []text{filled("keep_closed", days(p.CloseDays)...), filled("keep_unused", days(counsel.UnusedDays)...)}, say("keep_trace"))
	backups := []text{filled("keep_backups", "keys", strconv.Itoa(counsel.BackupDays), "days", strconv.Itoa(archiveDays))}
	if f.Policy.Retention == counsel.Keep { // its keys lie in archives of their own, longer than its rows in those of the database (spec/backup.md)
		backups = append(backups, filled("keep_backups_sealed", days(archiveDays)...))
	}
	return append(out, backups)
}

// documented says what stays, for how long and why, where the agency has to document: before anybody writes (S16), and in the notice. Else nil.
func documented(f Facts) []text {
	if f.Policy.Retention != counsel.Keep {
		return nil
	}
	doc := []text{filled("keep_doc", "years", strconv.Itoa(f.Policy.Years))}
	if reason := reasons[f.Reason]; reason != "" {
		doc = append(doc, say(reason)...)
	}
	return doc
}

// reasons are why an agency keeps cases, as a lead has said.
var reasons = map[counsel.KeepReason]string{counsel.KeepLaw: "keep_law", counsel.KeepProfession: "keep_profession", counsel.KeepFunder: "keep_funder"}

// archiveDays is how long an archive of the database is kept (docs/operate.md, "Backups").
const archiveDays = 30

func hosting(operator string) section {
	if operator == "" {
		return section{Heading: "privacy.hosting", Texts: [][]text{say("hosting_none")}}
	}
	return section{Heading: "privacy.hosting", Own: operator}
}

// facts reads what is in force for an agency now.
func (s *Site) facts(ctx context.Context, a *counsel.Agency) (Facts, error) {
	f := Facts{Ask: a.Ask, Reload: a.GoesOn(), Media: a.Media, Reason: a.Keeping, Notices: counsel.NoticesHidden, Visits: s.counts(a), Record: s.records(a), Operator: s.Operator}
	if s.Notices {
		f.Notices = a.Settings.Notices.Asked()
	}
	if s.Policy == nil {
		return f, nil
	}
	var err error
	f.Policy, err = s.Policy(ctx, a.ID)
	return f, err
}

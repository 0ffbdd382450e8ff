package site

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/record"
	"siegel/internal/visits"
	"siegel/locales"
)

// plainFacts are those of an agency that asks nothing, keeps nothing and counts nothing.
func plainFacts() Facts {
	return Facts{Policy: counsel.Policy{Retention: counsel.Erase, CloseDays: 90, EraseWait: 7}, Notices: counsel.NoticesHidden}
}

// said are the sentences of a notice: each key with what is filled in.
func said(f Facts) map[string]bool {
	all := map[string]bool{}
	for _, s := range notice(f) {
		all[s.Heading] = true
		if s.Own != "" {
			all["own:"+s.Own] = true
		}
		for _, sentences := range s.Texts {
			for _, t := range sentences {
				all[strings.Join(append([]string{t.Key}, t.Pairs...), " ")] = true
			}
		}
	}
	return all
}

func keep(f *Facts, years int) {
	f.Policy.Retention, f.Policy.Years, f.Policy.Archive = counsel.Keep, years, true
}

// Each promise hangs on a setting: change the setting, and exactly these sentences change (PRODUCT S19).
func TestTheNoticeFollowsTheSettings(t *testing.T) {
	base := said(plainFacts())
	for name, c := range map[string]struct {
		change    func(*Facts)
		gone, new []string // behind "privacy."
	}{
		"age":                 {func(f *Facts) { f.Ask.Age = true }, []string{"ask_none"}, []string{"ask_age"}},
		"gender":              {func(f *Facts) { f.Ask.Gender = true }, []string{"ask_none"}, []string{"ask_gender"}},
		"both":                {func(f *Facts) { f.Ask.Age, f.Ask.Gender = true, true }, []string{"ask_none"}, []string{"ask_both"}},
		"own questions":       {func(f *Facts) { f.Ask.Questions = []counsel.Question{{Code: "canton"}} }, nil, []string{"ask_questions"}},
		"reload":              {func(f *Facts) { f.Reload = true }, nil, []string{"device_goes_on"}},
		"videos and sound":    {func(f *Facts) { f.Media = true }, nil, []string{"files_media"}},
		"notices, voluntary":  {func(f *Facts) { f.Notices = counsel.NoticesOptional }, []string{"mail_none"}, []string{"mail_free", "mail", "mail_text", "mail_seen"}},
		"notices, mandatory":  {func(f *Facts) { f.Notices = counsel.NoticesMandatory }, []string{"mail_none"}, []string{"mail_must", "mail", "mail_text", "mail_seen"}},
		"visits":              {func(f *Facts) { f.Visits = true }, []string{"visits_text"}, []string{"visits_on", "visits_none", "record_off", "visits_not_you"}},
		"record":              {func(f *Facts) { f.Record = 7 }, []string{"visits_text"}, []string{"visits_off", "record_on", "record_days days 7", "record_none", "visits_not_you"}},
		"visits and record":   {func(f *Facts) { f.Visits, f.Record = true, 30 }, []string{"visits_text"}, []string{"visits_on", "visits_none", "record_on", "record_days days 30", "record_none", "visits_not_you"}},
		"operator":            {func(f *Facts) { f.Operator = "Rechenzentrum Probe" }, []string{"hosting_none"}, []string{"own:Rechenzentrum Probe"}},
		"not signed yet":      {func(f *Facts) { f.Policy = counsel.Policy{} }, []string{"keep_self", "keep_ask days 7", "keep_erase", "keep_closed days 90", "keep_unused days 30", "keep_trace", "keep_backups keys 7 days 30"}, []string{"keep_none"}},
		"the order waits":     {func(f *Facts) { f.Policy.EraseWait = 14 }, []string{"keep_ask days 7"}, []string{"keep_ask days 14"}},
		"closed cases":        {func(f *Facts) { f.Policy.CloseDays = 365 }, []string{"keep_closed days 90"}, []string{"keep_closed days 365"}},
		"keeps":               {func(f *Facts) { keep(f, 10) }, []string{"keep_erase"}, []string{"keep_doc years 10", "keep_open", "keep_backups_sealed days 30"}},
		"keeps, by law":       {func(f *Facts) { keep(f, 7); f.Reason = counsel.KeepLaw }, []string{"keep_erase"}, []string{"keep_doc years 7", "keep_law", "keep_open", "keep_backups_sealed days 30"}},
		"keeps, by its rules": {func(f *Facts) { keep(f, 7); f.Reason = counsel.KeepProfession }, []string{"keep_erase"}, []string{"keep_doc years 7", "keep_profession", "keep_open", "keep_backups_sealed days 30"}},
		"keeps, for money":    {func(f *Facts) { keep(f, 7); f.Reason = counsel.KeepFunder }, []string{"keep_erase"}, []string{"keep_doc years 7", "keep_funder", "keep_open", "keep_backups_sealed days 30"}},
		"erases, with reason": {func(f *Facts) { f.Reason = counsel.KeepLaw }, nil, nil},
	} {
		f := plainFacts()
		c.change(&f)
		now := said(f)
		if gone := without(base, now); !slices.Equal(gone, sorted(c.gone)) {
			t.Errorf("%s: no longer says %v, want %v", name, gone, c.gone)
		}
		if added := without(now, base); !slices.Equal(added, sorted(c.new)) {
			t.Errorf("%s: says in addition %v, want %v", name, added, c.new)
		}
	}
}

func without(a, b map[string]bool) (out []string) {
	for key := range a {
		if !b[key] {
			out = append(out, strings.TrimPrefix(key, "privacy."))
		}
	}
	return sorted(out)
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

// Every sentence of the catalogue can be said: none lies there that no setting brings.
func TestEverySentenceIsSaidBySomeSettings(t *testing.T) {
	raw, err := locales.Files.ReadFile("de/privacy.json")
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]string
	if err := json.Unmarshal(raw, &texts); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"title", "heading", "lead", "limits"} { // the page's own
		delete(texts, key)
	}
	for _, ask := range []counsel.Ask{{}, {Age: true}, {Gender: true}, {Age: true, Gender: true, Questions: make([]counsel.Question, 1)}} {
		for _, mode := range []string{counsel.NoticesHidden, counsel.NoticesOptional, counsel.NoticesMandatory} {
			for _, reason := range []counsel.KeepReason{"", counsel.KeepLaw, counsel.KeepProfession, counsel.KeepFunder} {
				for n, on := range []bool{false, true, false, true} {
					f := plainFacts()
					f.Record = n / 2
					f.Ask, f.Notices, f.Reason, f.Visits, f.Reload, f.Media = ask, mode, reason, on, on, on
					if on {
						keep(&f, 10)
					}
					for _, of := range []Facts{f, {Notices: mode}} {
						for key := range said(of) {
							delete(texts, strings.Fields(strings.TrimPrefix(key, "privacy."))[0])
						}
					}
				}
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		t.Errorf("privacy.%s is never said", key)
	}
}

// The page says what is in force at this moment, in every catalogue and with everything filled in.
func TestThePrivacyPage(t *testing.T) {
	agency, policy := agencies["donau"], counsel.Policy{Retention: counsel.Keep, Years: 10, CloseDays: 90, EraseWait: 7, Archive: true}
	agency.ID, agency.Languages, agency.Keeping = counsel.ID{7}, []string{"de", "en", "fr", "lb", "pt"}, counsel.KeepLaw
	f := newSite(t, func(o *Options) {
		o.AgencyByShort = func(context.Context, string) (counsel.Agency, error) { return agency, nil }
		o.Policy = func(context.Context, counsel.ID) (counsel.Policy, error) { return policy, nil }
		o.Notices, o.Operator = true, "Rechenzentrum Probe, 1010 Wien"
		o.Counting = &Counting{Counter: visits.New(time.Now), Record: record.New(time.Now), Days: 7, Agency: func(context.Context, counsel.ID) (counsel.Agency, error) { return agency, nil }}
	})
	for lang, want := range map[string][]string{
		"":           {"10 Jahre lang verschlossen", "Der Grund ist ein Gesetz.", "Besuche werden gezählt", "Nach 7 Tagen", "nach 30 Tagen", "Rechenzentrum Probe, 1010 Wien", "01 555 01 00"},
		"/de-simple": {"10 Jahre lang verschlossen", "Keine Zahl ist kleiner als 3."},
		"/en":        {"locked away for 10 years", "Visits are counted", "The reason is a law."},
		"/fr":        {"pendant 10 ans", "Les visites sont comptées"},
		"/lb":        {"10 Joer laang", "Visitte gi gezielt"},
		"/pt":        {"durante 10 anos", "As visitas são contadas"},
	} {
		page := body(t, f.get("/donau"+lang+"/privacy"))
		for _, words := range want {
			if !strings.Contains(page, words) {
				t.Errorf("%s lacks %q", lang, words)
			}
		}
		if strings.Contains(page, "privacy.") || strings.Contains(page, "{days}") || strings.Contains(page, "{years}") || strings.Contains(page, "{keys}") {
			t.Errorf("%s shows a key, or something that is not filled in", lang)
		}
		if !strings.Contains(page, ` data-page="privacy"`) {
			t.Errorf("%s does not tell its script that visits are counted", lang)
		}
	}
	if page := body(t, f.get("/donau")); !strings.Contains(page, "10 Jahre lang verschlossen") || !strings.Contains(page, "Der Grund ist ein Gesetz.") {
		t.Error("the start page does not say what stays")
	}
	agency.Form = counsel.FormDu
	if page := body(t, f.get("/donau/privacy")); !strings.Contains(page, "Du kannst deinen Zugang jederzeit selbst löschen.") {
		t.Error("not in the form of address that the agency has")
	}
	page := body(t, f.get("/donau/privacy"))
	for words, want := range map[string]bool{"Nach 7 Tagen wird die Datei gelöscht.": true, "genau diesen Angaben: Name der abgerufenen Datei, Datum und Uhrzeit, Datenmenge": true, "Besuche werden gezählt": true} {
		if strings.Contains(page, words) != want {
			t.Errorf("with the record: %q is %v", words, !want)
		}
	}
	off := false
	agency.Record = &off
	if page := body(t, f.get("/donau/privacy")); strings.Contains(page, "Protokolldatei") || !strings.Contains(page, "Ein Protokoll der einzelnen Zugriffe gibt es nicht.") {
		t.Error("the agency keeps out of the record, and its notice does not say so")
	}
	policy, agency.Visits, agency.Settings.Notices.Mode = counsel.Policy{Retention: counsel.Erase, CloseDays: 30, EraseWait: 7}, &off, counsel.NoticesHidden
	if page := body(t, f.get("/donau")); strings.Contains(page, "verschlossen aufbewahrt") {
		t.Error("the start page says that something stays, where everything is erased")
	}
	page = body(t, f.get("/donau/privacy"))
	for words, want := range map[string]bool{
		"bewahrt nichts auf": true, "nach 30 Tagen denselben Weg": true, "keine Besuchsstatistik": true, "Keine E‑Mail-Adresse.": true, "verschlossen aufbewahrt": false, "data-visits": false, "Besuche werden gezählt": false,
	} {
		if strings.Contains(page, words) != want {
			t.Errorf("after the settings have changed: %q is %v", words, !want)
		}
	}
}

// A policy that cannot be read makes no notice that says something else.
func TestNoPolicyNoNotice(t *testing.T) {
	f := newSite(t, func(o *Options) {
		o.Policy = func(context.Context, counsel.ID) (counsel.Policy, error) {
			return counsel.Policy{}, counsel.Refuse(counsel.Away)
		}
	})
	if r := f.get("/donau/privacy"); r.StatusCode != 503 {
		t.Errorf("%d", r.StatusCode)
	}
}

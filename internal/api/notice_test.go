package api_test

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"siegel/internal/api"
	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

const birdhouse = "nistkasten.5512@mailbox.example"

// withPost gives the house a notifier.
func withPost(t *testing.T, h *house) *testkit.Post {
	t.Helper()
	p := testkit.NewPost(t, h.Clock.Now)
	h.server.Close()
	h.server = httptest.NewServer(api.New(api.Options{Store: h.Store, Clock: h.Clock.Now, Limits: generous, Live: h.live, Tabs: h.tabs, Notices: p.Client}))
	t.Cleanup(h.server.Close)
	return p
}

// agencyOf is the id of a browser's agency.
func agencyOf(b *browser) counsel.ID {
	id, err := counsel.ParseID(b.get("agencies/kiz").is(200)["id"].(string))
	if err != nil {
		b.t.Fatal(err)
	}
	return id
}

var codeInMail = regexp.MustCompile(`\b(\d{3}) (\d{3})\b`)

// TestNotice: an address is handed on, confirmed by the code of its mail, changed, taken away; and no answer ever has it.
func TestNotice(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		p := withPost(t, h)
		h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		known := seeker.get("agencies/kiz").is(200)["notices"].(map[string]any)
		if known["mode"] != "optional" || known["recipient"] != p.Recipient() || len(known) != 3 {
			t.Fatalf("%v", known)
		}
		state := func(want, level string) map[string]any {
			t.Helper()
			got := seeker.get("me/notice?lang=de").is(200)
			if got["state"] != want || got["level"] != level || len(got) != 4 {
				t.Fatalf("%v, want %s %s", got, want, level)
			}
			return got
		}
		sample := state("none", "none")["sample"].(map[string]any)
		if sample["sender"] != "Postfach <post@portal.example>" || !strings.HasPrefix(sample["text"].(string), "Es gibt Neuigkeiten.") {
			t.Errorf("the sample is %v", sample)
		}
		send := body{"level": "mail", "lang": "de", "file": b64(p.Sealed(agencyOf(seeker), seeker.uid, birdhouse))}
		for _, level := range []string{"", "none", "all"} {
			seeker.put("me/notice", send.but("level", level)).at(counsel.BadRequest, "level")
		}
		seeker.put("me/notice", send.but("file", b64([]byte(birdhouse)))).at(counsel.BadVersion, "file")
		seeker.put("me/notice", send.but("file", b64(p.Sealed(agencyOf(seeker), testkit.ID(), birdhouse)))).at(counsel.BadRequest, "address")
		seeker.put("me/notice", send.but("more", 1)).refused(counsel.BadRequest)
		seeker.post("me/notice/confirmation", body{"code": "123456", "more": 1}).refused(counsel.BadRequest)
		seeker.put("me/notice", send.but("file", nil)).at(counsel.Conflict, "address")
		seeker.post("me/notice/confirmation", body{"code": "123456"}).at(counsel.Conflict, "code")
		state("none", "none")

		seeker.put("me/notice", send).is(204)
		if state("waiting", "mail")["until"] == nil {
			t.Error("nobody is told until when the code may be typed")
		}
		found := codeInMail.FindStringSubmatch(p.Mails(1)[0])
		right, wrong := found[1]+found[2], "000000"
		if right == wrong {
			wrong = "000001"
		}
		for _, code := range []string{"", "12345", "1234567", "12345x", " 12345"} {
			seeker.post("me/notice/confirmation", body{"code": code}).at(counsel.BadRequest, "code")
		}
		seeker.post("me/notice/confirmation", body{"code": wrong}).at(counsel.Refused, "code")
		seeker.post("me/notice/confirmation", body{"code": right}).is(204)
		state("on", "mail")
		seeker.put("me/notice", body{"level": "link", "lang": "de", "file": nil}).is(204)
		state("on", "link")
		seeker.remove("me/notice").is(204)
		seeker.remove("me/notice").is(204)
		state("none", "none")
	})
}

// TestNoticeWhereNoneIsAsked: an agency that hides the field gets no addresses of seekers; one that is there can still be taken away. Staff may have their own.
func TestNoticeWhereNoneIsAsked(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.settings = func(s *counsel.Settings) { s.Notices.Mode = counsel.NoticesHidden }
		p := withPost(t, h)
		s := h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		if got := seeker.get("agencies/kiz").is(200)["notices"].(map[string]any)["mode"]; got != "hidden" {
			t.Errorf("the mode is %v", got)
		}
		seeker.put("me/notice", body{"level": "mail", "lang": "de", "file": b64(p.Sealed(agencyOf(seeker), seeker.uid, birdhouse))}).refused(counsel.Refused)
		seeker.remove("me/notice").is(204)
		s.lead.put("me/notice", body{"level": "mail", "lang": "de", "file": b64(p.Sealed(agencyOf(s.lead), s.lead.uid, birdhouse))}).is(204)
		p.Mails(1)
	})
}

// TestWithoutANotifier nobody is asked, and nothing is taken.
func TestWithoutANotifier(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		if got := seeker.get("agencies/kiz").is(200)["notices"]; got != nil {
			t.Errorf("%v", got)
		}
		seeker.get("me/notice").refused(counsel.NotFound)
		seeker.put("me/notice", body{"level": "mail", "lang": "de", "file": nil}).refused(counsel.NotFound)
		seeker.remove("me/notice").refused(counsel.NotFound)
		seeker.post("me/notice/confirmation", body{"code": "123456"}).refused(counsel.NotFound)
	})
}

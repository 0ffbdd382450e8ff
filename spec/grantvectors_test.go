package spec

import (
	"crypto/ed25519"
	"strings"
	"testing"
)

// grantMaker makes the cases of grant.json. The payloads are those of accepted cases in sg1.json.
type grantMaker struct {
	assign, release, enquiry, rotate, key string
	context                               world
	texts                                 texts
	cases                                 []grantCase
}

func newGrantMaker(t testing.TB) *grantMaker {
	all := loadChecks(t)
	g := &grantMaker{context: all.Context, texts: texts{}}
	for _, c := range all.Grants {
		payload := func() string { return payloadOf(t, all.Texts.get(c.Envelope)) }
		switch c.What {
		case "assign":
			g.assign = payload()
		case "release by the counsellor":
			g.release = payload()
		case "enquiry":
			g.enquiry = payload()
		case "epoch 1":
			g.rotate = payload()
		case "agency key":
			g.key = payload()
		}
	}
	for _, name := range append(append([]string{}, all.Context.Roots...), all.Context.Manifests...) {
		g.texts[name] = all.Texts.get(name)
	}
	g.context.RoleKids["continuity"] = kidContinuity
	g.context.RoleKids["archive"] = kidArchive
	return g
}

// The ids of two role keys that the reader of grant.json holds beside that of intake. Nothing in the cases opens with them.
var (
	kidContinuity = enc64(repeatUp(0xc0, 1, 8))
	kidArchive    = enc64(repeatUp(0xa0, 1, 8))
)

func (g *grantMaker) add(check, what, payload string, keys ...ed25519.PrivateKey) *grantCase {
	return g.addEnvelope(check, what, envelope("sg1/grant", payload, keys...))
}

func (g *grantMaker) addEnvelope(check, what, text string) *grantCase {
	c := grantCase{What: what, Envelope: text}
	if check != "" {
		c.Refuse = &check
	}
	g.cases = append(g.cases, c)
	return &g.cases[len(g.cases)-1]
}

const (
	toMe     = `"to":{"uid":"V1dXV1dXV1dXV1dXV1dXVw"},"to_kid":"CyFfNYV9OKI"`
	toIntake = `"to":{"role":"intake"},"to_kid":"sWK-w0DQF_0"`
	byIlse   = `"by":"V1dXV1dXV1dXV1dXV1dXVw","by_kid":"9iSKAlHmaP8"`
	byBen    = `"by":"WFhYWFhYWFhYWFhYWFhYWA","by_kid":"cKBeYGUTpBY"`
	byXenia  = `"by":"WVlZWVlZWVlZWVlZWVlZWQ","by_kid":"LtEHVEYjs7k"`
	bySeeker = `"by":"AQIDBAUGBwgJCgsMDQ4PEA","by_kid":null`
)

func (g *grantMaker) shapes() {
	g.add("G2", "missing key", with(g.assign, `"until":null,`, ``), ilseKey)
	g.add("G2", "unknown key", with(g.assign, `"until":null`, `"until":null,"x":0`), ilseKey)
	g.add("G2", "to a person and a role", with(g.assign, `"to":{`, `"to":{"role":"intake",`), ilseKey)
	g.add("G2", "to a role that is none", with(g.release, `"role":"intake"`, `"role":"lead"`), benKey)
	g.add("G2", "case key of 31 bytes", with(g.assign, `"ck":"BAQE`, `"ck":"`, `BAQEBAQEBAQ","ck_id"`, `BAQEBAQEBAQEBA","ck_id"`), ilseKey)
	g.add("G2", "until that is no day", with(g.assign, `"until":null`, `"until":"2026-13-01"`), ilseKey)
	g.add("G2", "agency key, purpose unknown", with(g.key, `"purpose":"intake"`, `"purpose":"lead"`), ilseKey)
	g.add("G2", "agency key called a case", with(g.key, `"obj":"agency-key"`, `"obj":"case"`), ilseKey)
	g.addEnvelope("G2", "envelope with white space", envelope("sg1/grant", g.assign, ilseKey)+" ")
	g.addEnvelope("G2", "envelope without signatures' list", strings.Replace(envelope("sg1/grant", g.assign), `,"sigs":[]`, ``, 1))
}

func (g *grantMaker) places() {
	g.add("G3", "to me, under the id of a role key", with(g.assign, toMe, strings.Replace(toMe, "CyFfNYV9OKI", "sWK-w0DQF_0", 1)), ilseKey)
	g.add("G3", "to a role, under the id of my own key", with(g.release, toIntake, strings.Replace(toIntake, "sWK-w0DQF_0", "CyFfNYV9OKI", 1)), benKey)
	g.add("G4", "agency key with an epoch", with(g.key, `"epoch":0`, `"epoch":1`), ilseKey)
	g.add("G4", "agency key of another agency", strings.ReplaceAll(g.key, "ABEiM0RVZneImaq7zN3u_w", "qqqqqqqqqqqqqqqqqqqqqg"), ilseKey)
	nk, nkID := `"nk":"`+textBetween(g.assign, `"nk":"`, `"`)+`"`, `"nk_id":"`+textBetween(g.assign, `"nk_id":"`, `"`)+`"`
	g.add("G5", "nk_id without nk", with(g.assign, nk, `"nk":null`), ilseKey)
	g.add("G5", "nk without nk_id", with(g.assign, nkID, `"nk_id":null`), ilseKey)
}

func (g *grantMaker) givers() {
	g.add("", "handover by a counsellor", with(g.assign, `"why":"assign"`, `"why":"handover"`, byIlse, byBen), benKey)
	g.add("G6", "two signatures", g.assign, ilseKey, benKey)
	g.add("G6", "mseq null", with(g.assign, `"mseq":2`, `"mseq":null`), ilseKey)
	g.add("G6", "by_kid null", with(g.assign, `"by_kid":"9iSKAlHmaP8"`, `"by_kid":null`), ilseKey)
	g.add("G6", "by nobody the manifest knows", with(g.assign, byIlse, `"by":"mZmZmZmZmZmZmZmZmZmZmQ","by_kid":"9iSKAlHmaP8"`), ilseKey)
	g.add("G6", "assign to a role", with(g.assign, toMe, toIntake), ilseKey)
	g.add("G6", "deputy to a role", with(g.assign, toMe, toIntake, `"why":"assign"`, `"why":"deputy"`), ilseKey)
	nk, nkID := `"nk":"`+textBetween(g.release, `"nk":"`, `"`)+`"`, `"nk_id":"`+textBetween(g.release, `"nk_id":"`, `"`)+`"`
	g.add("G6", "release without the note key", with(g.release, nk, `"nk":null`, nkID, `"nk_id":null`), benKey)
	g.add("G6", "case key given as a role's key", with(g.assign, `"why":"assign"`, `"why":"role"`), ilseKey)
	g.add("G6", "agency key given as a case", with(g.key, `"why":"role"`, `"why":"assign"`), ilseKey)
	g.add("G6", "agency key with until", with(g.key, `"until":null`, `"until":"2026-11-22"`), ilseKey)
	g.add("G6", "agency key with link", with(g.key, `"link":null`, `"link":"`+enc64(make([]byte, 32))+`"`), ilseKey)
	g.add("G6", "restore, which nobody accepts yet", with(g.enquiry, `"why":"enquiry"`, `"why":"restore"`)).Opens = true
	g.add("G6", "enquiry with a signature", g.enquiry, ilseKey)
	g.add("G6", "enquiry with by_kid", with(g.enquiry, bySeeker, strings.Replace(bySeeker, "null", `"9iSKAlHmaP8"`, 1)))
	g.add("G6", "enquiry with mseq", with(g.enquiry, `"mseq":null`, `"mseq":2`))
	g.add("G6", "enquiry by another seeker", with(g.enquiry, bySeeker, `"by":"mZmZmZmZmZmZmZmZmZmZmQ","by_kid":null`))
	g.add("G6", "enquiry for a later epoch", g.enquiryAtEpoch1())
}

// enquiryAtEpoch1 is an enquiry with the right key, id and link of epoch 1.
func (g *grantMaker) enquiryAtEpoch1() string {
	take := func(from string) string { return textBetween(g.rotate, from, `"`) }
	return with(g.enquiry, `"epoch":0`, `"epoch":1`, textBetween(g.enquiry, `"ck":"`, `"`), take(`"ck":"`),
		`"ck_id":"`+textBetween(g.enquiry, `"ck_id":"`, `"`), `"ck_id":"`+take(`"ck_id":"`), `"link":null`, `"link":"`+take(`"link":"`)+`"`)
}

// years are the keys that are opened years later: continuity and archive.
func (g *grantMaker) years() {
	for _, key := range [][2]string{{"continuity", kidContinuity}, {"archive", kidArchive}} {
		role, kid := key[0], key[1]
		to := `"to":{"role":"` + role + `"},"to_kid":"` + kid + `"`
		payload := with(g.assign, toMe, to, `"why":"assign"`, `"why":"`+role+`"`)
		former := with(payload, byIlse, byXenia)
		g.add("", role+", by a member of today", payload, ilseKey).Opens = true
		g.add("", role+", by a member of that time", with(former, `"mseq":2`, `"mseq":1`), xeniaKey).Opens = true
		g.add("G6", role+", by a member of that time, under today's manifest", former, xeniaKey).Opens = true
		g.add("G6", role+", key opens nothing", payload, ilseKey)
		g.add("G6", role+", mseq null", with(payload, `"mseq":2`, `"mseq":null`), ilseKey).Opens = true
		g.add("G6", role+", manifest of that time is not there", with(payload, `"mseq":2`, `"mseq":3`), ilseKey).Opens = true
		g.add("G6", role+", signed by another", payload, benKey).Opens = true
		g.add("G6", role+", given to intake", with(payload, to, toIntake), ilseKey).Opens = true
		forged := g.add("G6", role+", manifest of that time is signed by no root signer", with(former, `"mseq":2`, `"mseq":1`), xeniaKey)
		forged.Opens = true
		forged.Manifests = []string{envelope("sg1/manifest", string(mustPayload(g.texts["@2"])), benKey), "@3"}
	}
}

func mustPayload(text string) []byte {
	e, err := readStrict([]byte(text), envelopeShape)
	if err != nil {
		panic(err)
	}
	return raw(e["payload"])
}

func (g *grantMaker) rest() {
	g.add("G7", "key of the epoch before is not there", g.rotate, ilseKey).CKPrev = ptr("")
	otherCase := enc64(mac(raw(g.context.CKPrev), ad("sg1/epoch", raw(g.context.Agency), seeker, 1, raw(g.context.CKIDs[1]))))
	g.add("G7", "link of another case", with(g.rotate, textBetween(g.rotate, `"link":"`, `"`), otherCase), ilseKey)
	supervise := with(g.assign, `"why":"assign"`, `"why":"supervise"`)
	g.add("", "supervision until tomorrow", with(supervise, `"until":null`, `"until":"2026-11-24"`), ilseKey)
	g.add("G8", "supervision until yesterday", with(supervise, `"until":null`, `"until":"2026-11-22"`), ilseKey)
	seed := textBetween(g.key, `"seed":"`, `"`)
	g.add("", "agency key with an older one", with(g.key, `"old":[]`, `"old":[{"kid":"sWK-w0DQF_0","seed":"`+seed+`"}]`), ilseKey)
	g.add("G9", "agency key of a role that the agency does not have", with(g.key, `"purpose":"intake"`, `"purpose":"continuity"`), ilseKey)
}

func TestGrantVectors(t *testing.T) {
	g := newGrantMaker(t)
	g.shapes()
	g.places()
	g.givers()
	g.years()
	g.rest()
	file := grantVectors{
		About: "Grants beyond checks.grants of sg1.json, in the same form, with a context of their own (the reader also holds a continuity and an archive key). opens: whether the key of the grant opens a profile or message of the epoch, false where it is left out; manifests and ck_prev stand in for those of the context, ck_prev empty: the reader has no key of the epoch before.",
		Texts: g.texts, Context: g.context, Grants: g.cases,
	}
	save(t, "grant.json", file)
	for _, c := range file.Grants {
		t.Run(c.What, func(t *testing.T) { wantCheck(t, c.grant(file.Texts, file.Context), c.Refuse) })
	}
}

type grantVectors struct {
	About   string      `json:"about"`
	Texts   texts       `json:"texts"`
	Context world       `json:"context"`
	Grants  []grantCase `json:"grants"`
}

package house

import (
	"encoding/json"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// catalogue is noun.key → text of one language.
type catalogue map[string]string

// catalogues reads locales/<language>/<noun>.json.
func catalogues(t *testing.T) map[string]catalogue {
	t.Helper()
	out := map[string]catalogue{}
	for _, s := range sources(t, ".json") {
		parts := strings.Split(s.path, "/")
		if parts[0] != "locales" || len(parts) != 3 {
			continue
		}
		var texts map[string]string
		if err := json.Unmarshal(s.data, &texts); err != nil {
			t.Errorf("%s: %v", s.path, err)
			continue
		}
		if out[parts[1]] == nil {
			out[parts[1]] = catalogue{}
		}
		for key, text := range texts {
			out[parts[1]][strings.TrimSuffix(parts[2], ".json")+"."+key] = text
		}
	}
	if len(out["de"]) == 0 {
		t.Fatal("no German catalogue found")
	}
	return out
}

func sorted(c catalogue) []string { return slices.Sorted(maps.Keys(c)) }

// languages reads locales/languages.json: the languages that have every text, and the overlays, each with the language it lies on.
func languages(t *testing.T) (complete []string, overlays map[string]string) {
	t.Helper()
	overlays = map[string]string{}
	for _, s := range sources(t, "locales/languages.json") {
		var about map[string]struct{ Over string }
		if err := json.Unmarshal(s.data, &about); err != nil {
			t.Fatal(err)
		}
		for name, a := range about {
			if a.Over == "" {
				complete = append(complete, name)
			} else {
				overlays[name] = a.Over
			}
		}
	}
	slices.Sort(complete)
	return complete, overlays
}

var placeholder = regexp.MustCompile(`\{\w+\}`)

// TestTextsAreComplete: the same keys in every complete language, none empty, and the same {names} in each.
func TestTextsAreComplete(t *testing.T) {
	all := catalogues(t)
	for lang, texts := range all {
		for _, key := range sorted(texts) {
			german, there := all["de"][key]
			if !there {
				t.Errorf("locales/%s: %s is not in German, the language all texts are written from", lang, key)
				continue
			}
			if strings.TrimSpace(texts[key]) == "" {
				t.Errorf("locales/%s: %s is empty", lang, key)
			}
			if a, b := names(german), names(texts[key]); !slices.Equal(a, b) {
				t.Errorf("locales/%s: %s has the names %v, the German text %v: a name that is missing shows as {name}", lang, key, b, a)
			}
		}
	}
	complete, _ := languages(t)
	for _, lang := range complete {
		for _, key := range sorted(all["de"]) {
			if _, there := all[lang][key]; !there {
				t.Errorf("locales/%s: %s is missing; whoever reads %s would see its key", lang, key, lang)
			}
		}
	}
}

// TestOverlays: an overlay holds what it says otherwise, and nothing else. A copy would stay behind when the language below it changes.
func TestOverlays(t *testing.T) {
	all := catalogues(t)
	_, overlays := languages(t)
	if len(overlays) == 0 {
		t.Error("no overlay found: this test looks at the wrong places")
	}
	for overlay, below := range overlays {
		for _, key := range sorted(all[overlay]) {
			if noun, _, _ := strings.Cut(key, "."); slices.Contains(deskOnly, noun) {
				t.Errorf("locales/%s: %s is a text of the desk, which has no overlays", overlay, key)
			}
			if all[overlay][key] == all[below][key] {
				t.Errorf("locales/%s: %s is a copy; without it the text of %s stands there", overlay, key, below)
			}
		}
	}
}

func names(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// deskOnly are catalogues that seekers never see.
var deskOnly = []string{"desk", "visits", "pool", "note", "staff", "setup", "order", "archive", "relink", "chain", "paper"}

// notToSeekers are words that seekers never read: they blame, frighten, sound like an office or like a machine. A word with a
// tilde stands at the beginning of longer ones, too.
var notToSeekers = map[string][]string{
	"de": {
		"Mandant~", "Organisation~", "Anbieter~", "Klient~", "Patient~", "User~", "Nutzer~", "Ticket~", "Vorgang", "Vorgänge", "Erstanfrage~", "ratsuchend~", "Fall",
		"Mail~", "Post", "Account~", "Konto", "Konten", "Username", "registrier~", "einlogg~", "eingeloggt", "Login", "Memo~", "Transfer~", "Slot~", "TTL",
		"Recovery~", "Seed~", "Notausgang~", "Panik~", "Ende-zu-Ende~", "AES", "Schlüssel~", "Selbstmord~", "Freitod~", "Opfer~", "Betroffene~",
		"optional~", "Ups", "Fehler 500", "ungültig~", "verboten~", "leider",
	},
	"en": {
		"tenant~", "client~", "patient~", "user~", "ticket~", "username~", "account~", "log in", "login", "register~", "recovery key", "seed", "panic~", "end-to-end~", "AES",
		"victim~", "suicide victim~", "oops", "error 500", "invalid~", "forbidden", "unfortunately",
	},
	"fr": {
		"organisation~", "prestataire~", "client~", "patient", "patients", "patiente", "patientes", "utilisat~", "usager~", "ticket~", "dossier~", "première demande~", "suivi", "suivis",
		"mail~", "courriel~", "compte", "comptes", "identifiant~", "inscri~", "login", "mémo~", "transfert~", "créneau~", "TTL",
		"récupération~", "seed~", "sortie de secours", "panique~", "de bout en bout", "AES", "clé~", "clef~", "victime~",
		"optionnel~", "oups", "erreur~", "invalide~", "interdit~", "malheureusement", "désolé~",
	},
	"lb": {
		"Mandant~", "Organisatioun~", "Ubidder~", "Klient~", "Patient~", "User~", "Benotzer~", "Ticket~", "Dossier~", "éischt Ufro", "Rot sich~", "Fall", "Fäll",
		"Mail~", "Post", "Account~", "Kont", "Konten", "registréier~", "alogg~", "ageloggt", "Login", "Memo~", "Transfer~", "Slot~", "TTL",
		"Recovery~", "Seed~", "Noutausgang~", "Panik~", "End-zu-End~", "AES", "Schlëssel~", "Selbstmord~", "Affer~", "Betraffen~",
		"optional~", "Ups", "Feeler 500", "ongëlteg~", "verbueden~", "leider",
	},
	"pt": {
		"organizaç~", "fornecedor~", "cliente~", "paciente~", "utilizador~", "usuári~", "ticket~", "dossiê~", "primeiro pedido", "acompanhamento~",
		"mail~", "correio~", "conta", "contas", "regist~", "inscri~", "login", "memorando~", "transferência de", "TTL",
		"recuperação~", "semente~", "saída de emergência", "pânico~", "ponta a ponta", "AES", "chave~", "vítima~",
		"opcional~", "ups", "erro", "erros", "inválid~", "proibid~", "infelizmente", "lament~", "desculp~",
	},
}

// saidAnyway are the exceptions, each with its reason.
var saidAnyway = map[string]string{
	"privacy.": "the law's own words stand in a privacy notice",
	"limits.":  "says exactly what the technique does and does not",
	"imprint.": "the law's own words",
}

// eMail is the word for the address that nobody has to give.
var eMail = regexp.MustCompile(`(?i)\be[-\x{2011}]mail`)

func TestSeekersWords(t *testing.T) {
	_, overlays := languages(t)
	for lang, texts := range catalogues(t) {
		list := notToSeekers[lang]
		if below, over := overlays[lang]; over {
			list = notToSeekers[below]
		}
		if len(list) == 0 {
			t.Errorf("notToSeekers has no words for %s", lang)
		}
		for key, text := range texts {
			noun, _, _ := strings.Cut(key, ".")
			if slices.Contains(deskOnly, noun) || excused(key) {
				continue
			}
			text = eMail.ReplaceAllString(text, "")
			for _, word := range list {
				if asWord(word).MatchString(text) {
					t.Errorf("locales/%s: %s says %q; seekers never read that word (UX: words in the interface). An exception needs its reason in saidAnyway", lang, key, strings.TrimSuffix(word, "~"))
				}
			}
		}
	}
}

func excused(key string) bool {
	for prefix := range saidAnyway {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

func asWord(word string) *regexp.Regexp {
	stem, longer := strings.CutSuffix(word, "~")
	end := `(?:[^\p{L}]|$)`
	if longer {
		end = ""
	}
	return regexp.MustCompile(`(?i)(?:^|[^\p{L}])` + regexp.QuoteMeta(stem) + end)
}

// frenchSpace finds a French sign without the narrow space that keeps it in its line, and a straight apostrophe.
var frenchSpace = regexp.MustCompile(`[^\x{202f}][:;?!»%]|«[^\x{202f}]|'`)

// TestFrenchSpaces: at 320 pixels a lone colon would begin the next line.
func TestFrenchSpaces(t *testing.T) {
	texts := catalogues(t)["fr"]
	for _, key := range sorted(texts) {
		if frenchSpace.MatchString(texts[key]) {
			t.Errorf("locales/fr: %s needs U+202F inside « » and before : ; ? %%, and the curved apostrophe: %q", key, texts[key])
		}
	}
}

// families are keys that the code puts together: a prefix and a word. The word must occur by itself in the code.
var families = regexp.MustCompile("\\btn?\\(\\s*`([a-z]+\\.[a-z_]*)\\$\\{|\"([a-z]+\\.)\" ?\\+ ?[a-z]")

// TestTextsAreUsed: a text that nobody shows is a text that nobody keeps right.
func TestTextsAreUsed(t *testing.T) {
	code := codeOf(t)
	prefixes := map[string]bool{}
	for _, m := range families.FindAllStringSubmatch(code, -1) {
		prefixes[m[1]+m[2]] = true
	}
	for _, key := range sorted(catalogues(t)["de"]) {
		if !isUsed(t, code, prefixes, key) {
			t.Errorf("locales: %s is used nowhere in web/src, web/pages or internal", key)
		}
	}
}

func isUsed(t *testing.T, code string, prefixes map[string]bool, key string) bool {
	plain := strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".other")
	if strings.Contains(code, "'"+plain+"'") || strings.Contains(code, `"`+plain+`"`) || strings.Contains(code, "`"+plain+"`") {
		return true
	}
	if noun, ok := strings.CutSuffix(plain, ".title"); ok && strings.Contains(code, `+".title"`) { // of the page of that name
		return exists(t, "web/pages/"+noun+".html")
	}
	for prefix := range prefixes {
		rest, ok := strings.CutPrefix(plain, prefix)
		if ok && rest != "" && regexp.MustCompile(`\b`+regexp.QuoteMeta(rest)+`\b`).MatchString(code) {
			return true
		}
	}
	return false
}

// codeOf is everything that shows texts, tests left out.
func codeOf(t *testing.T) string {
	var out strings.Builder
	for _, s := range sources(t, ".go", ".ts", ".tsx", ".html", ".mjs") {
		if !s.isTest() && (strings.HasPrefix(s.path, "web/") || strings.HasPrefix(s.path, "internal/")) {
			out.Write(s.data)
			out.WriteByte('\n')
		}
	}
	return out.String()
}

var (
	asked  = regexp.MustCompile(`\bt\(\s*'([a-z]+\.[a-z_0-9.]+)'|\.T(?:\(| )"([a-z]+\.[a-z_0-9.]+)"[^+]`)
	askedN = regexp.MustCompile(`\btn\(\s*'([a-z]+\.[a-z_0-9.]+)'`)
)

// TestTextsExist: a key that does not exist shows as itself.
func TestTextsExist(t *testing.T) {
	german := catalogues(t)["de"]
	want := func(where, key string) {
		if _, there := german[key]; !there && !strings.HasPrefix(key, "calendar.") { // locales/calendar.json, whose words the tests of internal/texts say
			t.Errorf("%s asks for the text %s, which does not exist", where, key)
		}
	}
	found := 0
	for _, s := range sources(t, ".go", ".ts", ".tsx", ".html") {
		if s.isTest() || !strings.HasPrefix(s.path, "web/") && !strings.HasPrefix(s.path, "internal/") {
			continue
		}
		for _, m := range asked.FindAllStringSubmatch(string(s.data), -1) {
			found++
			want(s.path, m[1]+m[2])
		}
		for _, m := range askedN.FindAllStringSubmatch(string(s.data), -1) {
			want(s.path, m[1]+".one")
			want(s.path, m[1]+".other")
		}
	}
	if found < 100 {
		t.Errorf("only %d texts asked for: this test looks at the wrong places", found)
	}
}

// TestAudiences: every catalogue that an audience lists is there.
func TestAudiences(t *testing.T) {
	for _, s := range sources(t, "locales/audiences.json") {
		var audiences map[string][]string
		if err := json.Unmarshal(s.data, &audiences); err != nil {
			t.Fatal(err)
		}
		complete, _ := languages(t)
		for audience, nouns := range audiences {
			for _, noun := range nouns {
				for _, lang := range complete {
					if !exists(t, path.Join("locales", lang, noun+".json")) {
						t.Errorf("locales/audiences.json: %s lists %s, which %s does not have", audience, noun, lang)
					}
				}
				if audience == "seeker" && slices.Contains(deskOnly, noun) {
					t.Errorf("locales/audiences.json: seekers would load %s, a catalogue for staff", noun)
				}
			}
		}
	}
}

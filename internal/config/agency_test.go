package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var (
	languages = []string{"de", "en", "fr"}
	spoken    = []string{"de", "de-du", "de-simple", "en", "fr"}
	countries = []string{"AT", "CH", "DE", "LU"}
)

func example(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../../deploy/agency.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestExampleAgency(t *testing.T) {
	f, err := ReadAgency(example(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Check(languages, spoken, countries); err != nil {
		t.Errorf("the example is refused: %v", err)
	}
	if f.Short != "donau" || f.Contact.Phone != "01 555 01 00" || f.Topics[0].Label["en"] != "Partnership and family" || f.Promise.WorkingDays != 2 || f.Holidays.Region != "AT-9" || f.Demo {
		t.Errorf("read as %+v", f)
	}
	if Telling(f.Short) != "" {
		t.Error("the example's short name tells what the page is for")
	}
}

// Each case changes the example in one place and must be refused for that alone.
func TestAgencyRefused(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"an unknown key":           {`time_zone =`, `timezone =`, `unknown key "timezone": did you mean "time_zone"?`},
		"an unknown key in a part": {`phone =`, `phones =`, `did you mean "contact.phone"?`},
		"an unknown text":          {`imprint = "Träger`, `impressum = "Träger`, `did you mean "texts.de.imprint"?`},
		"a demo by hand":           {`name =`, "demo = true\nname =", `unknown key "demo"`},
		"a language without texts": {`languages = ["de", "en"]`, `languages = ["de", "en", "xx"]`, `there are no texts for "xx" yet`},
		"an unknown country":       {`countries = ["AT", "DE"]`, `countries = ["AT", "XX"]`, `no emergency numbers for "XX"`},
		"a name of ours":           {`short = "donau"`, `short = "assets"`, "used by an address of the server"},
		"an exit without TLS":      {`exit = "https:`, `exit = "http:`, "exit: an https address"},
		"no telephone":             {`phone = "01 555 01 00"`, `phone = ""`, "contact.phone: required"},
		"no time zone":             {`"Europe/Vienna"`, `"Europe/Wien"`, "time_zone"},
		"texts in no language":     {`[texts.en]`, `[texts.fr]`, `"fr" is not one of the agency's languages`},
		"texts over no catalogue":  {`[texts.en]`, `[texts.en-simple]`, `"en-simple" is not one of the agency's languages`},
		"a topic twice":            {`code = "loss"`, `code = "partner"`, "there twice"},
		"a topic without words":    {`{ de = "Verlust und Trauer", en = "Loss and grief" }`, `{ de = "Verlust und Trauer" }`, `no label in "en"`},
		"an hour that is none":     {`closing = "18:00"`, `closing = "24:00"`, "promise.closing"},
		"a day that is none":       {`"fri"]`, `"fry"]`, `did you mean "fri"?`},
		"working days and hours":   {`working_days = 2`, "working_days = 2\nhours = 48", "not both"},
		"too few hours":            {`working_days = 2`, `hours = 2`, "promise.hours"},
		"too many working days":    {`working_days = 2`, `working_days = 31`, "promise.working_days"},
		"a day of closing":         {`fri = "14:00"`, `freitag = "14:00"`, `unknown day "freitag"`},
		"an hour of one day":       {`fri = "14:00"`, `fri = "2 pm"`, "promise.closing_on.fri"},
		"a pause without end":      {`to = "2027-01-06"`, `to = "2027-02-30"`, "promise.pauses"},
		"a pause that ends before": {`to = "2027-01-06"`, `to = "2026-01-06"`, "lies before"},
		"a pause for years":        {`to = "2027-01-06"`, `to = "2027-12-25"`, "more than a year"},
		"an unknown region":        {`region = "AT-9"`, `region = "AT-W"`, `did you mean "AT-`},
		"a form of address":        {`form = "sie"`, `form = "ihr"`, "form:"},
		"a question without why":   {`why = { de = "Dann fragen wir nicht noch einmal danach.", en = "So that we need not ask again." }`, `why = { de = "Dann fragen wir nicht noch einmal danach." }`, `needs text and why in "en"`},
		"a question without code":  {`code = "before"`, `code = "Before?"`, "is no code"},
		"too many questions":       {`[[ask.questions]]`, strings.Repeat("[[ask.questions]]\ncode = \"x\"\n", 3) + `[[ask.questions]]`, "at most 3"},
		"a holiday that is none":   {`["2026-12-24"]`, `["24.12."]`, "holidays.extra"},
	} {
		text := example(t)
		if !strings.Contains(text, c.old) {
			t.Fatalf("%s: the example no longer holds %s", name, c.old)
		}
		f, err := ReadAgency(strings.Replace(text, c.old, c.new, 1))
		if err == nil {
			err = f.Check(languages, spoken, countries)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// An agency may have words of its own for simple language and for "du", beside those in its languages.
func TestTextsOfAnOverlay(t *testing.T) {
	for _, overlay := range []string{"de-simple", "de-du"} {
		f, err := ReadAgency(strings.Replace(example(t), "[texts.en]", "[texts."+overlay+"]", 1))
		if err == nil {
			err = f.Check(languages, spoken, countries)
		}
		if err != nil || f.Texts[overlay]["who"] == "" {
			t.Errorf("%s: %v", overlay, err)
		}
	}
}

func TestTelling(t *testing.T) {
	for short, tells := range map[string]bool{"donau": false, "kiz": false, "suchthilfe": true, "krise-wien": true} {
		if (Telling(short) != "") != tells {
			t.Errorf("%s: %q", short, Telling(short))
		}
	}
}

func TestExampleSettings(t *testing.T) {
	v, err := Load(map[string]string{"config": "../../deploy/siegel.example.toml"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Check(v); err != nil {
		t.Errorf("the example is refused: %v", err)
	}
	password := filepath.Join(t.TempDir(), "password") // what the example says stands in a file
	if err := os.WriteFile(password, []byte("wort"), 0o600); err != nil {
		t.Fatal(err)
	}
	v, err = Load(map[string]string{"config": "../../deploy/notifier.example.toml"}, []string{"SIEGEL_SMTP_PASSWORD_FILE=" + password})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := CheckNotifier(v); err != nil {
		t.Errorf("the notifier's example is refused: %v", err)
	}
}

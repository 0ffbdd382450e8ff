package address

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
)

// Visits are counted at every front (PROTOCOL 2.10.3): what a page and a browser say of themselves for that must be kept no more than where they are.

// browserName stands in the browser's own words of everybody here, and in nobody else's.
const browserName = "Pruefbrowser-Sieben/77.5"

// visitOf is the visit that somebody's page makes up.
func visitOf(from netip.Addr) [16]byte {
	sum := sha256.Sum256([]byte("visit " + from.String()))
	return [16]byte(sum[:16])
}

func visitText(from netip.Addr) string {
	id := visitOf(from)
	return base64.RawURLEncoding.EncodeToString(id[:])
}

// visited looks at pages, says so as a page's script does, and goes.
func visited(p *person) int {
	browser, id := "User-Agent: Mozilla/5.0 (X11; Linux x86_64) "+browserName+" Firefox/127.0", "Siegel-Visit: "+visitText(p.from)
	n := 0
	for _, path := range []string{"/donau", "/donau/en/privacy", "/donau/limits", "/donau/sign-in"} {
		n += p.ask("GET", path, "", browser).anyOf(200)
	}
	for _, page := range []string{"start", "privacy", "limits", "signin"} {
		n += p.ask("POST", "/api/1/visit", fmt.Sprintf(`{"agency":"donau","page":%q}`, page), browser, id).anyOf(204)
	}
	n += p.ask("GET", "/api/1/agencies/donau", "", browser, id, `Sec-CH-UA: "`+browserName+`";v="77"`).anyOf(200)
	n += p.ask("POST", "/api/1/visit", `{"agency":"donau","page":"`+visitText(p.from)+`"}`, browser, id).anyOf(400)
	return n + p.ask("POST", "/api/1/visit/end", `{"agency":"donau"}`, browser, id).anyOf(204)
}

// recorded says that the access record has rows of what people did, and nothing but its own fields: what is searched is there, and not empty.
func (f *front) recorded() {
	f.Helper()
	files, err := filepath.Glob(f.path("record/access-*.csv"))
	if err != nil {
		f.Fatal(err)
	}
	rows := map[string]int{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
			fields := strings.Split(line, ",")
			if len(fields) != 6 {
				f.Errorf("%s: %d fields in the record: %q", f, len(fields), line)
				continue
			}
			rows[fields[2]]++
		}
	}
	for _, pattern := range []string{"/{agency}", "/{agency}/privacy", "/api/1/visit"} {
		if rows[pattern] < len(f.people()) {
			f.Errorf("void: %s: %d rows of %s in the record of %d people", f, rows[pattern], pattern, len(f.people()))
		}
	}
}

// visitTraces are the forms of what people said for the figures.
func visitTraces(people []netip.Addr) (out []trace) {
	browser := &forms{of: "what a browser says of itself"}
	browser.text("text", browserName)
	out = append(out, browser.all...)
	for _, from := range people {
		id := visitOf(from)
		f := &forms{of: "the visit of " + from.String()}
		f.text("text", visitText(from))
		f.exact("bytes", id[:])
		f.based("bytes", id[:])
		f.hex("bytes", id[:])
		out = append(out, f.all...)
	}
	return out
}

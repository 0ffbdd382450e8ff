package address

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// forgery are the headers by which somebody could name an address: forged ones, and her own.
func forgery(p *person) http.Header {
	h := http.Header{}
	for _, name := range []string{"X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP", "CF-Connecting-IP", "Fastly-Client-IP", "Via", "X-Forwarded-Host", "User-Agent", "Sec-CH-UA", "Siegel-Visit"} {
		h.Add(name, fmt.Sprintf("%s, %s, %s", forged, p.from, forgedSix))
	}
	h.Add("X-Forwarded-For", "::ffff:"+p.from.String()+", a"+p.from.String()+"b")
	h.Set("Forwarded", fmt.Sprintf(`for=%s;by="[%s]", for="%s:4711"`, forged, forgedSix, p.at()))
	return h
}

func lines(h http.Header) (out []string) {
	for name, values := range h {
		for _, v := range values {
			out = append(out, name+": "+v)
		}
	}
	return out
}

func forgedHeaders(p *person) (effects int) {
	effects += p.ask("GET", "/donau", "", lines(forgery(p))...).anyOf(200)
	effects += p.ask("GET", "/api/1/agencies/donau", "", lines(forgery(p))...).anyOf(200)
	effects += p.ask("GET", "/api/1/agencies/nobody", "", lines(forgery(p))...).anyOf(404)
	for _, value := range []string{",,,", "unknown", p.at() + ":80", strings.Repeat(p.from.String()+", ", 200) + "x", "\t" + p.from.String(), p.from.String() + "%eth0"} {
		effects += once(p.ask("GET", "/donau", "", "X-Forwarded-For: "+value).status != 0)
	}
	return effects
}

// tooLong are headers, paths and bodies beyond every limit. Some servers hang up before they have heard all of it, and the answer is lost.
func tooLong(p *person) (effects int) {
	own := "/" + p.from.String()
	effects += p.ask("GET", "/donau", "", "X-Long: "+strings.Repeat(own, 4000)).anyOf(400, 431)
	effects += p.ask("GET", strings.Repeat(own, 4000), "").anyOf(400, 404, 414, 431)
	effects += p.ask("GET", "/donau", "", many(p, 3000)...).anyOf(400, 431)
	effects += p.ask("POST", "/api/1/auth/pre", `{"agency":"`+strings.Repeat(own, 60000)+`"}`).anyOf(413, 502, 503)
	return effects
}

func many(p *person, n int) (headers []string) {
	for i := range n {
		headers = append(headers, "X-"+strconv.Itoa(i)+": "+p.from.String())
	}
	return headers
}

// broken are requests that are none.
func broken(p *person) (effects int) {
	for _, text := range []string{
		"GARBAGE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: " + host + "\r\n" + p.from.String() + "\r\n\r\n", "GET / HTTP/1.1\r\nHost: " + host + "\r\nX\x00: " + p.from.String() + "\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: " + host + "\r\nHost: " + p.at() + "\r\n\r\n", "POST /api/1/auth/pre HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: x\r\n\r\n",
		"POST /api/1/auth/pre HTTP/1.1\r\nHost: " + host + "\r\nTransfer-Encoding: chunked, " + p.from.String() + "\r\n\r\n",
		"POST /api/1/auth/pre HTTP/1.1\r\nHost: " + host + "\r\nSiegel-Realm: seeker\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nZZZZ\r\n",
	} {
		l := p.secured("http/1.1")
		if l == nil {
			return effects
		}
		_ = l.tcp.SetDeadline(time.Now().Add(2 * time.Second)) // some are let pass, and wait for the next request
		effects += once(p.sayOn(l, text).status >= 400)
	}
	return effects
}

func wrongMethods(p *person) (effects int) {
	for _, to := range []struct{ method, path string }{
		{"PATCH", "/donau"}, {"DELETE", "/api/1/auth/login"}, {"TRACE", "/donau"}, {"BREW", "/donau"}, {"POST", "/"}, {"PUT", "/exit"}, {"GET", "/api/1/auth/login"}, {"CONNECT", "/donau"},
	} {
		effects += once(p.ask(to.method, to.path, "").status >= 400)
	}
	return effects
}

// typed puts her own address wherever a person can put something.
func typed(p *person) (effects int) {
	own, esc := p.from.String(), escaped(p.from.String())
	for _, path := range []string{
		"/" + own, "/" + esc, "/donau/" + own, "/donau/" + esc + "/", "/" + own + "/logo", "/" + own + "/colours.css", "/api/1/" + own, "/api/1/agencies/" + own, "/api/1/agencies/" + own + "/directory",
		"/api/1/invites/" + own, "/api/1/invites/x?agency=" + url.QueryEscape(own), "/donau?from=" + own, "/exit?" + own, "/assets/" + own, "/donau/en?x=" + esc + "#" + own, "/..//" + own,
	} {
		effects += once(p.ask("GET", path, "").status != 0)
	}
	effects += p.say("GET http://"+p.at()+"/donau HTTP/1.1\r\nHost: "+p.at()+"\r\nConnection: close\r\n\r\n").anyOf(200, 308, 400, 421, 404)
	if p.binary == careless { // it prints every header that the scrubber leaves alone
		return effects + 5
	}
	for _, header := range []string{"Referer: https://" + own + "/", "Origin: https://" + own, "Accept-Language: " + own, "Cookie: __Host-siegel=" + own, "Authorization: Basic " + own} {
		effects += once(p.ask("GET", "/donau", "", header).status != 0)
	}
	return effects
}

// inBodies puts it into the fields of bodies.
func inBodies(p *person) (effects int) {
	own := strconv.Quote(p.from.String())
	for path, bodies := range map[string][]string{
		"auth/pre":      {`{"agency":"donau","realm":"seeker","name":` + own + `}`, `{"agency":` + own + `,"realm":"seeker","name":"sonne"}`, `{"agency":"donau","realm":` + own + `,"name":"sonne"}`, `{` + own + `:1}`, own, `[` + own},
		"auth/login":    {`{"agency":"donau","realm":"seeker","method":` + own + `,"name":` + own + `,"rc_id":null,"auth":` + own + `}`},
		"auth/register": {`{"agency":"donau","realm":"seeker","uid":` + own + `}`},
		"auth/logout":   {own, `{}`},
		"csp":           {`{"csp-report":{"effective-directive":` + own + `,"document-uri":` + own + `}}`, `{"csp-report":{"effective-directive":"img-src","blocked-uri":` + own + `}}`, own},
	} {
		for _, body := range bodies {
			effects += once(p.ask("POST", "/api/1/"+path, body).status != 0)
		}
	}
	return effects
}

// aborted uploads begin, are waited for, and break.
func aborted(p *person) (effects int) {
	for range 6 {
		l := p.secured("http/1.1")
		if l == nil {
			return effects
		}
		_, _ = io.WriteString(l, strings.TrimSuffix(p.request("POST", "/api/1/auth/pre", ""), "\r\n")+"Content-Type: application/json\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n")
		answer, err := textproto.NewReader(bufio.NewReader(l)).ReadLine()
		effects += once(err == nil && strings.Contains(answer, "100 Continue"))
		_, _ = io.WriteString(l, `{"agency":"`+strings.Repeat(p.from.String(), 3000)) // more than a proxy keeps in memory
		l.tear()
	}
	return effects
}

// slowHeader never comes to the end of its headers. slowBody never comes to the end of its body, and stays until it is let go.
func slowHeader(p *person) (effects int) {
	for _, text := range []string{"", "GET /do", "GET /donau HTTP/1.1\r\nHost: " + host + "\r\nX-Slow: " + p.from.String()} {
		l := p.secured("http/1.1")
		if l == nil {
			return effects
		}
		_, _ = io.WriteString(l, text)
		p.waiting.Go(func() {
			_, ended := p.rest(l)
			p.count("slow headers, ended by the server", once(ended))
			l.tear()
		})
		effects++
	}
	return effects
}

func slowBody(p *person) (effects int) {
	for range 3 {
		l := p.secured("http/1.1")
		if l == nil {
			return effects
		}
		_, _ = io.WriteString(l, strings.TrimSuffix(p.request("POST", "/api/1/auth/pre", ""), "\r\n")+"Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{")
		p.hold(l)
		effects++
	}
	return effects
}

// panics asks the careless program for one; the shipped one has none to ask for, and answers that there is no such page.
func panics(p *person) (effects int) {
	for range 2 {
		effects += once(p.ask("GET", "/panic", "").status == 0)
	}
	return effects
}

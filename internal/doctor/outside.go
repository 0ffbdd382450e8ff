package doctor

import (
	"context"
	"net"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
)

// patience is how long a listener of this machine may take.
const patience = 5 * time.Second

// health asks the running server.
func (e *examination) health() {
	at := e.Config.HealthListen
	if at == "" {
		e.warn("health", "set health_listen, such as 127.0.0.1:8081", "health_listen is not set: no program can see whether the server is well")
		e.listener()
		return
	}
	ctx, cancel := context.WithTimeout(e.ctx, patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+at+"/readyz", nil)
	if err != nil {
		return // config.Check has read the address
	}
	answer, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(r)
	if err != nil {
		e.fail("health", "start the server; its log says why it ended", "nobody answers at %s", at)
		return
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusNoContent {
		e.fail("health", "look at the line of the database, and at the log", "the server runs, but is not ready")
		return
	}
	e.ok("health", "the server answers and is ready")
}

// listener tries the port where people are answered.
func (e *examination) listener() {
	host, port, err := net.SplitHostPort(e.Config.Listen)
	if err != nil {
		return // config.Check has read it
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	c, err := (&net.Dialer{Timeout: patience}).DialContext(e.ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		e.fail("listener", "start the server; its log says why it ended", "nobody answers at %s", e.Config.Listen)
		return
	}
	_ = c.Close()
	e.ok("listener", "somebody answers at %s", e.Config.Listen)
}

// proxyLog reads a proxy's configuration for what would write addresses down.
func (e *examination) proxyLog() {
	if e.ProxyConfig == "" {
		return
	}
	text, err := os.ReadFile(e.ProxyConfig)
	if err != nil {
		e.fail("proxy log", "correct --proxy-config", "%v", err)
		return
	}
	if faults := loggingOf(string(text)); len(faults) > 0 {
		e.fail("proxy log", "compare with the examples in deploy/", "%s: %s", e.ProxyConfig, strings.Join(faults, "; "))
		return
	}
	e.ok("proxy log", "%s writes no addresses", e.ProxyConfig)
}

// rules are what the examples in deploy/ keep to, by the word that tells one proxy from another.
var rules = []struct {
	word  *regexp.Regexp
	check func(lines []string) []string
}{
	{regexp.MustCompile(`(?m)^\s*proxy_pass\s`), nginxLogs},
	{regexp.MustCompile(`(?m)^\s*reverse_proxy\s`), caddyLogs},
	{regexp.MustCompile(`(?mi)^\s*ProxyPass\s`), apacheLogs},
}

func loggingOf(text string) []string {
	for _, r := range rules {
		if r.word.MatchString(text) {
			return r.check(directives(text))
		}
	}
	return []string{"neither nginx nor Caddy nor Apache is seen in it"}
}

// directives are the lines without comments.
func directives(text string) (lines []string) {
	for _, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, strings.Join(strings.Fields(line), " "))
		}
	}
	return lines
}

func having(lines []string, prefix string) (found []string) {
	for _, line := range lines {
		if strings.HasPrefix(strings.ToLower(line), prefix+" ") || strings.ToLower(line) == prefix {
			found = append(found, line)
		}
	}
	return found
}

// nginxLogs: it writes an access log unless it is told not to, and puts the visitor's address into errors.
func nginxLogs(lines []string) (faults []string) {
	access, errs := having(lines, "access_log"), having(lines, "error_log")
	if len(access) == 0 || slices.ContainsFunc(access, func(l string) bool { return l != "access_log off;" }) {
		faults = append(faults, "access_log is not off everywhere")
	}
	quiet := func(l string) bool {
		return strings.HasSuffix(l, " emerg;") || strings.HasPrefix(l, "error_log /dev/null")
	}
	if len(errs) == 0 || slices.ContainsFunc(errs, func(l string) bool { return !quiet(l) }) {
		faults = append(faults, "error_log must be for emergencies only (emerg)")
	}
	if !slices.ContainsFunc(having(lines, "listen"), func(l string) bool { return strings.Contains(l, " default_server") }) {
		faults = append(faults, "no default_server: who comes with garbage is answered, and logged, by another site")
	}
	return faults
}

// talkative are Caddy's loggers whose lines hold the visitor's address: errors of requests, and of answers that a browser did not wait for.
var talkative = []string{"http.log.error", "http.handlers"}

// caddyLogs: a site writes no access log unless it is told to, but errors hold the visitor's address and go to the log of the program.
func caddyLogs(lines []string) (faults []string) {
	var excluded []string
	depth, inOptions := 0, lines[0] == "{" // a block without a name comes first and holds the options of all
	for _, line := range lines {
		switch {
		case inOptions && strings.HasPrefix(line, "exclude "):
			excluded = append(excluded, strings.Fields(line)[1:]...)
		case !inOptions && (line == "log" || strings.HasPrefix(line, "log ")):
			faults = append(faults, "a site has a log")
		}
		depth += strings.Count(line, "{") - strings.Count(line, "}")
		inOptions = inOptions && depth > 0
	}
	for _, logger := range talkative {
		if !slices.Contains(excluded, logger) && !slices.Contains(excluded, "http") {
			faults = append(faults, logger+" is not excluded from the log")
		}
	}
	return faults
}

// apacheLogs: it writes what it is told to, and puts the visitor's address into errors. A site without a log of its own has that of the whole server,
// so each needs one that leads nowhere.
func apacheLogs(lines []string) (faults []string) {
	for _, word := range []string{"transferlog", "forensiclog", "globallog"} {
		if len(having(lines, word)) > 0 {
			faults = append(faults, "there is a "+word)
		}
	}
	logs := having(lines, "customlog")
	if slices.ContainsFunc(logs, func(l string) bool { return !strings.HasPrefix(l[len("customlog"):], " /dev/null ") }) {
		faults = append(faults, "there is a customlog")
	}
	if len(logs) < max(1, len(having(lines, "<virtualhost"))) {
		faults = append(faults, `a site has no CustomLog /dev/null "-", so that of the whole server holds for it`)
	}
	levels := having(lines, "loglevel")
	if len(levels) == 0 || slices.ContainsFunc(levels, func(l string) bool { return !strings.EqualFold(l, "LogLevel emerg") }) {
		faults = append(faults, "LogLevel must be emerg")
	}
	return faults
}

package address

import "strings"

// effects are what the server itself must have noticed.
func (f *front) effects() {
	f.Helper()
	people := len(f.people())
	if f.behind != 0 && f.Failed() {
		f.Logf("%s: the proxy says %s", f, tail(f.said("proxy.stderr")))
	}
	f.atLeast("half a handshake, ended", 5*people)
	f.atLeast("health", 12)
	if !strings.Contains(f.without, "record") {
		f.recorded()
	}
	handshakes, panics := `"kind":"tls handshake"`, `"kind":"panic"`
	if strings.Contains(f.without, "log") {
		handshakes, panics = "TLS handshake error", "panic serving"
	}
	f.noted(`"error"`, 3*people)
	if f.binary == careless {
		f.noted(panics, 2*people)
	}
	if f.behind == 0 {
		f.noted(handshakes, 18*people)
		f.atLeast("slow headers, ended by the server", 3*people)
		return
	}
	f.atLeast("past the proxy", 2)
	f.atLeast("plain", 4)
	f.atLeast("from the trusted proxy", 8)
}

// noted says that the server's log has to say something so often.
func (f *front) noted(text string, least int) {
	f.Helper()
	if n := f.logged(text); n < least {
		f.Errorf("%s: the log says %s %d times, at least %d are wanted: %s", f, text, n, least, tail(f.said("server.stderr")))
	}
}

func (f *front) atLeast(what string, n int) {
	f.Helper()
	if f.tally[what] < n {
		f.Errorf("%s: %s: %d times, at least %d are wanted", f, what, f.tally[what], n)
	}
}

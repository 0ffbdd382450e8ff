package address

import (
	"io"
	"net/netip"
	"os"
)

// aside asks the health listener, and the server itself past its proxy.
func (f *front) aside() {
	for _, from := range []netip.Addr{near, nearToo} {
		p := &person{front: f, from: from}
		for _, path := range []string{"/healthz", "/readyz", "/metrics", "/debug/pprof/", "/" + from.String()} {
			f.count("health", once(p.sayOn(p.plain(f.health), p.request("GET", path, "", lines(forgery(p))...)).status != 0))
		}
		f.count("health", once(p.sayOn(p.plain(f.health), "GARBAGE "+from.String()+"\r\n\r\n").status == 400))
		if f.behind != 0 {
			f.count("past the proxy", p.sayOn(p.plain(f.behind), p.request("GET", "/donau", "", lines(forgery(p))...)).anyOf(200))
			f.count("plain", once(p.sayOn(p.plain(f.http), p.request("GET", "/donau?"+from.String(), "", lines(forgery(p))...)).status/100 == 3))
			for _, text := range []string{"GARBAGE\r\n\r\n", "GET / HTTP/1.1\r\nHost: " + p.at() + "\r\nConnection: close\r\n\r\n", string(hello(p))} { // a name that is no site's, TLS to the wrong port
				f.count("plain", once(p.sayOn(p.plain(f.http), text).status >= 300))
			}
			trusted := &person{front: f, from: netip.MustParseAddr("127.0.0.1")}
			for _, hops := range []string{from.String(), forged.String() + ", " + from.String(), from.String() + ", " + forgedSix.String(), "garbage, " + from.String() + ":x"} {
				f.count("from the trusted proxy", trusted.sayOn(trusted.plain(f.behind), p.request("GET", "/donau", "", "X-Forwarded-For: "+hops)).anyOf(200))
			}
		}
	}
	for _, from := range f.people() {
		p := &person{front: f, from: from}
		slowBody(p)
		f.calling = append(f.calling, p)
	}
}

// databaseGone asks without a database: SQLite's file is spoilt, PostgreSQL is stopped. Panics cannot be provoked from outside; failures can.
func (s *scene) databaseGone(people []*person) {
	s.Helper()
	if s.postgres {
		postgres.stop()
	} else {
		for _, f := range s.fronts {
			f.copied(f.path("data"), "data-before", "siegel.db", "siegel.db-wal")
			f.spoil()
		}
	}
	everybody(people, func(p *person) {
		n := 0
		for _, path := range []string{"/donau", "/api/1/agencies/donau", "/" + p.from.String(), "/api/1/agencies/" + p.from.String()} {
			n += p.ask("GET", path, "", lines(forgery(p))...).anyOf(500, 503)
		}
		n += p.ask("POST", "/api/1/auth/pre", `{"agency":"donau","realm":"seeker","name":"sonne"}`).anyOf(500, 503, 429)
		p.count("without a database", n)
		if n < 3 {
			p.Errorf("%s: without a database %s was refused %d times only", p.front, p.from, n)
		}
	})
	if s.postgres {
		if err := postgres.start(); err != nil {
			s.Fatal(err)
		}
	}
}

// spoil overwrites a SQLite database.
func (f *front) spoil() {
	f.Helper()
	for _, name := range []string{"siegel.db", "siegel.db-wal", "siegel.db-shm"} {
		path := f.path("data/" + name)
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			f.Fatal(err)
		}
		info, err := file.Stat()
		if err != nil {
			f.Fatal(err)
		}
		if _, err := io.CopyN(file, zeros{}, info.Size()); err != nil {
			f.Fatal(err)
		}
		if err := file.Close(); err != nil {
			f.Fatal(err)
		}
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 0x5a
	}
	return len(b), nil
}

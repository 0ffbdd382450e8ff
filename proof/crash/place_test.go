package crash

import (
	"context"
	"encoding/base64"
	"path/filepath"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/rest"
	"siegel/internal/sg1"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// place is an installation: a database with an agency that is set up, the keys, and the counsellors who are signed in.
type place struct {
	database, data, keysDir, shredDir string
	postgres                          bool
	keys                              *rest.Keys
	agency                            counsel.Agency
	staff                             []person
	manifest                          sg1.Hash              // of the newest
	auth                              map[counsel.ID][]byte // the login keys of staff
	scene                             *testkit.Scene
}

// person has signed in; "" is nobody's cookie.
type person struct {
	uid    counsel.ID
	realm  counsel.Realm
	cookie string
	from   string // the address that a proxy would name
}

// colleagues is how many counsellors an installation has, the lead among them.
const colleagues = 4

// short is the name of every place's agency.
const short = "donau"

// newPlace makes one in a folder of SQLite's, or in a database of PostgreSQL. Nobody has it open afterwards.
func newPlace(t *testing.T, data, database string) *place {
	t.Helper()
	p := &place{database: database, data: data, keysDir: filepath.Join(t.TempDir(), "keys"), shredDir: filepath.Join(t.TempDir(), "shred"), postgres: database != ""}
	if !p.postgres {
		p.database = filepath.Join(data, "siegel.db")
	}
	var err error
	if p.keys, err = rest.Create(p.keysDir); err != nil {
		t.Fatal(err)
	}
	w := &testkit.World{Clock: testkit.NewClock(), Keys: p.keys, KeysDir: p.keysDir, ShredDir: p.shredDir, Database: p.database, Postgres: p.postgres}
	w.Clock.Pass(time.Since(w.Clock.Now())) // the server goes by the machine's
	if w.Store, err = store.Open(context.Background(), store.Options{Database: p.database, Keys: p.keys, Shred: w.Shreds(t), Clock: w.Clock.Now}); err != nil {
		t.Fatal(err)
	}
	scene := testkit.NewScene(t, w, short, true)
	p.agency = scene.Agency
	p.staff = []person{p.signedIn(scene, scene.Lead)}
	for _, alias := range []string{"Ben", "Cora", "Dina"} {
		p.staff = append(p.staff, p.signedIn(scene, scene.Staff(alias, counsel.Counsellor, counsel.Intake)))
	}
	stored, err := w.Directory(context.Background(), p.agency.ID)
	if err != nil {
		t.Fatal(err)
	}
	p.scene, p.auth, p.manifest = scene, scene.Auth, scene.Opened(stored).Hash
	if err := w.Store.Close(); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *place) signedIn(s *testkit.Scene, a counsel.Actor) person {
	return person{a.UID, counsel.Staff, base64.RawURLEncoding.EncodeToString(s.Cookie[a.UID]), "192.0.2.1"}
}

// settings are what the server and the operator's commands are started with.
func (p *place) settings() []string {
	args := []string{"--public-url", testkit.Origin, "--keys", p.keysDir, "--data", p.data, "--shred", p.shredDir, "--trusted-proxies", "127.0.0.0/8," + net18}
	if p.postgres {
		args = append(args, "--database", p.database)
	}
	return args
}

// member is who signs an order.
func (p *place) member(of person) *testkit.Member {
	for _, m := range p.scene.Signed.Members {
		if m.UID == of.uid {
			return m
		}
	}
	panic("nobody of the agency") // only our own staff come here
}

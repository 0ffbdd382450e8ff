package doctor

import (
	"errors"
	"io/fs"
	"net/url"
	"strings"
	"time"

	"siegel/internal/config"
	"siegel/internal/counsel"
	"siegel/internal/rest"
	"siegel/internal/store"
)

// database looks at it without changing it, and then at the agencies in it.
func (e *examination) database() {
	s, err := store.Look(e.ctx, e.Config.Database)
	if errors.Is(err, fs.ErrNotExist) {
		e.warn("database", "siegel agency create, or start the server", "there is none yet")
		return
	}
	if err != nil {
		e.fail("database", "start it, and correct the setting database", "%v", err)
		return
	}
	defer func() { _ = s.Close() }()
	found, err := s.Found(e.ctx)
	if err != nil {
		e.fail("database", "the log of the database says more", "%v", err)
		return
	}
	e.schema(found)
	e.keys(found)
	e.keysKept(found)
	e.renewal(found)
	e.statements(s)
	e.databaseDisk(s)
	if found.Schema != store.Schema() {
		return
	}
	e.clock(found.Newest)
	e.clockSeen(s)
	agencies, err := s.Agencies(e.ctx)
	if err != nil {
		e.fail("agencies", "the log of the database says more", "%v", err)
		return
	}
	if len(agencies) == 0 {
		e.warn("agencies", "siegel agency create --from agency.toml", "there is none yet")
	}
	for _, a := range agencies {
		e.agency(s, a)
	}
}

func (e *examination) schema(f store.Found) {
	switch want := store.Schema(); {
	case f.Schema > want:
		e.fail("database", "use the newer program that has worked on it", "%s holds schema %d, this program knows %d", f.Version, f.Schema, want)
	case f.Schema < want:
		e.warn("database", "make a copy, then start the server: it brings the schema up to date", "%s holds schema %d of %d", f.Version, f.Schema, want)
	default:
		e.ok("database", "%s, schema %d", f.Version, f.Schema)
	}
}

func (e *examination) keys(f store.Found) {
	keys, err := rest.Load(e.Config.Keys)
	switch {
	case errors.Is(err, fs.ErrNotExist) && len(f.Checks) == 0:
		e.ok("key files", "none yet; the first start makes them")
	case err != nil:
		e.fail("key files", "put the keys back from their backup; without them nobody can sign in, and nothing can be opened", "%v", err)
	case len(f.Checks) > 0 && !f.Fits(keys):
		e.fail("key files", "put the keys back that were made with this database, or the database that was made with these keys", "they do not belong to the database")
	default:
		e.ok("key files", "they belong to the database")
	}
}

// statements asks a database server for what it would write down, and for what it would lose.
func (e *examination) statements(s *store.Store) {
	if !e.Config.Postgres() {
		return
	}
	for _, want := range []struct{ name, value, why string }{
		{"log_statement", "none", "sealed rows end up in its log"},
		{"log_min_duration_statement", "-1", "slow statements end up in its log"},
		{"fsync", "on", "letters that were acknowledged are lost when the power fails"},
	} {
		value, err := s.Setting(e.ctx, want.name)
		if err == nil && value != want.value {
			e.warn("database log", "set "+want.name+" = "+want.value+" for this database", "%s is %s: %s", want.name, value, want.why)
		}
	}
}

// databaseDisk looks at the disk of a PostgreSQL that runs on this machine, where the server's role may know its folder (pg_read_all_settings).
func (e *examination) databaseDisk(s *store.Store) {
	at, err := url.Parse(e.Config.Database)
	if !e.Config.Postgres() || err != nil || !config.Loopback(at.Hostname()) {
		return
	}
	if folder, err := s.Setting(e.ctx, "data_directory"); err == nil && folder != "" {
		e.room("PostgreSQL's folder", folder)
	}
}

// behind is how far the clock may lie behind stored times: they are rounded down, so none should be ahead at all.
const behind = time.Minute

func (e *examination) clock(newest time.Time) {
	if now := e.Now(); newest.After(now.Add(behind)) {
		e.fail("clock", "set the machine's clock, by NTP", "it says %s, but something was stored at %s", now.UTC().Format(time.RFC3339), newest.Format(time.RFC3339))
		return
	}
	e.ok("clock", "%s", e.Now().UTC().Format(time.RFC3339))
}

// agency looks at one: who could open its cases again, when it promises, in which languages it speaks.
func (e *examination) agency(s *store.Store, a counsel.Agency) {
	if a.Origin != e.Config.PublicURL {
		e.fail(named(a), "set public_url back; an agency works under its own address only", "it was made for %s", a.Origin)
	}
	if a.State == counsel.AgencyNew {
		e.warn(named(a), "its first lead opens the set-up link (siegel agency link "+a.Short+")", "it has not been set up")
	} else {
		e.recovery(s, a)
	}
	e.holidays(a)
	e.languages(a)
}

// recovery counts who can still open the agency's keys: leads who may sign in, and the sheet of paper.
func (e *examination) recovery(s *store.Store, a counsel.Agency) {
	leads, err := leadsOf(e, s, a)
	if err != nil {
		e.fail(named(a), "the database may be damaged; put its copy back", "%v", err)
		return
	}
	sheet, err := sheetOf(e, s, a)
	if err != nil {
		e.fail(named(a), "the database may be damaged; put its copy back", "its signed directory does not open: %v", err)
		return
	}
	e.recoverable(a, leads, sheet)
}

func (e *examination) recoverable(a counsel.Agency, leads int, sheet bool) {
	switch {
	case leads == 0:
		e.fail(named(a), "siegel staff start "+a.Short+" …, or recover with the sheet of paper", "no lead can sign in: nobody can admit or dismiss anybody")
	case leads == 1 && !sheet:
		e.warn(named(a), "the lead admits a second one", "one lead, and no recovery sheet: if she loses her password, the agency is lost")
	default:
		e.ok(named(a), "people able to recover: %s", recoverers(leads, sheet))
	}
}

func recoverers(leads int, sheet bool) string {
	parts := []string{plural(leads, "lead")}
	if sheet {
		parts = append(parts, "the sheet of paper")
	}
	return strings.Join(parts, ", ")
}

package app

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"siegel/internal/api"
	"siegel/internal/config"
	"siegel/internal/counsel"
	"siegel/internal/doctor"
	"siegel/internal/live"
	"siegel/internal/notice"
	"siegel/internal/record"
	"siegel/internal/rest"
	"siegel/internal/shred"
	"siegel/internal/site"
	"siegel/internal/store"
	"siegel/internal/texts"
	"siegel/internal/visits"
	"siegel/locales"
	"siegel/web"
)

// openStore opens the database with the server's keys. Keys are made only where there is no database yet: a lost keys folder must be
// noticed, not replaced.
func openStore(ctx context.Context, c config.Config) (*store.Store, error) {
	return openStoreAt(ctx, c, nil)
}

// openStoreAt is openStore with a clock; nil is the machine's.
func openStoreAt(ctx context.Context, c config.Config, clock func() time.Time) (*store.Store, error) {
	keys, err := rest.Load(c.Keys)
	if errors.Is(err, fs.ErrNotExist) {
		if err := mayCreateKeys(ctx, c); err != nil {
			return nil, err
		}
		keys, err = rest.Create(c.Keys)
	}
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	if !c.Postgres() {
		if err := os.MkdirAll(filepath.Dir(c.Database), 0o700); err != nil {
			return nil, err
		}
	}
	shreds, err := shred.Open(ctx, c.Shred, keys)
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, store.Options{Database: c.Database, Keys: keys, Shred: shreds, Files: partsOf(c.Files), Notices: c.Notifier.Given(), Clock: clock})
	if err != nil {
		return nil, err // Open has closed both
	}
	if err := sameOrigin(ctx, c, s); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// sameOrigin refuses a changed public_url: the keys of an agency are bound to the origin it was made with, so nobody could sign in.
func sameOrigin(ctx context.Context, c config.Config, s *store.Store) error {
	agencies, err := s.Agencies(ctx)
	if err != nil {
		return err
	}
	for _, a := range agencies {
		if a.Origin != c.PublicURL {
			return fmt.Errorf("public_url is %s, but the agency %q was made for %s and works nowhere else", c.PublicURL, a.Short, a.Origin)
		}
	}
	return nil
}

// mayCreateKeys looks, and changes nothing: a database that knows keys belongs to those.
func mayCreateKeys(ctx context.Context, c config.Config) error {
	used, err := inUse(ctx, c)
	if err != nil {
		return err
	}
	if used {
		return fmt.Errorf("the database is in use, but %s holds no keys: put the keys back from their backup", c.Keys)
	}
	return nil
}

// inUse says whether a server, or siegel agency create, has ever used the database. It changes nothing.
func inUse(ctx context.Context, c config.Config) (bool, error) {
	s, err := store.Look(ctx, c.Database)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	found, err := s.Found(ctx)
	return len(found.Checks) > 0, errors.Join(err, s.Close())
}

// buckets gives what stands for the sender of a request, in this hour and the one before.
type buckets func(context.Context) (now, before [16]byte)

// scrubbed takes them from the address scrubber.
func scrubbed(ctx context.Context) (now, before [16]byte) {
	b := site.BucketsOf(ctx)
	return b.Now, b.Before
}

// node is one running server over an open store.
type node struct {
	config  config.Config
	store   *store.Store
	log     *slog.Logger
	from    buckets
	health  *health
	env     []string // as os.Environ gives it
	live    *live.Hub
	tabs    *api.Tabs
	clock   func() time.Time // nil: the machine's
	counts  *visits.Counter  // nil: visits are not counted
	rows    *record.Record   // nil: there is no access record
	notices *notice.Client   // nil: there are no notices
}

// handler puts pages and API together.
func (n *node) handler() (http.Handler, error) {
	c, s := n.config, n.store
	catalogues, err := texts.Load(locales.Files)
	if err != nil {
		return nil, err
	}
	if c.Statistics {
		n.counts = visits.New(n.now())
	}
	if c.Record.On {
		n.rows = record.New(n.now())
	}
	calls := api.New(api.Options{
		Store: s, Log: n.log, Origins: []string{c.PublicURL}, Buckets: n.from, Limits: limitsOf(c.Limits), Live: n.live, Tabs: n.tabs, Host: c.Host(), Clock: n.clock, Notices: n.notices, Counting: n.counts != nil, RecordDays: n.recordDays(),
		Alarm:  n.alarm(),
		Crisis: func(lang string, settings counsel.Settings) any { return catalogues.Crisis(lang, settings) },
	})
	return site.New(site.Options{
		Counting: n.counting(),
		Notices:  c.Notifier.Given(),
		Policy:   s.Policy,
		Origin:   c.PublicURL, Subdomains: c.IncludeSubdomains, Trusted: c.TrustedProxies, Operator: c.Operator,
		Files: web.Files, Texts: catalogues, Log: n.log,
		API:            n.counted(calls),
		Clock:          n.clock,
		Rule:           s.Rule,
		AgencyByShort:  s.AgencyByShort,
		Logo:           s.Logo,
		StopNotices:    n.stopNotices(),
		EndSeekerVisit: leaver{s}.end,
	})
}

// counting is what counts visits and records accesses; nil where neither is done.
func (n *node) counting() *site.Counting {
	if n.counts == nil && n.rows == nil {
		return nil
	}
	return &site.Counting{Counter: n.counts, Record: n.rows, Days: n.recordDays(), Agency: n.store.Agency}
}

// recordDays is how long the access record is kept; 0 where there is none.
func (n *node) recordDays() int {
	if !n.config.Record.On {
		return 0
	}
	return n.config.Record.Days
}

// recordFolder is where the access record lies, or did before it was switched off.
func (n *node) recordFolder() record.Folder {
	return record.Folder{Path: n.config.Record.Folder, Days: n.config.Record.Days, Free: doctor.FreeBytes}
}

// counted counts the answers of the interface for the health listener, where there is one: by the pattern that the program knows, never by what stood
// in the address.
func (n *node) counted(h http.Handler) http.Handler {
	if n.health == nil || n.health.numbers == nil {
		return h
	}
	return n.health.numbers.Wrap(h, func(r *http.Request) string { return r.Pattern })
}

// alarm counts what browsers say of refused checks, on the health listener, where there is one; nil: nobody counts.
func (n *node) alarm() func(check string) {
	if n.health == nil || n.health.numbers == nil {
		return nil
	}
	return n.health.alarms
}

// limitsOf names the settings as the interface does.
func limitsOf(l config.Limits) api.Limits {
	return api.Limits{
		Logins: l.Logins, Salts: l.Pre, Registers: l.Registrations, Enquiries: l.Enquiries, Messages: l.Messages, Drafts: l.Drafts, Files: l.Files, Failures: l.Failures, NoWork: l.NoWork,
	}
}

type leaver struct{ store *store.Store }

// end ends the session of a seeker's cookie and says which agency it was with. A cookie without a session is no error.
func (v leaver) end(ctx context.Context, cookie string) (counsel.Agency, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cookie)
	if err != nil {
		return counsel.Agency{}, nil
	}
	actor, _, err := v.store.Session(ctx, counsel.Seekers, raw)
	if err != nil {
		if counsel.CodeOf(err) == counsel.SignedOut {
			err = nil
		}
		return counsel.Agency{}, err
	}
	if err := v.store.Logout(ctx, raw); err != nil {
		return counsel.Agency{}, err
	}
	return v.store.Agency(ctx, actor.Agency)
}

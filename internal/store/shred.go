package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"sync"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/rest"
	"siegel/internal/shred"
)

// own is a small key row, and whose key it is sealed under: an account's or a case's own, which lies in the shred store and goes with it.
type own struct {
	rest.Row
	of shred.Name
}

func ofAccount(agency, uid counsel.ID, r rest.Row) own {
	return own{r, shred.Name{Agency: agency, Kind: shred.Account, ID: uid}}
}

func ofItsCase(agency, id counsel.ID, r rest.Row) own {
	return own{r, shred.Name{Agency: agency, Kind: shred.Case, ID: id}}
}

// ErrOtherShred says that the database belongs to another shred store, or that the store's file is lost: nothing is made up for it.
var ErrOtherShred = errors.New("store: the database belongs to another shred store: put it back from its backup")

// shredStore is the shred store with what has been asked of it in the last minute: deleted keys do not stay in memory for long.
type shredStore struct {
	*shred.Store
	mu      sync.Mutex
	since   time.Time
	known   map[shred.Name]rest.Key
	reboxed bool // no row is under the key of all rows any more
}

// rememberFor is how long keys are remembered, and maxKnown how many.
const (
	rememberFor = time.Minute
	maxKnown    = 10_000
)

// key gives a key, and makes it if makes is set. It is on the disk before any row needs it.
func (s *shredStore) key(ctx context.Context, n shred.Name, makes bool) (rest.Key, error) {
	s.mu.Lock()
	if len(s.known) >= maxKnown || time.Since(s.since) > rememberFor {
		s.since, s.known = time.Now(), map[shred.Name]rest.Key{}
	}
	k, ok := s.known[n]
	s.mu.Unlock()
	if ok {
		return k, nil
	}
	ask := s.Key
	if makes {
		ask = s.Make
	}
	k, err := ask(ctx, n)
	if err == nil {
		s.mu.Lock()
		s.known[n] = k
		s.mu.Unlock()
	}
	return k, err
}

func (s *shredStore) forget(list []shred.Deletion) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range list {
		delete(s.known, d.Name)
	}
}

// seal puts the rest layer on a row. A failure of the shred store fails the whole transaction: see do.
func (t *tx) seal(row own, b []byte) []byte {
	if t.s.sealedElsewhere {
		t.failed = ErrOtherShred // kill: S.Shred.seal-other-shred
		return nil
	}
	if t.s.shreds == nil {
		return t.s.keys.Seal(row.Row, b)
	}
	k, err := t.s.shreds.key(t.ctx, row.of, true)
	if err != nil {
		t.failed = errors.Join(t.failed, away(err))
		return nil
	}
	return k.Seal(row.Row, b)
}

// open takes the rest layer off.
func (t *tx) open(row own, b []byte) ([]byte, error) {
	if t.s.shreds == nil {
		return t.s.keys.Open(row.Row, b)
	}
	k, err := t.s.shreds.key(t.ctx, row.of, false)
	if err == nil {
		plain, err := k.Open(row.Row, b)
		if err == nil || t.s.shreds.reboxed {
			return plain, err
		}
	} else if !errors.Is(err, shred.ErrNone) {
		return nil, away(err)
	}
	if t.s.shreds.reboxed {
		return nil, rest.ErrBox // kill: S.Shred.open-box
	}
	return t.s.keys.Open(row.Row, b) // a row that an earlier version has stored
}

// away says that the shred store does not answer: like a database that does not.
func away(err error) error {
	if errors.Is(err, rest.ErrBox) {
		return err
	}
	return broken(counsel.Away, err.Error())
}

// do runs fn. What could not be sealed must not be stored, whatever fn says.
func (t *tx) do(fn func(*tx) error) error {
	if err := fn(t); err != nil {
		return err
	}
	return t.failed
}

// prepareShreds makes sure that database and shred store belong together, and brings rows of earlier versions under keys of their own.
func (s *Store) prepareShreds(ctx context.Context) error {
	known, err := s.shredID(ctx)
	if err != nil {
		return err
	}
	if s.shreds == nil {
		s.sealedElsewhere = known != nil
		return nil
	}
	there, err := s.shreds.Meta(ctx, "id", nil)
	if err != nil {
		return err
	}
	if known != nil && !bytes.Equal(there, known) {
		return ErrOtherShred // kill: S.Shred.prepare-shreds-other-shred
	}
	if err := s.noteOlder(ctx); err != nil {
		return err
	}
	if _, err := s.shreds.Settle(ctx, s.clock()); err != nil {
		return err
	}
	if known == nil {
		if err := s.meetShreds(ctx); err != nil {
			return err
		}
	}
	if err := s.followRest(ctx); err != nil {
		return err
	}
	if err := s.rebox(ctx); err != nil {
		return err
	}
	if err := s.moveSealed(ctx); err != nil {
		return err
	}
	return s.reapplyJournal(ctx)
}

func (s *Store) shredID(ctx context.Context) (id []byte, err error) {
	err = s.read(ctx, func(t *tx) error {
		_, err := t.get(`SELECT key_check FROM server_keys WHERE name = 'shred'`, nil, &id)
		return err
	})
	return id, err
}

// meetShreds notes in the database which shred store it belongs to. The store has its name first.
func (s *Store) meetShreds(ctx context.Context) error {
	fresh := make([]byte, 16)
	rand.Read(fresh)
	id, err := s.shreds.Meta(ctx, "id", fresh)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO server_keys (name, key_check) VALUES ('shred', $1) ON CONFLICT (name) DO NOTHING`, id)
		return err
	})
}

// Shred hands to the shred store what deletions have left for it: keys go, the journal is written; then the notes go. It says how many there were.
func (s *Store) Shred(ctx context.Context) (done int, err error) {
	var list []shred.Deletion
	err = s.read(ctx, func(t *tx) error {
		list = nil
		var agency, id counsel.ID
		var kind string
		return t.fill(`SELECT agency, kind, id FROM shred_notes LIMIT $1`, args{1000}, []any{&agency, &kind, &id}, func() {
			list = append(list, shred.Deletion{Name: shred.Name{Agency: agency, Kind: shred.Kind(kind), ID: id}, At: counsel.Day(t.now)})
		})
	})
	if err != nil || len(list) == 0 {
		return 0, err
	}
	if s.shreds != nil {
		if err := s.shreds.Forget(ctx, list); err != nil {
			return 0, err
		}
		s.shreds.forget(list)
	}
	return len(list), s.write(ctx, func(t *tx) error {
		for _, d := range list {
			if _, err := t.exec(`DELETE FROM shred_notes WHERE agency = $1 AND kind = $2 AND id = $3`, counsel.ID(d.Agency), d.Kind, counsel.ID(d.ID)); err != nil {
				return err
			}
		}
		return nil
	})
}

// SweepShreds removes keys of what does not exist: a registration that was refused, an agency that the operator has deleted. young are those that a running
// call may just be making: a key goes when it was an orphan at the look before, too. None goes while the database may be an older one that was put back. It gives the orphans of now.
func (s *Store) SweepShreds(ctx context.Context, before map[shred.Name]bool) (orphans map[shred.Name]bool, err error) {
	orphans = map[shred.Name]bool{}
	if s.shreds == nil {
		return orphans, nil
	}
	names, err := s.shreds.Names(ctx)
	if err != nil {
		return nil, err
	}
	there, err := s.owners(ctx)
	if err != nil {
		return nil, err
	}
	waits, err := s.older(ctx)
	if err != nil {
		return nil, err
	}
	var gone []shred.Name
	for _, n := range names {
		switch {
		case there[n]:
		case before[n] && !waits:
			gone = append(gone, n)
		default:
			orphans[n] = true
		}
	}
	if err := s.shreds.Sweep(ctx, gone); err != nil {
		return nil, err
	}
	if err := s.Plausible(ctx); err != nil {
		return nil, err
	}
	return orphans, s.shreds.Trim(ctx, s.clock())
}

// olderName is where the shred store remembers when it met a database older than itself, and olderDays how long it then takes no key for one of nothing: as long as
// the oldest backup of a database is kept. What is missing in a backup that was put back is there again when the newer database is; its keys would not be.
const (
	olderName = "older"
	olderDays = 30
)

// noteOlder compares when the two stores last worked. Both remember it within an hour of each other.
func (s *Store) noteOlder(ctx context.Context) error {
	var value []byte
	if err := s.read(ctx, func(t *tx) error {
		_, err := t.get(`SELECT key_check FROM server_keys WHERE name = $1`, args{clockName}, &value)
		return err
	}); err != nil {
		return err
	}
	other, err := s.shreds.Meta(ctx, clockName, nil)
	if err != nil {
		return err
	}
	here := momentOf(value)
	if here.IsZero() || !momentOf(other).After(here.Add(clockStep)) {
		return nil
	}
	return s.shreds.SetMeta(ctx, olderName, binary.BigEndian.AppendUint64(nil, uint64(s.clock().UnixMilli())))
}

// older says whether the database may be an older one than that which the keys were made for.
func (s *Store) older(ctx context.Context) (bool, error) {
	value, err := s.shreds.Meta(ctx, olderName, nil)
	return err == nil && len(value) > 0 && s.clock().Before(momentOf(value).AddDate(0, 0, olderDays)), err
}

// owners are all accounts and cases, and those whose deletion the shred store has not heard of yet.
func (s *Store) owners(ctx context.Context) (there map[shred.Name]bool, err error) {
	err = s.read(ctx, func(t *tx) error {
		there = map[shred.Name]bool{}
		var agency, id counsel.ID
		var kind string
		return t.fill(`SELECT agency, 'account' AS kind, uid FROM accounts UNION ALL SELECT agency, 'case', id FROM cases UNION ALL SELECT agency, kind, id FROM shred_notes`, nil,
			[]any{&agency, &kind, &id}, func() { there[shred.Name{Agency: agency, Kind: shred.Kind(kind), ID: id}] = true })
	})
	return there, err
}

package store_test

import (
	"errors"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// trips counts how often the pool of a store goes to PostgreSQL and back for something.
func (p *tap) trips(fn func()) (n int) {
	p.mu.Lock()
	from := len(p.said)
	p.mu.Unlock()
	fn()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.said[from:] {
		if s.text == synced && s.by == "siegel" { // events have connections of their own
			n++
		}
	}
	return n
}

// A letter goes to PostgreSQL and back three times, and once to find its session. Whoever adds one must mean it.
func TestTripsOfALetter(t *testing.T) {
	w := testkit.Postgres(t)
	p := newTap(t, w.Database)
	tapped, err := store.Open(ctx, store.Options{Database: p.address, Keys: w.Keys, Shred: w.Shreds(t), Clock: w.Clock.Now})
	no(t, err)
	defer tapped.Close()
	scene := testkit.NewScene(t, w, "kiz", true)
	seeker, r := scene.Seeker("sonne-42")
	id := scene.Case(seeker, scene.Lead, 2)
	in, err := w.Login(ctx, scene.Agency.ID, counsel.Login{Realm: counsel.Seekers, Way: counsel.ByCode, RcID: r.RcID, Auth: r.AuthRc})
	no(t, err)
	send := func(seq int64) {
		_, _, err := tapped.Session(ctx, counsel.Seekers, in.Cookie)
		no(t, err)
		_, err = tapped.AddMessage(ctx, seeker, letterOf(id, counsel.SeekerRole, seq))
		no(t, err)
	}
	send(2) // the first prepares its statements
	if n := p.trips(func() { send(3) }); n != 4 {
		t.Errorf("a letter takes %d ways to the database and back", n)
	}
}

// What a statement whose answer nobody looks at meets is told with the commit, and undoes everything; the connection is clean afterwards.
func TestLaterFails(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		taken := errors.New("taken")
		for range 40 { // more than there are connections
			err := w.Write(ctx, func(tx *store.Tx) error {
				if err := tx.Exec(insertKey, "goes too", []byte{1}); err != nil {
					return err
				}
				return tx.Later(taken, insertKey, "k_salt", []byte{1})
			})
			if !errors.Is(err, taken) {
				t.Fatalf("%v", err)
			}
			if err := w.Write(ctx, func(tx *store.Tx) error { return tx.Later(taken, `INSERT INTO nothing (x) VALUES ($1)`, 1) }); err == nil || errors.Is(err, taken) {
				t.Fatalf("%v", err)
			}
		}
		if n := count(t, w, "server_keys WHERE name = 'goes too'"); n != 0 {
			t.Error("half of it was kept")
		}
		no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.Later(taken, insertKey, "alone", []byte{1}) }))
		no(t, w.Write(ctx, func(tx *store.Tx) error { // what waits is done before what comes after it
			if err := tx.Later(nil, `DELETE FROM server_keys WHERE name = 'alone'`); err != nil {
				return err
			}
			return tx.Exec(insertKey, "alone", []byte{2})
		}))
		if n := count(t, w, "server_keys WHERE name = 'alone'"); n != 1 {
			t.Errorf("%d rows", n)
		}
	})
}

// A transaction without a statement asks nothing.
func TestNothingToCommit(t *testing.T) {
	w := testkit.Postgres(t)
	p := newTap(t, w.Database)
	tapped, err := store.Open(ctx, store.Options{Database: p.address, Keys: w.Keys, Shred: w.Shreds(t), Clock: w.Clock.Now})
	no(t, err)
	defer tapped.Close()
	if n := p.trips(func() { no(t, tapped.Write(ctx, func(*store.Tx) error { return nil })) }); n != 0 {
		t.Errorf("%d ways for nothing", n)
	}
}

// PostgreSQL undoes a transaction in which a statement has failed, even if whoever asked has not looked: nobody is told that it was kept.
func TestUnseenFailure(t *testing.T) {
	w := testkit.Postgres(t)
	err := w.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Exec(insertKey, "goes too", []byte{1}); err != nil {
			return err
		}
		_ = tx.Exec(`NO STATEMENT`) // this is what nobody looks at
		return nil
	})
	if err == nil || count(t, w, "server_keys WHERE name = 'goes too'") != 0 {
		t.Errorf("%v", err)
	}
	no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.Exec(insertKey, "after", []byte{1}) }))
}

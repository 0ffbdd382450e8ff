package shred

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"time"

	"siegel/internal/rest"
)

// The renewal of k_rest (PROTOCOL 2.11, spec/rest.md). The store says which one is current by its check value; all keys change over in one transaction with it. So a
// server that is killed in between finds out at its next start what is left to do, and several nodes come to the same.

// When something happens, counted from when the current k_rest was taken.
const (
	PrepareDays = 23 // the next one is made, so that a weekly backup of the key files has it
	RenewDays   = 30 // it is taken
	OldDays     = 7  // the one before is destroyed: no backup of this store that is kept needs it
)

// Names of what the store knows about itself.
const (
	metaRest  = "k_rest"       // check value of the current one
	metaSince = "k_rest.since" // when it was taken, Unix ms
	metaNext  = "k_rest.next"  // the next one, sealed under the one before it; stays until that is destroyed
	metaArch  = "k_arch"       // check value
)

// ErrOtherKeys says that the store belongs to other key files.
var ErrOtherKeys = errors.New("shred: the key files do not belong to the store of keys: put back the newest ones that were kept, or copy them from another node")

// Settle brings key files and store together: it finishes what an end of the server has left half done, and takes over what another node has done. It says when
// the current k_rest was taken. Errors: ErrOtherKeys.
func (s *Store) Settle(ctx context.Context, now time.Time) (since time.Time, err error) {
	check, err := s.Meta(ctx, metaRest, s.keys.CheckOf(rest.Current))
	if err != nil {
		return since, err
	}
	if err := s.catchUp(ctx, check, now); err != nil {
		return since, err
	}
	if err := s.settleArch(ctx); err != nil {
		return since, err
	}
	value, err := s.Meta(ctx, metaSince, moment(now))
	if err != nil || len(value) != 8 {
		return since, errors.Join(err, ctx.Err())
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(value))).UTC(), nil
}

func moment(at time.Time) []byte { return binary.BigEndian.AppendUint64(nil, uint64(at.UnixMilli())) }

func (s *Store) catchUp(ctx context.Context, check []byte, now time.Time) error {
	if s.keys.StageOf(check) == rest.Unknown {
		box, err := s.Meta(ctx, metaNext, nil)
		if err != nil {
			return err
		}
		if _, err := s.keys.TakeNext(box); err != nil && !errors.Is(err, rest.ErrBox) {
			return err
		}
	}
	switch s.keys.StageOf(check) {
	case rest.Current:
		return nil
	case rest.Next:
		return s.keys.Turn()
	case rest.Old: // a copy of the store from before the renewal was put back
		_, err := s.rewrap(ctx, check, rest.Current, now)
		return err
	}
	return ErrOtherKeys // kill: S.Renewal.catch-up-other-keys
}

// settleArch makes k_arch for a store that has never had one. A lost one is not replaced.
func (s *Store) settleArch(ctx context.Context) error {
	check, err := s.Meta(ctx, metaArch, nil)
	if err != nil {
		return err
	}
	if check == nil {
		if check, err = s.keys.MakeArch(); err != nil {
			return err
		}
		if check, err = s.Meta(ctx, metaArch, check); err != nil { // of two nodes, the first's
			return err
		}
	}
	if !bytes.Equal(check, s.keys.ArchCheck()) {
		return ErrOtherKeys // kill: S.Renewal.settle-arch-other-keys
	}
	return nil
}

// Renew does what is due of the renewal. kept says whether the key file of a check value lies in a backup elsewhere: before that a new one is not used, because
// whoever lost the server then would have lost everything. Once more is no error.
func (s *Store) Renew(ctx context.Context, now time.Time, kept func(check []byte) bool) error {
	since, err := s.Settle(ctx, now)
	if err != nil {
		return err
	}
	age := now.Sub(since)
	if s.keys.HasOld() {
		if age < days(OldDays) {
			return nil
		}
		return s.endOld(ctx)
	}
	if age < days(PrepareDays) {
		return nil
	}
	box, err := s.Meta(ctx, metaNext, s.keys.NewNext())
	if err != nil {
		return err
	}
	check, err := s.keys.TakeNext(box)
	if err != nil {
		return err
	}
	if age < days(RenewDays) || !kept(check) {
		return nil
	}
	if done, err := s.rewrap(ctx, s.keys.CheckOf(rest.Current), rest.Next, now); err != nil || !done {
		return err // another node was faster: the next look sees it
	}
	return s.keys.Turn()
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// rewrap brings every key over to the current k_rest or the next, if the store is still under that of the check value.
func (s *Store) rewrap(ctx context.Context, from []byte, to rest.Stage, now time.Time) (done bool, err error) {
	err = s.inOne(ctx, func(t *sql.Tx) error {
		done = false
		var have []byte
		lock := ""
		if s.postgres {
			lock = ` FOR UPDATE`
		}
		if err := t.QueryRowContext(ctx, s.text(`SELECT value FROM shred_meta WHERE name = $1`+lock), metaRest).Scan(&have); err != nil {
			return bad(err)
		}
		if !bytes.Equal(have, from) {
			return nil
		}
		if err := s.rewrapAll(ctx, t, to); err != nil {
			return err
		}
		for name, value := range map[string][]byte{metaRest: s.keys.CheckOf(to), metaSince: moment(now)} {
			if _, err := t.ExecContext(ctx, s.text(`UPDATE shred_meta SET value = $2 WHERE name = $1`), name, value); err != nil {
				return bad(err)
			}
		}
		done = true
		return nil
	})
	return done, err
}

// rewrapAll opens each key and seals it again. One that opens under no k_rest at hand stops everything: nothing is destroyed then.
func (s *Store) rewrapAll(ctx context.Context, t *sql.Tx, to rest.Stage) error {
	type boxed struct {
		Name
		box []byte
	}
	var list []boxed
	rows, err := t.QueryContext(ctx, `SELECT agency, kind, id, box FROM shred_keys`)
	if err != nil {
		return bad(err)
	}
	for rows.Next() {
		var b boxed
		var agency, id []byte
		if err := rows.Scan(&agency, &b.Kind, &id, &b.box); err != nil {
			return errors.Join(bad(err), rows.Close())
		}
		copy(b.Agency[:], agency)
		copy(b.ID[:], id)
		list = append(list, b)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return bad(err)
	}
	for _, b := range list {
		fresh, changed, err := s.keys.Rewrap(to, b.row(), b.box)
		if err != nil {
			return err
		}
		if !changed {
			continue
		}
		if _, err := t.ExecContext(ctx, s.text(`UPDATE shred_keys SET box = $4 WHERE agency = $1 AND kind = $2 AND id = $3`), b.Agency[:], b.Kind, b.ID[:], fresh); err != nil {
			return bad(err)
		}
	}
	return nil
}

// endOld brings over what another node may have sealed under the old k_rest until it heard of the new one, takes the way from the old to the new out of the store, writes the
// file anew as a whole, and destroys the old key file.
func (s *Store) endOld(ctx context.Context) error {
	if err := s.inOne(ctx, func(t *sql.Tx) error {
		if err := s.rewrapAll(ctx, t, rest.Current); err != nil {
			return err
		}
		_, err := t.ExecContext(ctx, s.text(`DELETE FROM shred_meta WHERE name = $1`), metaNext)
		return bad(err)
	}); err != nil {
		return err
	}
	if err := s.rewrite(ctx); err != nil {
		return err
	}
	return s.keys.DestroyOld()
}

// RestCheck is the check value of the current k_rest, as the store has it.
func (s *Store) RestCheck(ctx context.Context) ([]byte, error) { return s.Meta(ctx, metaRest, nil) }

// RestSince says when the current k_rest was taken; zero: nobody has noted it yet.
func (s *Store) RestSince(ctx context.Context) (time.Time, error) {
	value, err := s.Meta(ctx, metaSince, nil)
	if err != nil || len(value) != 8 {
		return time.Time{}, err
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(value))).UTC(), nil
}

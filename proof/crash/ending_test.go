package crash

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/shred"
	"siegel/internal/testkit"
)

// Deeds that end something: the seeker deletes everything, a counsellor orders that the case is deleted, and the seeker or the clock answers.

// erase deletes the account with all that hangs on it.
func (s *strand) erase() *deed {
	return &deed{kind: "deletion", who: s.seeker, method: "DELETE", path: "me", body: object{"manifest": s.run.place.manifest.String(), "staying": []string{}, "method": "rc", "auth": b64(s.auth)}, effect: func(m *model) {
		here := append(m.wasHere, m.signedIn...)
		*m = model{drafts: map[draftKey]draft{}, wasHere: here}
	}, adopt: func(s *strand, _ answer) {
		s.destroyed = append(s.destroyed, s.name(shred.Account, s.seeker.uid), s.name(shred.Case, s.id))
		s.retired = true
	}}
}

func (s *strand) name(kind shred.Kind, id counsel.ID) shred.Name {
	return shred.Name{Agency: s.run.place.agency.ID, Kind: kind, ID: id}
}

// order locks the case; what is held goes out first.
func (s *strand) order() *deed {
	who := s.counsellor
	text := s.run.place.member(who).Order(s.run.place.agency.ID, s.id, "delete", s.run.place.manifest, false)
	return &deed{kind: "order", who: who, method: "POST", path: s.path("erasure"), body: object{"id": testkit.ID(), "order": text, "method": "pw", "auth": b64(s.run.place.auth[who.uid])},
		effect: func(m *model) { m.release().ordered = true }}
}

// decide is the seeker's answer to an order.
func (s *strand) decide(what string) *deed {
	d := &deed{kind: "answer " + what, who: s.seeker, method: "POST", path: s.path("erasure/answer"), body: object{"answer": what}, effect: func(m *model) { m.ordered = false }}
	if what == "now" {
		d.effect, d.adopt = func(m *model) { m.end() }, func(s *strand, _ answer) { s.ended() }
	}
	return d
}

// end takes the case away, with everything in it.
func (m *model) end() *model {
	*m = model{account: m.account, vault: m.vault, vaultBox: m.vaultBox, drafts: map[draftKey]draft{}, signedIn: m.signedIn, wasHere: m.wasHere}
	return m
}

// ended begins anew with another case.
func (s *strand) ended() {
	s.destroyed = append(s.destroyed, s.name(shred.Case, s.id))
	s.id, s.expired = testkit.ID(), false
}

// overdue lets orders run out, as if their days were over. The server is not there meanwhile.
func (r *run) overdueOrders() {
	r.t.Helper()
	for _, s := range r.strands {
		if !s.now.ordered || s.pending != nil || s.rng.IntN(4) == 0 {
			continue
		}
		s.expired = true
		r.place.change(r.t, `UPDATE erase_orders SET runs_at = 1 WHERE agency = $1 AND case_id = $2`, r.place.agency.ID[:], s.id[:])
		r.ranOut++
	}
}

// change writes into the database beside the server.
func (p *place) change(t *testing.T, query string, args ...any) {
	t.Helper()
	db, err := sql.Open(map[bool]string{true: "pgx", false: "sqlite"}[p.postgres], p.database)
	if err == nil {
		_, err = db.ExecContext(context.Background(), query, args...)
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// shredded looks whether the keys of what was deleted are gone.
func (e *eye) shredded(s *strand) {
	e.t.Helper()
	for _, name := range s.destroyed {
		if _, err := e.keys.Key(context.Background(), name); !errors.Is(err, shred.ErrNone) {
			e.t.Errorf("seed %d: the key of a deleted %v is still there (%v)", s.run.seed, name.Kind, err)
		}
	}
}

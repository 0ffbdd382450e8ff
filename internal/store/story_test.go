package store_test

import (
	"context"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var ctx = context.Background()

// The letter goes all the way through: written, taken, answered, read.
func TestStory(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, r := s.Seeker("sonne-42")
		e := s.Enquiry(2)
		sent, err := w.AddEnquiry(ctx, seeker, e)
		no(t, err)
		if sent.Order != 1 || !sent.Time.Equal(counsel.Quarter(w.Clock.Now())) {
			t.Errorf("placed at %d, %v", sent.Order, sent.Time)
		}
		waiting, err := pool(w, s.Lead)
		no(t, err)
		if len(waiting) != 1 || waiting[0].ID != e.Case || waiting[0].LastRole != counsel.SeekerRole {
			t.Fatalf("pool: %+v", waiting)
		}
		_, g, letters, err := w.Enquiry(ctx, s.Lead, e.Case)
		no(t, err)
		equal(t, "grant", g.File, e.Grants[0].File)
		equal(t, "letter", letters[0].Box, e.Message.Box)

		acc := s.Acceptance(e.Case)
		c, err := w.Accept(ctx, s.Lead, acc)
		no(t, err)
		equal(t, "self", c.Self, acc.Self)
		no(t, w.Confirm(ctx, s.Lead, e.Case))
		answer := counsel.Message{ID: testkit.ID(), Case: e.Case, Role: counsel.Counsellor, AuthorSeq: 1, PrevHash: [32]byte(testkit.Bytes(32)), Kind: counsel.KindMessage, Box: testkit.Letter()}
		placed, err := w.AddMessage(ctx, s.Lead, answer)
		no(t, err)
		if placed.Order != 0 || placed.HeldUntil.IsZero() {
			t.Errorf("the answer is number %d at once", placed.Order)
		}
		goOut(t, w)
		note := answer
		note.ID, note.Kind = testkit.ID(), counsel.KindNote
		_, err = w.AddMessage(ctx, s.Lead, note)
		no(t, err)

		in, err := w.Login(ctx, s.Agency.ID, counsel.Login{Realm: counsel.Seekers, Way: counsel.ByCode, RcID: r.RcID, Auth: r.AuthRc})
		no(t, err)
		equal(t, "keyring", in.Keyring.Box, r.Keyring)
		equal(t, "vault", in.Vault.Box, e.Vault.Box)
		got, err := w.Messages(ctx, in.Actor, e.Case, counsel.After(1))
		no(t, err)
		if len(got.Messages) != 1 || got.Messages[0].Order != 2 || len(got.Held) != 0 {
			t.Fatalf("after the first: %+v", got)
		}
		equal(t, "answer", got.Messages[0].Box, answer.Box)
		_, grants, err := w.Case(ctx, s.Lead, e.Case)
		no(t, err)
		keys, err := w.Grants(ctx, s.Lead)
		no(t, err)
		if len(grants)+len(keys) != 0 { // there is one to continuity, which nobody gets
			t.Errorf("grants: %+v %+v", grants, keys)
		}
		notes, err := w.Notes(ctx, s.Lead, e.Case, counsel.After(0))
		no(t, err)
		if len(notes.Messages) != 1 || notes.Messages[0].Order != 1 {
			t.Errorf("notes: %+v", notes)
		}
		_, err = w.Notes(ctx, in.Actor, e.Case, counsel.After(0))
		code(t, err, counsel.Refused)
	})
}

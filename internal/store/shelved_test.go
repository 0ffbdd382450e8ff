package store_test

import (
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// At a place that was put back the operator's terminal is given what lies of sealed cases, and of no others; their attachments, and no others'.
func TestShelved(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		s.Documents(10)
		seeker, own := s.Seeker("sonne-42")
		other, _ := s.Seeker("wolke-7")
		id, alive := s.Case(seeker, s.Lead, 2), s.Case(other, s.Lead, 2)
		f, content := attached(t, w, seeker, id)
		open, _ := attached(t, w, other, alive)
		_, err := w.AddMessage(ctx, seeker, names(letterOf(id, counsel.SeekerRole, 2), f))
		no(t, err)
		_, err = w.AddMessage(ctx, other, names(letterOf(alive, counsel.SeekerRole, 2), open))
		no(t, err)
		of := store.Of{Agency: s.Agency.ID, Case: id}
		_, err = w.Shelved(ctx, of)
		code(t, err, counsel.NotFound) // it is not sealed

		preview, err := w.Erasure(ctx, seeker)
		no(t, err)
		_, err = w.EraseAccount(ctx, seeker, counsel.Proof{Way: counsel.ByPassword, Auth: own.Auth}, preview.Manifest, preview.Staying())
		no(t, err)
		list, err := w.OnShelf(ctx)
		no(t, err)
		alike(t, "on the shelf", list, []store.Of{of})
		got, err := w.Shelved(ctx, of)
		no(t, err)
		if got.Case.ID != id || got.Grant.Why != counsel.WhyArchive || len(got.Messages) != 2 || len(got.Roots) != 1 || len(got.Manifests) == 0 || len(got.Records) == 0 {
			t.Errorf("shelved: %+v", got)
		}
		bytes, err := w.ShelvedFile(ctx, of, f.ID)
		no(t, err)
		equal(t, "attachment", bytes, content)
		_, err = w.ShelvedFile(ctx, of, open.ID)
		code(t, err, counsel.NotFound) // of another case
		_, err = w.ShelvedFile(ctx, of, testkit.ID())
		code(t, err, counsel.NotFound)

		no(t, w.Write(ctx, func(tx *store.Tx) error {
			return tx.Exec(`DELETE FROM grants WHERE obj_id = $1 AND to_role = 'archive'`, id)
		}))
		_, err = w.Shelved(ctx, of)
		code(t, err, counsel.NotFound) // nobody has a key to it
	})
}

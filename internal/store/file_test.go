package store_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/files"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// twoParts is a length of two parts, that a padded file gives.
const twoParts = 70 + 1<<20 + 1<<16 + 17*16

// attached uploads a whole file and gives it with its bytes.
func attached(t testing.TB, w *testkit.World, by counsel.Actor, id counsel.ID) (counsel.File, []byte) {
	t.Helper()
	f, content := counsel.File{ID: testkit.ID(), Case: id, Length: twoParts}, testkit.Bytes(twoParts)
	_, err := w.AddFile(ctx, by, f)
	no(t, err)
	for n := range f.AllParts() {
		no(t, w.PutPart(ctx, by, f.ID, n, f.PartLength(n), bytes.NewReader(content[n*counsel.PartSize:])))
	}
	return f, content
}

// fetched reads a file as the API does.
func fetched(t testing.TB, w *testkit.World, by counsel.Actor, id counsel.ID) ([]byte, error) {
	t.Helper()
	f, err := w.File(ctx, by, id)
	if err != nil {
		return nil, err
	}
	var all bytes.Buffer
	err = f.Each(ctx, func(r io.Reader, length int64) error {
		_, err := io.CopyN(&all, r, length)
		return err
	})
	return all.Bytes(), err
}

// names says that a message announces files.
func names(m counsel.Message, list ...counsel.File) counsel.Message {
	for _, f := range list {
		m.Files = append(m.Files, f.ID)
	}
	return m
}

// A file is its author's alone until a message has announced it and is out; then it is for those who may read the case, and nobody else.
func TestFileIsAnnounced(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
		seeker, _ := s.Seeker("sonne-42")
		neighbour, _ := s.Seeker("wolke-7")
		id := s.Case(seeker, s.Lead, 2)
		f, content := attached(t, w, seeker, id)
		got, err := fetched(t, w, seeker, f.ID)
		no(t, err)
		equal(t, "one's own", got, content)
		_, err = fetched(t, w, s.Lead, f.ID)
		code(t, err, counsel.NotFound)
		m := names(letterOf(id, counsel.SeekerRole, 2), f)
		_, err = w.AddMessage(ctx, seeker, m)
		no(t, err)
		_, err = w.AddMessage(ctx, seeker, m) // again: the same answer
		no(t, err)
		got, err = fetched(t, w, s.Lead, f.ID)
		no(t, err)
		equal(t, "announced", got, content)
		for _, by := range []counsel.Actor{ben, neighbour} {
			_, err = fetched(t, w, by, f.ID)
			code(t, err, counsel.NotFound)
		}
		code(t, w.DropFile(ctx, seeker, f.ID), counsel.Conflict)
	})
}

// What staff attach is as held as their message, and waits again when that is taken back.
func TestFileOfHeldMessage(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		f, _ := attached(t, w, s.Lead, id)
		first := names(letterOf(id, counsel.Counsellor, 1), f)
		_, err := w.AddMessage(ctx, s.Lead, first)
		no(t, err)
		_, err = fetched(t, w, seeker, f.ID)
		code(t, err, counsel.NotFound)
		no(t, w.TakeBack(ctx, s.Lead, id, first.ID))
		second := names(letterOf(id, counsel.Counsellor, 1), f)
		_, err = w.AddMessage(ctx, s.Lead, second)
		no(t, err)
		goOut(t, w)
		_, err = fetched(t, w, seeker, f.ID)
		no(t, err)
	})
}

// A message announces complete uploads of its own author in its own case, each once.
func TestWhatAMessageMayAnnounce(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id, other := s.Case(seeker, s.Lead, 2), s.Case(seeker, s.Lead, 3)
		own, _ := attached(t, w, seeker, id)
		hers, _ := attached(t, w, s.Lead, id)
		elsewhere, _ := attached(t, w, seeker, other)
		half := counsel.File{ID: testkit.ID(), Case: id, Length: twoParts}
		_, err := w.AddFile(ctx, seeker, half)
		no(t, err)
		no(t, w.PutPart(ctx, seeker, half.ID, 0, counsel.PartSize, bytes.NewReader(testkit.Bytes(counsel.PartSize))))
		for what, f := range map[string]counsel.File{"another author's": hers, "another case's": elsewhere, "half of one": half, "none": {ID: testkit.ID()}} {
			if _, err := w.AddMessage(ctx, seeker, names(letterOf(id, counsel.SeekerRole, 2), own, f)); counsel.CodeOf(err) != counsel.Conflict {
				t.Errorf("%s: %v", what, err)
			}
		}
		m := names(letterOf(id, counsel.SeekerRole, 2), own)
		_, err = w.AddMessage(ctx, seeker, m)
		no(t, err)
		_, err = w.AddMessage(ctx, seeker, names(letterOf(id, counsel.SeekerRole, 3), own)) // a second message
		code(t, err, counsel.Conflict)
		m.Files = nil
		_, err = w.AddMessage(ctx, seeker, m)
		code(t, err, counsel.SameID)
		if n := count(t, w, "messages"); n != 3 {
			t.Errorf("%d messages", n)
		}
	})
}

// Parts come in order, each with its exact length, from the author alone; what has come is not changed any more.
func TestParts(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		f := counsel.File{ID: testkit.ID(), Case: id, Length: twoParts}
		_, err := w.AddFile(ctx, seeker, f)
		no(t, err)
		put := func(by counsel.Actor, n, length int64, content []byte) error {
			return w.PutPart(ctx, by, f.ID, n, length, bytes.NewReader(content))
		}
		first, last := testkit.Bytes(counsel.PartSize), testkit.Bytes(int(f.PartLength(1)))
		code(t, put(seeker, 1, f.PartLength(1), last), counsel.Sequence)
		code(t, put(seeker, 2, 1, []byte{1}), counsel.NotFound)
		code(t, put(s.Lead, 0, counsel.PartSize, first), counsel.NotFound)
		code(t, put(seeker, 0, counsel.PartSize-1, first), counsel.BadRequest)
		code(t, put(seeker, 0, counsel.PartSize, first[:100]), counsel.BadRequest) // it broke off
		if again, err := w.AddFile(ctx, seeker, f); err != nil || again.Parts != 0 {
			t.Errorf("%d parts, %v", again.Parts, err)
		}
		no(t, put(seeker, 0, counsel.PartSize, first))
		no(t, put(seeker, 0, counsel.PartSize, testkit.Bytes(counsel.PartSize))) // the same number again: what is there stays
		if again, err := w.AddFile(ctx, seeker, f); err != nil || again.Parts != 1 {
			t.Errorf("%d parts, %v", again.Parts, err)
		}
		no(t, put(seeker, 1, f.PartLength(1), last))
		got, err := fetched(t, w, seeker, f.ID)
		no(t, err)
		equal(t, "content", got, append(first, last...))
		f.Length -= 16
		_, err = w.AddFile(ctx, seeker, f)
		code(t, err, counsel.SameID)
	})
}

// Room: 100 MiB of a case, and what the agency's quota leaves.
func TestRoom(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id, other := s.Case(seeker, s.Lead, 2), s.Case(seeker, s.Lead, 3)
		begin := func(id counsel.ID, length int64) error {
			_, err := w.AddFile(ctx, seeker, counsel.File{ID: testkit.ID(), Case: id, Length: length})
			return err
		}
		for range 10 {
			no(t, begin(id, counsel.MaxCaseFiles/10))
		}
		err := begin(id, 86)
		code(t, err, counsel.Full)
		var e *counsel.Error
		if !errors.As(err, &e) || e.Field != "case" {
			t.Errorf("what is full: %v", err)
		}
		no(t, begin(other, 86))
		pool, _ := w.Pools()
		_, err = pool.Exec(`UPDATE agencies SET quota = 104857600 + 200`)
		no(t, err)
		no(t, begin(other, 100))
		if err = begin(other, 100); !errors.As(err, &e) || e.Code != counsel.Full || e.Field != "agency" {
			t.Errorf("the agency's quota: %v", err)
		}
	})
}

// parts counts what lies outside the database.
func parts(t testing.TB, w *testkit.World) (n int) {
	t.Helper()
	no(t, files.NewDisk(w.Files).List(ctx, "", func(string, int64) error { n++; return nil }))
	return n
}

// What nobody announces goes after a day, and what has been dropped at once; the others stay.
func TestFilesThatNobodyAnnounces(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		kept, _ := attached(t, w, seeker, id)
		_, err := w.AddMessage(ctx, seeker, names(letterOf(id, counsel.SeekerRole, 2), kept))
		no(t, err)
		waiting, _ := attached(t, w, seeker, id)
		dropped, _ := attached(t, w, seeker, id)
		no(t, w.DropFile(ctx, s.Lead, dropped.ID)) // not hers: nothing happens
		_, err = fetched(t, w, seeker, dropped.ID)
		no(t, err)
		no(t, w.DropFile(ctx, seeker, dropped.ID))
		no(t, w.DropFile(ctx, seeker, dropped.ID))
		_, err = w.AddFile(ctx, seeker, counsel.File{ID: dropped.ID, Case: id, Length: twoParts}) // its parts may still be there
		code(t, err, counsel.SameID)
		no(t, w.RemoveFiles(ctx))
		if n := parts(t, w); n != 4 {
			t.Errorf("%d parts after the removal of one file", n)
		}
		w.Clock.Pass(counsel.AnnounceWithin + 15*time.Minute)
		no(t, w.RemoveFiles(ctx))
		if n := parts(t, w); n != 2 {
			t.Errorf("%d parts after a day", n)
		}
		_, err = fetched(t, w, seeker, waiting.ID)
		code(t, err, counsel.NotFound)
		_, err = fetched(t, w, seeker, kept.ID)
		no(t, err)
		w.Clock.Pass(time.Hour)
		no(t, w.RemoveFiles(ctx))
		if n := count(t, w, "file_removals"); n != 0 {
			t.Errorf("%d removals are never done", n)
		}
	})
}

// What is whole waits for as long as its author keeps a list of what was picked for the case; what is not whole, or somebody else's, does not.
func TestPickedFilesWait(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id, other := s.Case(seeker, s.Lead, 2), s.Case(seeker, s.Lead, 3)
		picked, content := attached(t, w, seeker, id)
		theirs, _ := attached(t, w, s.Lead, id)
		elsewhere, _ := attached(t, w, seeker, other)
		begun := counsel.File{ID: testkit.ID(), Case: id, Length: twoParts}
		_, err := w.AddFile(ctx, seeker, begun)
		no(t, err)
		no(t, w.PutPart(ctx, seeker, begun.ID, 0, counsel.PartSize, bytes.NewReader(content[:counsel.PartSize])))
		no(t, w.PutDraft(ctx, seeker, id, counsel.DraftFiles, version(1)))
		no(t, w.PutDraft(ctx, seeker, other, counsel.DraftMessage, version(1))) // a text keeps no file
		w.Clock.Pass(counsel.AnnounceWithin + 15*time.Minute)
		no(t, w.RemoveFiles(ctx))
		got, err := fetched(t, w, seeker, picked.ID)
		no(t, err)
		equal(t, "picked", got, content)
		_, err = fetched(t, w, s.Lead, theirs.ID)
		code(t, err, counsel.NotFound)
		_, err = fetched(t, w, seeker, elsewhere.ID)
		code(t, err, counsel.NotFound)
		if n := count(t, w, "files"); n != 1 {
			t.Errorf("%d files wait, want the one that is whole and picked", n)
		}
		no(t, w.DeleteDraft(ctx, seeker, id, counsel.DraftFiles))
		no(t, w.RemoveFiles(ctx))
		if n := count(t, w, "files"); n != 0 {
			t.Errorf("%d files wait without a list", n)
		}
	})
}

// A message that takes files takes their list: at once where it goes out at once, with the release where it is held. One without files leaves it.
func TestListOfPickedFiles(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		there := func(by counsel.Actor, want bool) {
			t.Helper()
			_, err := w.Draft(ctx, by, id, counsel.DraftFiles)
			if got := counsel.CodeOf(err) != counsel.NotFound; got != want {
				t.Errorf("the list is there: %v", got)
			}
		}
		for _, by := range []counsel.Actor{seeker, s.Lead} {
			no(t, w.PutDraft(ctx, by, id, counsel.DraftFiles, version(1)))
		}
		_, err := w.AddMessage(ctx, seeker, letterOf(id, counsel.SeekerRole, 2))
		no(t, err)
		there(seeker, true)
		f, _ := attached(t, w, seeker, id)
		_, err = w.AddMessage(ctx, seeker, names(letterOf(id, counsel.SeekerRole, 3), f))
		no(t, err)
		there(seeker, false)
		plain := letterOf(id, counsel.Counsellor, 1)
		_, err = w.AddMessage(ctx, s.Lead, plain)
		no(t, err)
		goOut(t, w)
		there(s.Lead, true)
		f, _ = attached(t, w, s.Lead, id)
		m := names(letterOf(id, counsel.Counsellor, 2), f)
		_, err = w.AddMessage(ctx, s.Lead, m)
		no(t, err)
		there(s.Lead, true)
		no(t, w.TakeBack(ctx, s.Lead, id, m.ID))
		m = names(letterOf(id, counsel.Counsellor, 2), f)
		_, err = w.AddMessage(ctx, s.Lead, m)
		no(t, err)
		goOut(t, w)
		there(s.Lead, false)
	})
}

// A removal that fails is tried again, and one part that was on its way goes with the second pass.
func TestRemovalIsRepeated(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		f, _ := attached(t, w, seeker, id)
		away, err := store.Open(ctx, store.Options{Database: w.Database, Keys: w.Keys, Shred: w.Shreds(t), Clock: w.Clock.Now}) // without a place of parts
		no(t, err)
		t.Cleanup(func() { no(t, away.Close()) })
		no(t, w.DropFile(ctx, seeker, f.ID))
		code(t, away.RemoveFiles(ctx), counsel.Away)
		if n := parts(t, w); n != 2 {
			t.Fatalf("%d parts", n)
		}
		no(t, w.RemoveFiles(ctx))
		late := filepath.Join(w.Files, filepath.FromSlash(files.Key(seeker.Agency, id, f.ID, 0)))
		no(t, os.MkdirAll(filepath.Dir(late), 0o700))
		no(t, os.WriteFile(late, []byte("late"), 0o600))
		w.Clock.Pass(time.Hour)
		no(t, w.RemoveFiles(ctx))
		if n := parts(t, w); n != 0 {
			t.Errorf("%d parts stay", n)
		}
	})
}

// A case that goes takes its files with it.
func TestFilesGoWithTheirCase(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id, other := s.Case(seeker, s.Lead, 2), s.Case(seeker, s.Lead, 3)
		attached(t, w, seeker, id)
		attached(t, w, seeker, other)
		no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.RemoveFilesOf(seeker.Agency, id) }))
		no(t, w.RemoveFiles(ctx))
		if n, rows := parts(t, w), count(t, w, "files"); n != 2 || rows != 1 {
			t.Errorf("%d parts, %d rows", n, rows)
		}
	})
}

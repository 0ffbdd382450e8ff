package store_test

import (
	"encoding/json"
	"strings"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
	"siegel/locales"
)

// TestSeekersAreToldOfEveryColumn: whatever the database of either kind can hold is named once in the list from which the page "What we store about you" is
// made, or its table is said to hold nothing of a seeker.
func TestSeekersAreToldOfEveryColumn(t *testing.T) {
	told, _ := store.StoredColumns()
	nobody := store.AboutNoSeeker()
	for table, names := range columns {
		if why, ok := nobody[table]; ok {
			if len(why) < 10 || told[table] != nil {
				t.Errorf("%s is about no seeker and told to seekers, or nobody says why", table)
			}
			continue
		}
		count := map[string]int{}
		for _, parts := range told[table] {
			for _, c := range strings.Fields(strings.Join(parts, " ")) {
				count[c]++
			}
		}
		for _, c := range strings.Fields(names) {
			if count[c] != 1 {
				t.Errorf("%s.%s is told %d times to the person whom it is about; it has to stand once in the list of stored.go", table, c, count[c])
			}
			delete(count, c)
		}
		for c := range count {
			t.Errorf("%s.%s is told to seekers and does not exist", table, c)
		}
	}
	for table := range told {
		if _, there := columns[table]; !there {
			t.Errorf("%s is told to seekers and does not exist", table)
		}
	}
}

// TestEveryStoredItemHasWords: in every language a heading and a sentence.
func TestEveryStoredItemHasWords(t *testing.T) {
	_, keys := store.StoredColumns()
	for _, lang := range []string{"de", "en", "fr", "lb", "pt"} {
		raw, err := locales.Files.ReadFile(lang + "/stored.json")
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]string
		if err := json.Unmarshal(raw, &texts); err != nil {
			t.Fatal(err)
		}
		for _, key := range keys {
			if texts["item_"+key] == "" || texts["text_"+key] == "" {
				t.Errorf("locales/%s/stored.json has no words for %s", lang, key)
			}
		}
	}
}

// TestStored: the real numbers, of the person who asks and of nobody else.
func TestStored(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		l := newLeaver(t, w, s)
		other, _ := s.Seeker("anders-7")
		s.Case(other, s.Lead, 2)
		items, err := w.Stored(ctx, l.by)
		no(t, err)
		_, keys := store.StoredColumns()
		got := map[string]counsel.StoredItem{}
		for i, item := range items {
			got[item.Key] = item
			if item.Key != keys[i] {
				t.Errorf("item %d is %s, want %s", i, item.Key, keys[i])
			}
		}
		if len(items) != len(keys) {
			t.Errorf("%d items, want %d", len(items), len(keys))
		}
		for key, want := range map[string]int64{"account": 1, "cases": 3, "messages": 5, "profile": 3, "notes": 0, "traces": 0, "orders": 0} {
			if got[key].Count != want {
				t.Errorf("%s: %d, want %d", key, got[key].Count, want)
			}
		}
		if m := got["messages"]; m.Bytes < 500 || m.Since.IsZero() || m.Until.Before(m.Since) {
			t.Errorf("messages: %+v", m)
		}
		if a := got["account"].Since; a != counsel.Day(a) {
			t.Errorf("the account is from %v, kept is the day", a)
		}
		_, err = w.Stored(ctx, s.Lead)
		code(t, err, counsel.Refused)
	})
}

// kept gives one item of what is kept about the actor.
func kept(t *testing.T, w *testkit.World, by counsel.Actor, key string) counsel.StoredItem {
	t.Helper()
	items, err := w.Stored(ctx, by)
	no(t, err)
	for _, item := range items {
		if item.Key == key {
			return item
		}
	}
	t.Fatal(key)
	return counsel.StoredItem{}
}

// TestStoredReaders: whoever holds a key reads, also when the grant that it was made from has done its work: in an agency with neither continuity nor archive
// nothing else is left. Each reader counts once; the seeker's own keys, copies of earlier keys, and what a stranger's account has left are none's.
func TestStoredReaders(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		for name, roles := range map[string]int64{"bare": 0, "kiz": 1} { // roles that read for good
			s := testkit.NewScene(t, w, name, roles == 1)
			seeker, _ := s.Seeker("sonne-42")
			count := func(when string, want int64) {
				t.Helper()
				got := kept(t, w, seeker, "readers")
				if got.Count != want+roles {
					t.Errorf("%s, %s: %d readers, want %d", name, when, got.Count, want+roles)
				}
				if !got.Until.IsZero() {
					t.Errorf("%s, %s: they read until %v", name, when, got.Until)
				}
			}
			count("before anything", -roles)
			e := s.Enquiry(2)
			_, err := w.AddEnquiry(ctx, seeker, e)
			no(t, err)
			count("in the pool", 1)
			if since := kept(t, w, seeker, "readers").Since; since != counsel.Day(w.Clock.Now()) {
				t.Errorf("%s: since %v", name, since)
			}
			acc := s.Acceptance(e.Case)
			_, err = w.Accept(ctx, s.Lead, acc)
			no(t, err)
			count("taken", 2)
			no(t, w.Confirm(ctx, s.Lead, e.Case))
			count("confirmed", 1)
			n := newKeys(shared{w: w, s: s, before: seeker, old: e.Case})
			no(t, w.Rotate(ctx, s.Lead, n))
			count("after new keys", 1)
			no(t, w.PutSelf(ctx, seeker, e.Case, 1, testkit.Box(32)))
			count("after the seeker has taken them in", 1)
			ben := s.Staff("Ben", counsel.Counsellor, counsel.Intake)
			stranger, _ := s.Seeker("mond-43")
			for uid, epoch := range map[counsel.ID]int{ben.UID: 0, stranger.UID: 1} {
				no(t, w.Write(ctx, func(tx *store.Tx) error {
					return tx.Exec(`INSERT INTO self_copies (agency, case_id, epoch, uid, box) VALUES ($1, $2, $3, $4, $5)`, s.Agency.ID, e.Case, epoch, uid, testkit.Box(32))
				}))
			}
			count("beside a copy of earlier keys and one of no staff", 1)
			s.Case(seeker, s.Lead, 3)
			count("with two cases of one counsellor", 1)
		}
	})
}

// TestStoredReadersAlong: an account that reads along is one reader, by however many rows.
func TestStoredReadersAlong(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		o := newShared(t, w)
		before := kept(t, w, o.before, "readers").Count
		o.share(t)
		if n := kept(t, w, o.before, "readers").Count; n != before+1 {
			t.Errorf("%d readers, want %d", n, before+1)
		}
		no(t, w.PutSelf(ctx, o.now, o.old, 0, testkit.Box(32)))
		if n := kept(t, w, o.before, "readers").Count; n != before+1 {
			t.Errorf("taken in: %d readers, want %d", n, before+1)
		}
	})
}

// TestStoredHold: what a lead keeps longer is said, with its day.
func TestStoredHold(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		closeCase(t, w, s.Lead, id)
		if n := kept(t, w, seeker, "orders").Count; n != 0 {
			t.Errorf("%d orders", n)
		}
		until := counsel.Day(w.Clock.Now()).AddDate(1, 0, 0)
		no(t, w.PutHold(ctx, s.Lead, counsel.Hold{Case: id, Until: until, Reason: counsel.BecauseCourt}))
		if got := kept(t, w, seeker, "orders"); got.Count != 1 || got.Until != until {
			t.Errorf("a hold is not said: %+v", got)
		}
	})
}

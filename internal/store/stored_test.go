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

// TestStoredReaders: whoever holds the key of a case reads it, also when the grant that it was made from has done its work; and what a lead keeps longer is said.
func TestStoredReaders(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		id := s.Case(seeker, s.Lead, 2)
		no(t, w.Write(ctx, func(tx *store.Tx) error { return tx.Exec(`DELETE FROM grants WHERE obj = 'case'`) })) // an agency with neither archive nor continuity
		count := func(key string) int64 {
			t.Helper()
			items, err := w.Stored(ctx, seeker)
			no(t, err)
			for _, item := range items {
				if item.Key == key {
					return item.Count
				}
			}
			t.Fatal(key)
			return 0
		}
		if n := count("readers"); n != 1 {
			t.Errorf("%d readers, want the counsellor alone", n)
		}
		closeCase(t, w, s.Lead, id)
		if n := count("orders"); n != 0 {
			t.Errorf("%d orders", n)
		}
		no(t, w.PutHold(ctx, s.Lead, counsel.Hold{Case: id, Until: counsel.Day(w.Clock.Now()).AddDate(1, 0, 0), Reason: counsel.BecauseCourt}))
		if n := count("orders"); n != 1 {
			t.Errorf("a hold is not said: %d", n)
		}
	})
}

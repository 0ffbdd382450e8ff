package api

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"siegel/internal/counsel"
)

// plainRow is a row as encoding/json would write it.
type plainRow struct {
	ID         counsel.ID     `json:"id"`
	State      string         `json:"state"`
	Topic      string         `json:"topic"`
	Lang       string         `json:"lang"`
	Created    int64          `json:"created"`
	LastOrder  int64          `json:"last_order"`
	LastTime   int64          `json:"last_time"`
	LastRole   string         `json:"last_role"`
	PromisedAt *int64         `json:"promised_at"`
	LateAt     *int64         `json:"late_at"`
	Marks      []counsel.Mark `json:"marks"`
	Counsellor *counsel.ID    `json:"counsellor"`
}

// What is written by hand is what encoding/json would write, also for words that we do not make.
func TestRowsByHand(t *testing.T) {
	words := []string{"", "taken", "de", "a-b_9", "\"", "\\", "<script>", "ü", "a b", "\x00", "\u2028", "\xff"}
	word := func() string { return words[rand.IntN(len(words))] }
	moments := []time.Time{{}, time.UnixMilli(1795342283000), time.UnixMilli(1)}
	at := func() time.Time { return moments[rand.IntN(len(moments))] }
	ids := []counsel.ID{{}, {1}, {255, 254, 253, 15: 1}}
	for range 2000 {
		r := counsel.Row{
			ID: ids[1+rand.IntN(2)], State: counsel.CaseState(word()), Topic: word(), Lang: word(), Created: at(), LastOrder: rand.Int64(), LastTime: at(),
			LastRole: counsel.Role(word()), PromisedAt: at(), LateAt: at(), Counsellor: ids[rand.IntN(3)],
		}
		for range rand.IntN(3) {
			r.Marks = append(r.Marks, counsel.Mark(word()))
		}
		want, err := json.Marshal([]plainRow{{
			r.ID, string(r.State), r.Topic, r.Lang, millis(r.Created), r.LastOrder, millis(r.LastTime), string(r.LastRole), moment(r.PromisedAt), moment(r.LateAt),
			list(r.Marks), optional(r.Counsellor),
		}})
		if err != nil {
			t.Fatal(err)
		}
		if got := rows([]counsel.Row{r}).appendJSON(nil); string(got) != string(want) {
			t.Fatalf("%s\nwant %s", got, want)
		}
	}
	if got := string(rows(nil).appendJSON(nil)); got != "[]" {
		t.Errorf("no rows: %s", got)
	}
}

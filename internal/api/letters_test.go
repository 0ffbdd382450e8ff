package api

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"siegel/internal/counsel"
)

// plainLetter is a message as encoding/json would write it.
type plainLetter struct {
	ID        counsel.ID `json:"id"`
	Order     int64      `json:"order"`
	Time      int64      `json:"time"`
	Epoch     int64      `json:"epoch"`
	Author    counsel.ID `json:"author"`
	Role      string     `json:"role"`
	AuthorSeq int64      `json:"author_seq"`
	PrevHash  bin        `json:"prev_hash"`
	Kind      string     `json:"kind"`
	Box       bin        `json:"box"`
	HeldUntil *int64     `json:"held_until"`
}

// What is written by hand is what encoding/json would write.
func TestLettersByHand(t *testing.T) {
	words, moments := []string{"", "seeker", "message", "note", "\"", "ü"}, []time.Time{{}, time.UnixMilli(1795342283000), time.UnixMilli(1)}
	boxes := [][]byte{nil, {}, {1}, {1, 1, 255, 254, 253}, make([]byte, 594)}
	for range 1000 {
		m := counsel.Message{
			ID: counsel.ID{byte(rand.IntN(256)), 15: 1}, Order: rand.Int64N(1 << 40), Time: moments[rand.IntN(3)], Epoch: rand.Int64N(3), Author: counsel.ID{byte(rand.IntN(256))},
			Role: counsel.Role(words[rand.IntN(6)]), AuthorSeq: rand.Int64N(100), PrevHash: [32]byte{byte(rand.IntN(256))}, Kind: counsel.Kind(words[rand.IntN(6)]), Box: boxes[rand.IntN(5)],
			HeldUntil: moments[rand.IntN(3)],
		}
		plain := []plainLetter{{m.ID, m.Order, millis(m.Time), m.Epoch, m.Author, string(m.Role), m.AuthorSeq, m.PrevHash[:], string(m.Kind), m.Box, moment(m.HeldUntil)}}
		more := rand.IntN(2) == 0
		for want, got := range map[string]any{
			asJSON(t, map[string]any{"more": more, "notes": plain}):                                     notesAnswer{letters{m}, more},
			asJSON(t, map[string]any{"held": []any{}, "messages": plain, "more": more}):                 messagesAnswer{letters{m}, nil, more},
			asJSON(t, map[string]any{"held": plain, "messages": append(plain, plain...), "more": more}): messagesAnswer{letters{m, m}, letters{m}, more},
			asJSON(t, map[string]any{"messages": plain}): struct {
				Messages letters `json:"messages"`
			}{letters{m}},
		} {
			if again := sorted(t, encoded(got)); again != want {
				t.Fatalf("%s\nwant %s", again, want)
			}
		}
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return sorted(t, text)
}

// sorted is the same JSON with its keys in the order of a map, and is no JSON without being read.
func sorted(t *testing.T, text []byte) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	again, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(again)
}

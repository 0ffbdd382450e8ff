package api

import (
	"context"
	"encoding/binary"
	"net/http/httptest"
	"testing"
	"time"

	"siegel/internal/counsel"
)

// The throttle's memory is bounded. Whoever fills it drives out what is over first, and then a tenth of the rest, not everybody.
func TestRoom(t *testing.T) {
	fill := func(over int) map[mark]bool {
		marks := map[mark]bool{}
		for i := range maxMarks {
			var m mark
			binary.BigEndian.PutUint32(m[:], uint32(i))
			marks[m] = i < over
		}
		return marks
	}
	for over, want := range map[int]int{0: maxMarks - maxMarks/10, 10: maxMarks - maxMarks/10, maxMarks / 2: maxMarks / 2} {
		marks := fill(over)
		makeRoom(marks, func(over bool) bool { return over })
		if len(marks) != want {
			t.Errorf("%d over: %d stay, want %d", over, len(marks), want)
		}
		for _, over := range marks {
			if over {
				t.Fatal("one that is over stays")
			}
		}
	}
	marks := fill(0)
	delete(marks, mark{})
	if makeRoom(marks, func(bool) bool { return true }); len(marks) != maxMarks-1 {
		t.Errorf("room was made where there was some: %d", len(marks))
	}
}

// Whoever is signed in may name as many cases as she likes, also such as do not exist: that frees no sender from waiting.
func TestAuthorsDriveNoSenderOut(t *testing.T) {
	throttle := newThrottle(time.Now, Limits{Salts: 1}, nil)
	c := &call{s: &server{Options: Options{Buckets: func(context.Context) (now, before [16]byte) { return now, before }}}, r: httptest.NewRequest("POST", "/", nil)}
	if err := throttle.pre(c); err != nil {
		t.Fatal(err)
	}
	for i := range 3 * maxMarks {
		var id counsel.ID
		binary.BigEndian.PutUint32(id[:], uint32(i))
		if err := throttle.message(c, id); err != nil {
			t.Fatal(err)
		}
	}
	if counsel.CodeOf(throttle.pre(c)) != counsel.Wait {
		t.Error("forgotten")
	}
}

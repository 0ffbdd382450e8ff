package store_test

import (
	"bytes"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

func no(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func code(t testing.TB, err error, want counsel.Code) {
	t.Helper()
	if got := counsel.CodeOf(err); got != want {
		t.Errorf("%v (%q), want %q", err, got, want)
	}
}

func equal(t testing.TB, what string, got, want []byte) {
	t.Helper()
	if !bytes.Equal(got, want) {
		t.Errorf("%s: %x, want %x", what, got, want)
	}
}

// goOut lets what is held go out.
func goOut(t testing.TB, w *testkit.World) {
	t.Helper()
	w.Clock.Pass(counsel.HoldFor + time.Second)
	next, err := w.ReleaseHeld(ctx)
	no(t, err)
	if !next.IsZero() {
		t.Errorf("something is still held until %v", next)
	}
}

// letterOf makes a message.
func letterOf(id counsel.ID, role counsel.Role, seq int64) counsel.Message {
	return counsel.Message{ID: testkit.ID(), Case: id, Role: role, AuthorSeq: seq, PrevHash: [32]byte(testkit.Bytes(32)), Kind: counsel.KindMessage, Box: testkit.Letter()}
}

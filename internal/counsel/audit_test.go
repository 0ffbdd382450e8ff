package counsel

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"
	"time"
)

type auditVectors struct {
	Entries []struct {
		Seq, At, Count        int64
		Actor, Action, Reason string
		Object, Root          *string
		Prev, Hash            string
	}
	Roots []struct {
		Messages []struct{ ID, Box, Leaf string }
		Root     string
	}
}

// The chain and the roots of days are those of spec/vectors/audit.json, which the browser reads too.
func TestAuditVectors(t *testing.T) {
	text, err := os.ReadFile("../../spec/vectors/audit.json")
	if err != nil {
		t.Fatal(err)
	}
	var v auditVectors
	if err := json.Unmarshal(text, &v); err != nil || len(v.Entries) == 0 || len(v.Roots) == 0 {
		t.Fatal(err)
	}
	last := Entry{}
	for _, one := range v.Entries {
		e := Entry{Seq: one.Seq, At: time.UnixMilli(one.At), Actor: one.Actor, Action: Action(one.Action), Reason: Reason(one.Reason), Count: one.Count, Prev: [32]byte(bytesOf(t, one.Prev)), Hash: [32]byte(bytesOf(t, one.Hash))}
		if one.Object != nil {
			e.Object = ID(bytesOf(t, *one.Object))
		}
		if one.Root != nil {
			root := [32]byte(bytesOf(t, *one.Root))
			e.Root = &root
		}
		if !e.Follows(last) {
			t.Errorf("entry %d does not follow", e.Seq)
		}
		last = e
	}
	for _, one := range v.Roots {
		var leaves [][32]byte
		for _, m := range one.Messages {
			leaf := Leaf(ID(hexOf(t, m.ID)), hexOf(t, m.Box))
			if hex.EncodeToString(leaf[:]) != m.Leaf {
				t.Errorf("leaf of %s", m.ID)
			}
			leaves = append([][32]byte{leaf}, leaves...) // the order does not count
		}
		if root := Root(leaves); hex.EncodeToString(root[:]) != one.Root {
			t.Errorf("root of %d messages is %x", len(leaves), root)
		}
	}
}

func bytesOf(t *testing.T, s string) []byte {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func hexOf(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

package shred_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"siegel/internal/rest"
	"siegel/internal/shred"
)

// boxed is a key on its way to another machine.
type boxed struct {
	Kind shred.Kind `json:"kind"`
	ID   []byte     `json:"id"`
	Box  []byte     `json:"box"`
}

// The keys of one agency go to another machine with the same key files, and no others; what is damaged, or does not open, leaves nothing behind.
func TestMoved(t *testing.T) {
	each(t, func(t *testing.T, place string, keys *rest.Keys) {
		from, one, other := open(t, place, keys), name(shred.Case), name(shred.Case)
		key, err := from.Make(ctx, one)
		no(t, err)
		_, err = from.Make(ctx, other)
		no(t, err)
		var sent bytes.Buffer
		no(t, from.SnapshotOf(ctx, one.Agency, &sent))
		var good boxed
		no(t, json.Unmarshal(sent.Bytes(), &struct {
			Arch *bool `json:"arch"`
			*boxed
		}{new(bool), &good}))
		second := name(shred.Account)
		row := func(plain int) []byte {
			return keys.Seal(rest.RowOf(one.Agency, "shred_keys", []byte(second.Kind), second.ID[:]), make([]byte, plain))
		}
		line := func(id, box []byte) string {
			text, err := json.Marshal(boxed{second.Kind, id, box})
			no(t, err)
			return string(text)
		}
		to := open(t, filepath.Join(t.TempDir(), "other"), keys)
		for what, c := range map[string]struct {
			text string
			want error // nil: any
		}{
			"a line cut off":           {line(second.ID[:], row(32))[:40], nil},
			"one word more":            {strings.Replace(line(second.ID[:], row(32)), "{", `{"until":1,`, 1), nil},
			"an id that is too long":   {line(append(second.ID[:], 0), row(32)), nil},
			"an id that is too short":  {line(second.ID[:15], row(32)), nil},
			"a key that is too long":   {line(second.ID[:], row(33)), rest.ErrBox},
			"a key that is too short":  {line(second.ID[:], row(31)), rest.ErrBox},
			"the box of another key":   {line(second.ID[:], good.Box), rest.ErrBox},
			"no box, but for its name": {line(second.ID[:], nil), rest.ErrBox},
		} {
			if err := to.LoadOf(ctx, one.Agency, strings.NewReader(sent.String()+c.text)); err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("%s: %v", what, err)
			}
			if names, err := to.Names(ctx); err != nil || len(names) != 0 {
				t.Errorf("%s: %d keys stay, %v", what, len(names), err)
			}
		}
		no(t, to.LoadOf(ctx, one.Agency, strings.NewReader(sent.String()+line(second.ID[:], row(32)))))
		if names, _ := to.Names(ctx); len(names) != 2 {
			t.Errorf("%d keys", len(names))
		}
		if k, err := to.Key(ctx, one); err != nil || k != key {
			t.Errorf("it is another one: %v", err)
		}
	})
}

package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"siegel/internal/store"
	"siegel/internal/testkit"
)

// What comes with an agency is its keys and its parts, none longer than a browser sends, and no settings of another server.
func TestArriving(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		agency, stop := testkit.ID(), errors.New("seen enough")
		part := fmt.Sprintf("%x/case/file/0", agency[:]) // where everything of an agency lies
		err := w.Admit(context.Background(), agency, store.Schema(), w.Keys.Checks(), func(a *store.Arrival) error {
			to := arriving{a}
			for what, c := range map[string]struct {
				name string
				size int
				want error
			}{
				"a part":                    {partPrefix + part, mostPart, nil},
				"a part that is too long":   {partPrefix + part, mostPart + 1, ErrDamaged},
				"a part in another place":   {part, 100, ErrDamaged},
				"a part in a second folder": {"more/" + partPrefix + part, 100, ErrDamaged},
			} {
				if err := to.File(c.name, bytes.NewReader(make([]byte, c.size))); !errors.Is(err, c.want) {
					t.Errorf("%s: %v", what, err)
				}
			}
			if err := to.File(keysFile, strings.NewReader("")); err != nil {
				t.Errorf("no keys at all: %v", err)
			}
			if err := to.Settings([]byte("settings")); !errors.Is(err, ErrDamaged) {
				t.Errorf("settings: %v", err)
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Error(err)
		}
	})
}

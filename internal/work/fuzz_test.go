package work_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"siegel/internal/work"
)

// FuzzCheck: whoever was given no task has no proof, and who has one has it for that action and that name alone.
func FuzzCheck(f *testing.F) {
	d, c := desk()
	other := work.New([]byte("another secret"), c.now)
	task := d.Ask(work.Register, []byte("kiz"), 1)
	f.Add(task.Token+".0", "register", "kiz")
	f.Add(task.Token+".9007199254740992", "enquiry", "kiz")
	f.Add(strings.ToUpper(task.Token)+".0", "register", "")
	f.Add("", "login", "\x00")
	f.Fuzz(func(t *testing.T, proof, action, about string) {
		err := d.Check(context.Background(), proof, work.Action(action), []byte(about), 1, []byte("one"))
		if err != nil && !errors.Is(err, work.ErrProof) {
			t.Error(err)
		}
		if err == nil && (action != "register" || about != "kiz" || other.Check(context.Background(), proof, work.Register, []byte("kiz"), 1, nil) == nil) {
			t.Errorf("%q is a proof for %q of %q", proof, action, about)
		}
	})
}

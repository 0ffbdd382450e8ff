package notifier_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"siegel/internal/counsel"
	"siegel/internal/notice"
	"siegel/internal/notifier"
)

// TestADatabaseBesideAnotherIdentity is not opened, and no address in it is lost: put back beside its own, everything goes on.
func TestADatabaseBesideAnotherIdentity(t *testing.T) {
	t.Parallel()
	for name, older := range map[string]bool{"of this version": false, "of a version that did not remember whose it is": true} {
		t.Run(name, func(t *testing.T) {
			h := open(t, newOffice(t, notifier.NoTLS), nil)
			h.confirmed()
			h.stop()
			if older {
				no(t, h.write("DROP TABLE recipient"))
			}
			identity := filepath.Join(h.folder, "identity.txt")
			own, err := os.ReadFile(identity)
			no(t, err)
			other, err := age.GenerateHybridIdentity()
			no(t, err)
			no(t, os.WriteFile(identity, []byte(other.String()+"\n"), 0o600))
			if n, err := notifier.New(notifier.Options{Folder: h.folder}); !errors.Is(err, notifier.ErrOtherIdentity) {
				t.Errorf("beside another identity: %v", err)
				if err == nil {
					_ = n.Close()
				}
			}
			no(t, os.WriteFile(identity, own, 0o600))
			h.start()
			h.wantState("beside its own again", notice.On)
			h.tell(counsel.NoticeNews)
			h.mails(2)
		})
	}
}

// TestAnEmptyDatabaseTakesAnyIdentity: a version that did not remember whose it is has left it, and nobody has given an address.
func TestAnEmptyDatabaseTakesAnyIdentity(t *testing.T) {
	t.Parallel()
	h := open(t, newOffice(t, notifier.NoTLS), nil)
	h.stop()
	no(t, h.write("DROP TABLE recipient"))
	other, err := age.GenerateHybridIdentity()
	no(t, err)
	no(t, os.WriteFile(filepath.Join(h.folder, "identity.txt"), []byte(other.String()+"\n"), 0o600))
	h.start()
	h.confirmed()
}

// TestAnAddressThatDoesNotOpen is kept: it goes out once it opens again, and until then others get their mails.
func TestAnAddressThatDoesNotOpen(t *testing.T) {
	t.Parallel()
	h := open(t, newOffice(t, notifier.NoTLS), nil)
	h.confirmed()
	h.stop()
	no(t, h.write("CREATE TABLE kept AS SELECT address FROM people"))
	no(t, h.write("UPDATE people SET address = x'01'"))
	h.start()
	h.tell(counsel.NoticeNews)
	h.until("a word about it in the log", func() bool { return strings.Contains(h.log.String(), "an address does not open") })
	h.wantState("while it does not open", notice.On)
	one := h.who
	h.who = notice.Person{Agency: one.Agency, UID: counsel.ID{7}}
	no(t, h.Put(context.Background(), h.address(canary)))
	h.mails(2)
	h.who = one
	h.stop()
	no(t, h.write("UPDATE people SET address = (SELECT address FROM kept) WHERE address = x'01'"))
	h.start()
	h.clock.Pass(time.Hour)
	h.mails(3)
}

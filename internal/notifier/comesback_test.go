package notifier_test

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"filippo.io/age"

	"siegel/internal/counsel"
	"siegel/internal/notice"
	"siegel/internal/notifier"
)

// TestTheFolderComesBack: the copy of docs/operate.md (tar, sealed to a key) put back into an empty folder goes on as if nothing had been: every address and the identity
// are there, what was sent is not sent again, what waited goes out once.
func TestTheFolderComesBack(t *testing.T) {
	t.Parallel()
	key, err := age.GenerateHybridIdentity()
	no(t, err)
	h := open(t, newOffice(t, notifier.NoTLS), nil)
	h.confirmed()
	h.tell(counsel.NoticeNews)
	h.mails(2)
	other := h.who
	h.who = notice.Person{Agency: other.Agency, UID: counsel.ID{7}}
	h.confirmed() // mail 3
	h.stop()
	h.jitter = time.Hour
	h.start()
	h.tell(counsel.NoticeNews) // waits
	recipient := h.Recipient()
	h.stop()
	copied := sealedCopy(t, h.folder, key.Recipient())
	no(t, os.RemoveAll(h.folder))
	putBack(t, h.folder, copied, key)
	h.start()
	if h.Recipient() != recipient {
		t.Error("it is another one: what browsers seal now, nobody opens")
	}
	h.mails(3)
	h.clock.Pass(2 * time.Hour)
	h.mails(4) // what waited
	h.clock.Pass(30 * 24 * time.Hour)
	h.mails(4)
	h.who = other
	if s := h.status(); s.State != notice.On {
		t.Errorf("the other address is %s", s.State)
	}
	h.tell(counsel.NoticeSeen)
	h.tell(counsel.NoticeNews)
	h.clock.Pass(2 * time.Hour)
	h.mails(5)
}

// sealedCopy is `tar -C FOLDER -c . | age -r RECIPIENT`.
func sealedCopy(t *testing.T, folder string, to age.Recipient) []byte {
	t.Helper()
	packed, err := exec.Command("tar", "-C", folder, "-c", ".").Output()
	no(t, err)
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	no(t, err)
	_, err = w.Write(packed)
	no(t, err)
	no(t, w.Close())
	if bytes.Contains(out.Bytes(), []byte(canary)) {
		t.Error("the copy shows an address")
	}
	return out.Bytes()
}

// putBack is `age -d -i KEY | tar -C FOLDER -x`, into an empty folder of mode 0700.
func putBack(t *testing.T, folder string, copied []byte, key age.Identity) {
	t.Helper()
	no(t, os.Mkdir(folder, 0o700))
	r, err := age.Decrypt(bytes.NewReader(copied), key)
	no(t, err)
	packed, err := io.ReadAll(r)
	no(t, err)
	unpack := exec.Command("tar", "-C", folder, "-x")
	unpack.Stdin = bytes.NewReader(packed)
	if said, err := unpack.CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, said)
	}
}

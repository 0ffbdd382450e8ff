package jobs_test

import (
	"context"
	"io"
	"log/slog"
	"mime/quotedprintable"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/jobs"
	"siegel/internal/notice"
	"siegel/internal/testkit"
)

// An older copy of the notifier's folder, put back, brings back no address that was given up since: not of an account or an agency that was deleted, not one that somebody took
// away, replaced or ended by the link of a mail. Who changed nothing goes on getting mails.
func TestAnOlderFolderOfTheNotifier(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		one, other, p := testkit.NewScene(t, w, "kiz", true), testkit.NewScene(t, w, "nord", true), testkit.NewPost(t, w.Clock.Now)
		stays, _ := one.Seeker("stays")
		deletes, registered := one.Seeker("deletes")
		takesAway, _ := one.Seeker("takes-away")
		replaces, _ := one.Seeker("replaces")
		ends, _ := one.Seeker("ends")
		elsewhere, _ := other.Seeker("elsewhere")
		people := []counsel.Actor{stays, deletes, takesAway, replaces, ends, elsewhere}
		token := map[counsel.ID]string{}
		for _, who := range people {
			token[who.UID] = confirmed(t, p, who)
		}
		database := filepath.Join(p.Folder(), "notifier.db")
		copied, err := os.ReadFile(database)
		no(t, err)

		shown, err := w.Erasure(t.Context(), deletes)
		no(t, err)
		_, err = w.EraseAccount(t.Context(), deletes, counsel.Proof{Way: counsel.ByPassword, Auth: registered.Auth}, shown.Manifest, shown.Staying())
		no(t, err)
		no(t, w.SuspendAgency(t.Context(), other.Agency.ID))
		no(t, w.DeleteAgency(t.Context(), other.Agency.ID))
		no(t, p.Put(t.Context(), notice.Address{Asked: asked(takesAway), Level: notice.None}))
		confirmed(t, p, replaces)
		if known, err := p.Stop(t.Context(), token[ends.UID]); err != nil || !known {
			t.Fatalf("known %t, %v", known, err)
		}
		compared(t, w, p)
		others := make([]counsel.ID, 2*notice.AtOnce+1) // more than a call holds
		for i := range others {
			others[i] = testkit.ID()
		}
		no(t, w.NoticesWithdrawn(t.Context(), others))

		p.Restart(func() { no(t, os.WriteFile(database, copied, 0o600)) })
		sent := len(p.Mails(0))
		for _, who := range people {
			no(t, p.Tell(t.Context(), notice.Told{Person: asked(who).Person, What: counsel.NoticeNews, Entries: 1}))
		}
		compared(t, w, p)
		p.Mails(sent + 1)
		for i, who := range people {
			status, err := p.Look(t.Context(), asked(who))
			no(t, err)
			if want := map[bool]notice.State{true: notice.On, false: notice.Without}[who.UID == stays.UID]; status.State != want {
				t.Errorf("person %d: %s, want %s", i, status.State, want)
			}
		}
		if now := len(p.Mails(0)); now != sent+1 {
			t.Errorf("%d mails went out; one person is left to get one", now-sent)
		}
	})
}

// compared lets the two agree on what is gone, until the notifier has heard it and nothing is left to be noted.
func compared(t *testing.T, w *testkit.World, p *testkit.Post) {
	t.Helper()
	_, err := w.Shred(t.Context())
	no(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { jobs.Withdrawn(ctx, w.Store, p.Client, slog.New(slog.DiscardHandler)); close(ended) }()
	until(t, func() bool {
		o, err := p.State(t.Context())
		no(t, err)
		left, err := p.Withdrawn(t.Context(), nil)
		no(t, err)
		return o.Begun && len(left.Marks) == 0
	})
	stop()
	<-ended
}

var codeIn, tokenIn = regexp.MustCompile(`\b(\d{3}) (\d{3})\b`), regexp.MustCompile(`/off/([\w-]{22})`)

// confirmed leaves an address of one's own, types the code, and gives the token of the link in its mails.
func confirmed(t *testing.T, p *testkit.Post, who counsel.Actor) (token string) {
	t.Helper()
	before := p.Mails(0)
	no(t, p.Put(t.Context(), notice.Address{Asked: asked(who), Level: notice.Plain, File: p.Sealed(who.Agency, who.UID, "meise."+who.UID.String()[:4]+"@mailbox.example")}))
	raw := slices.DeleteFunc(p.Mails(len(before)+1), func(mail string) bool { return slices.Contains(before, mail) })[0]
	text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(raw)))
	no(t, err)
	code := codeIn.FindStringSubmatch(string(text))
	no(t, p.Confirm(t.Context(), notice.Typed{Person: asked(who).Person, Code: code[1] + code[2]}))
	return tokenIn.FindStringSubmatch(string(text))[1]
}

func asked(who counsel.Actor) notice.Asked {
	return notice.Asked{Person: notice.Person{Agency: who.Agency, UID: who.UID}, Realm: counsel.Seekers, Lang: "de"}
}

func no(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

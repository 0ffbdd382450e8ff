package crash

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"

	"siegel/internal/counsel"
)

// model is what has to be there of a seeker and her case, as far as it was acknowledged.
type model struct {
	account           bool
	vault             int64
	vaultBox          []byte
	id                counsel.ID // of the case
	state             counsel.CaseState
	counsellor, nk    counsel.ID
	putBack, unsure   bool // unsure: taken, and not confirmed
	marks             string
	profile           int64
	profileBox        []byte
	letters, notes    []letter
	held              *letter
	drafts            map[draftKey]draft
	grants            map[counsel.ID]grant
	files             map[counsel.ID]attachment
	ordered           bool // an order to delete the case waits
	self              map[counsel.ID][]byte
	signedIn, wasHere []string // cookies whose sessions were begun, and ended
}

type letter struct {
	id, author counsel.ID
	seq, order int64
	box        []byte
}

type draftKey struct {
	uid  counsel.ID
	kind string
}

type draft struct {
	version int64
	message counsel.ID // the held one that it has become
	box     []byte
}

type grant struct {
	role, why string
	by        counsel.ID
	file      []byte
}

func (m *model) clone() *model {
	out := *m
	out.letters, out.notes = slices.Clone(m.letters), slices.Clone(m.notes)
	out.drafts, out.grants, out.self, out.files = maps.Clone(m.drafts), maps.Clone(m.grants), maps.Clone(m.self), maps.Clone(m.files)
	if out.files == nil {
		out.files = map[counsel.ID]attachment{}
	}
	out.signedIn, out.wasHere = slices.Clone(m.signedIn), slices.Clone(m.wasHere)
	if m.held != nil {
		held := *m.held
		out.held = &held
	}
	return &out
}

// seq is the author's next number.
func (m *model) seq(uid counsel.ID, notes bool) int64 {
	list := m.letters
	if notes {
		list = m.notes
	}
	n := int64(1)
	for _, l := range list {
		if l.author == uid {
			n++
		}
	}
	return n
}

// post puts a letter out at once, and wakes the case.
func (m *model) post(l letter, seeker bool) {
	l.order = int64(len(m.letters) + 1)
	m.letters = append(m.letters, l)
	if m.state == counsel.AtRest || m.state == counsel.Closed && seeker {
		m.state = counsel.TakenOver
	}
}

// release lets the held answer go out, and ends its draft.
func (m *model) release() *model {
	if m.held == nil {
		return m
	}
	m.post(*m.held, false)
	maps.DeleteFunc(m.drafts, func(_ draftKey, d draft) bool { return d.message == m.held.id })
	m.held = nil
	return m
}

// text says the same of the same model: for comparing, and for whoever has to find the difference.
func (m *model) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "account %t vault %d %s\n", m.account, m.vault, sum(m.vaultBox))
	if m.state != "" {
		fmt.Fprintf(&b, "case %s counsellor %s nk %s put back %t unsure %t marks %q profile %d %s\n",
			m.state, m.counsellor, m.nk, m.putBack, m.unsure, m.marks, m.profile, sum(m.profileBox))
	}
	for _, l := range m.letters {
		fmt.Fprintf(&b, "letter %s\n", l)
	}
	if m.held != nil {
		fmt.Fprintf(&b, "held %s\n", m.held)
	}
	if m.ordered {
		fmt.Fprintf(&b, "an order to delete waits\n")
	}
	for _, l := range m.notes {
		fmt.Fprintf(&b, "note %s\n", l)
	}
	var lines []string
	for k, d := range m.drafts {
		lines = append(lines, fmt.Sprintf("draft %s %s %d of %s %s", k.uid, k.kind, d.version, d.message, sum(d.box)))
	}
	for id, g := range m.grants {
		lines = append(lines, fmt.Sprintf("grant %s to %s why %s by %s %s", id, g.role, g.why, g.by, sum(g.file)))
	}
	for id, f := range m.files {
		lines = append(lines, fmt.Sprintf("file %s of %d bytes, %d parts, in %s", id, f.length, f.parts, f.message))
	}
	for uid, box := range m.self {
		lines = append(lines, fmt.Sprintf("copy of %s %s", uid, sum(box)))
	}
	slices.SortFunc(lines, cmp.Compare[string])
	return b.String() + strings.Join(lines, "\n")
}

func (l letter) String() string {
	return fmt.Sprintf("%d %s by %s %d %s", l.order, l.id, l.author, l.seq, sum(l.box))
}

func sum(b []byte) string {
	if len(b) == 0 {
		return "-"
	}
	s := sha256.Sum256(b)
	return fmt.Sprintf("%d:%x", len(b), s[:6])
}

// difference names the lines that only one of the two has.
func difference(want, got string) string {
	have := func(text string) map[string]bool {
		lines := map[string]bool{}
		for line := range strings.SplitSeq(text, "\n") {
			lines[line] = true
		}
		return lines
	}
	w, g := have(want), have(got)
	var out []string
	for line := range w {
		if !g[line] {
			out = append(out, "missing: "+line)
		}
	}
	for line := range g {
		if !w[line] {
			out = append(out, "too much: "+line)
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

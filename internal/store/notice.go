package store

import (
	"context"
	"slices"

	"siegel/internal/counsel"
	"siegel/internal/shred"
)

// What the notifier has to be told stands in a row per account until a job has told it. The row is written with what it speaks of, in the same
// transaction: what was released is told, also after a crash. A server without a notifier writes none.

// news notes that there is something new for an account.
func (t *tx) news(agency, uid counsel.ID) error {
	return t.notice(agency, uid, counsel.NoticeNews, 1)
}

// newsOf notes a message for those who did not write it: the seeker, whoever has the case, or, while it is in the pool, everybody who reads that.
func (t *tx) newsOf(agency counsel.ID, c counsel.Case, author counsel.Role) error {
	switch {
	case !t.s.notices:
		return nil
	case author != counsel.SeekerRole:
		return t.news(agency, c.Seeker)
	case c.State != counsel.Open:
		return t.noticeStaff(agency, c.Counsellor, 1)
	}
	return t.noticeStaff(agency, counsel.ID{}, 1)
}

// noticeStaff notes news for whoever has a case; without counsellor: whoever reads the pool.
func (t *tx) noticeStaff(agency, counsellor counsel.ID, entries int) error {
	readers, err := t.readers(agency, counsellor)
	for _, uid := range readers {
		if err := t.notice(agency, uid, counsel.NoticeNews, entries); err != nil {
			return err
		}
	}
	return err
}

// readers gives the counsellor of a case, or whoever reads the pool. While she cannot sign in, having left or been stopped, it is the leads: somebody has to
// learn that a person writes, and she is to be told nothing any more.
func (t *tx) readers(agency, counsellor counsel.ID) ([]counsel.ID, error) {
	if counsellor == (counsel.ID{}) {
		return t.active(agency, counsel.Intake)
	}
	state, err := t.staffState(agency, counsellor)
	if err != nil || state == counsel.Active {
		return []counsel.ID{counsellor}, err
	}
	return t.active(agency, counsel.Lead)
}

// active are the staff with a role who can sign in.
func (t *tx) active(agency counsel.ID, role counsel.Role) (list []counsel.ID, err error) {
	var uid counsel.ID
	var roles string
	err = t.fill(`SELECT uid, roles FROM accounts WHERE agency = $1 AND realm = $2 AND state = $3`, args{agency, counsel.Staff, counsel.Active}, []any{&uid, &roles}, func() {
		if slices.Contains(counsel.ParseRoles(roles), role) {
			list = append(list, uid)
		}
	})
	return list, err
}

// noticeGone notes that an account is deleted, or dismissed: the notifier forgets its address. Nothing that is noted later takes its place.
func (t *tx) noticeGone(agency, uid counsel.ID) error {
	return t.notice(agency, uid, counsel.NoticeGone, 0)
}

// noticeSeen notes that a person has signed in: the next news may be told again, and what waits to be told need not be.
func (t *tx) noticeSeen(agency, uid counsel.ID) error {
	return t.notice(agency, uid, counsel.NoticeSeen, 0)
}

// seenThenNews stands in a row for both, in this order: without the sign-in the notifier would hold that the person has been told already, and send nothing.
const seenThenNews counsel.NoticeKind = "seen news"

func (t *tx) notice(agency, uid counsel.ID, what counsel.NoticeKind, entries int) error {
	if !t.s.notices {
		return nil
	}
	return t.later(nil, `INSERT INTO notices (agency, uid, what, entries, turn) VALUES ($1, $2, $3, $4, 1)
		ON CONFLICT (agency, uid) DO UPDATE SET turn = notices.turn + 1,
			what = CASE WHEN excluded.what = 'news' AND notices.what IN ('seen', 'seen news') THEN 'seen news' ELSE excluded.what END,
			entries = CASE WHEN excluded.what = 'news' THEN notices.entries + excluded.entries ELSE excluded.entries END
		WHERE notices.what <> 'gone'`, agency, uid, what, entries)
}

// mostNotices is how many a job takes at a time.
const mostNotices = 100

// Notices gives what the notifier has not been told yet, of all agencies; at most mostNotices. News of a suspended agency wait: nobody could read them.
// Of a sign-in and the news behind it, it gives the sign-in; the news follow once that has been told.
func (s *Store) Notices(ctx context.Context) (list []counsel.Notice, err error) {
	err = s.read(ctx, func(t *tx) error {
		list = nil
		var n counsel.Notice
		return t.fill(`SELECT n.agency, n.uid, n.what, n.entries, n.turn FROM notices n JOIN agencies a ON a.agency = n.agency
			WHERE n.what NOT IN ('news', 'seen news') OR a.state <> 'suspended' LIMIT $1`, args{mostNotices},
			[]any{&n.Agency, &n.UID, &n.What, &n.Entries, &n.Turn}, func() {
				if n.What == seenThenNews {
					n.What, n.Entries = counsel.NoticeSeen, 0
				}
				list = append(list, n)
			})
	})
	return list, err
}

// NoticeTold takes away what the notifier has been told, unless something newer was noted meanwhile. The news behind a sign-in stay, as a row of their own turn.
func (s *Store) NoticeTold(ctx context.Context, n counsel.Notice) error {
	return s.write(ctx, func(t *tx) error {
		left, err := t.exec(`UPDATE notices SET what = 'news', turn = turn + 1 WHERE agency = $1 AND uid = $2 AND turn = $3 AND what = $4`, n.Agency, n.UID, n.Turn, seenThenNews)
		if err != nil || left > 0 {
			return err
		}
		_, err = t.exec(`DELETE FROM notices WHERE agency = $1 AND uid = $2 AND turn = $3`, n.Agency, n.UID, n.Turn)
		return err
	})
}

// NoticesGone gives what the notifier must not know any more, whatever copy of its folder is put back: by the deletion journal, and by what that has not heard of yet.
func (s *Store) NoticesGone(ctx context.Context) (g counsel.Gone, err error) {
	var list []shred.Deletion
	if s.shreds != nil {
		if list, err = s.shreds.Deleted(ctx); err != nil {
			return g, err
		}
		marks, err := s.shreds.Withdrawn(ctx)
		if err != nil {
			return g, err
		}
		for _, mark := range marks {
			g.Marks = append(g.Marks, mark)
		}
	}
	for _, d := range list {
		switch d.Kind {
		case shred.Agency:
			g.Agencies = append(g.Agencies, d.Agency)
		case shred.Account:
			g.People = append(g.People, counsel.Notice{Agency: d.Agency, UID: d.ID, What: counsel.NoticeGone})
		}
	}
	return g, s.read(ctx, func(t *tx) error {
		n := counsel.Notice{What: counsel.NoticeGone}
		return t.fill(`SELECT agency, id FROM shred_notes WHERE kind = $1`, args{shredAccount}, []any{&n.Agency, &n.UID}, func() { g.People = append(g.People, n) })
	})
}

// NoticesWithdrawn notes addresses that people or mail servers have ended, by their marks, beside what was deleted.
func (s *Store) NoticesWithdrawn(ctx context.Context, marks []counsel.ID) error {
	if s.shreds == nil || len(marks) == 0 {
		return nil
	}
	list := make([][16]byte, len(marks))
	for i, mark := range marks {
		list[i] = mark
	}
	return s.shreds.Withdraw(ctx, list, counsel.Day(s.clock()))
}

package store_test

import (
	"bytes"
	"reflect"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// asked is a store method called by an actor about a thing.
type asked func(w *testkit.World, s *testkit.Scene, by counsel.Actor, id counsel.ID) error

// byID are all methods that take an actor and an id; asker is who has the rights for it.
var byID = map[string]struct {
	seeker bool
	call   asked
}{
	"Accept": {false, func(w *testkit.World, s *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		_, err := w.Accept(ctx, by, s.Acceptance(id))
		return err
	}},
	"Confirm": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.Confirm(ctx, by, id)
	}},
	"Enquiry": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		_, _, _, err := w.Enquiry(ctx, by, id)
		return err
	}},
	"Case": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		_, _, err := w.Case(ctx, by, id)
		return err
	}},
	"Messages": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		_, err := w.Messages(ctx, by, id, counsel.Before(0))
		return err
	}},
	"Notes": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		_, err := w.Notes(ctx, by, id, counsel.After(0))
		return err
	}},
	"AddMessage": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		_, err := w.AddMessage(ctx, by, letterOf(id, counsel.Counsellor, 1))
		return err
	}},
	"Draft": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		_, err := w.Draft(ctx, by, id, counsel.DraftMessage)
		return err
	}},
	"AddFile": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		_, err := w.AddFile(ctx, by, counsel.File{ID: testkit.ID(), Case: id, Length: 86})
		return err
	}},
	"File": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		_, err := w.File(ctx, by, id)
		return err
	}},
	"PutPart": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.PutPart(ctx, by, id, 0, 86, bytes.NewReader(make([]byte, 86)))
	}},
	"TakeBack": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.TakeBack(ctx, by, id, testkit.ID())
	}},
	"PutBack": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.PutBack(ctx, by, id, released())
	}},
	"GrantAnew": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.GrantAnew(ctx, by, id, released())
	}},
	"SetState": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.SetState(ctx, by, id, counsel.Move{From: counsel.TakenOver, To: counsel.Closed, Seen: 1})
	}},
	"SetMarks": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.SetMarks(ctx, by, id, []counsel.Mark{counsel.Acute})
	}},
	"SetStaffState": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.SetStaffState(ctx, by, id, counsel.Stopped)
	}},
	"PutProfile": {true, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.PutProfile(ctx, by, id, counsel.Versioned{Version: 2, Box: testkit.Letter()})
	}},
	"PutSelf": {true, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.PutSelf(ctx, by, id, 0, testkit.Box(32))
	}},
	"EraseOrder": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		_, err := w.EraseOrder(ctx, by, id)
		return err
	}},
	"MayOrderErasure": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.MayOrderErasure(ctx, by, id)
	}},
	"OrderErasure": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		_, err := w.OrderErasure(ctx, by, counsel.Proof{Way: counsel.ByPassword, Auth: testkit.Bytes(32)}, counsel.Order{ID: testkit.ID(), Case: id})
		return err
	}},
	"CancelErasure": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.CancelErasure(ctx, by, id)
	}},
	"AnswerErasure": {true, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.AnswerErasure(ctx, by, id, counsel.KeepIt)
	}},
	"PutHold": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.PutHold(ctx, by, counsel.Hold{Case: id, Until: counsel.Day(w.Clock.Now()), Reason: counsel.BecauseCourt})
	}},
	"DeleteHold": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.DeleteHold(ctx, by, id)
	}},
	"GrantToArchive": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.GrantToArchive(ctx, by, id, counsel.Grant{ID: testkit.ID(), Of: id, File: testkit.Box(86)})
	}},
	"OpenArchive": {false, func(w *testkit.World, s *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		_, err := w.OpenArchive(ctx, by, opening(s, by, id))
		return err
	}},
	"SealedFile": {false, func(w *testkit.World, s *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		_, err := w.SealedFile(ctx, by, opening(s, by, id), id)
		return err
	}},
	"DeleteInvite": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.DeleteInvite(ctx, by, id)
	}},
	"DeleteGrant": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.DeleteGrant(ctx, by, id)
	}},
	"Record": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		var hash [32]byte
		copy(hash[:], id[:])
		_, err := w.Record(ctx, by, hash)
		return err
	}},
	"Manifest": {false, func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		_, err := w.Manifest(ctx, by, int64(id[0])+100)
		return err
	}},
}

// opening asks for a sealed case, with the password that is right.
func opening(s *testkit.Scene, by counsel.Actor, id counsel.ID) counsel.Opening {
	return counsel.Opening{Case: id, Reason: counsel.OpenReasons[0], Proof: counsel.Proof{Way: counsel.ByPassword, Auth: s.Auth[by.UID]}}
}

// ofSelf are the methods that take an actor and no id of somebody else: there is nothing foreign to name.
var ofSelf = map[string]asked{
	"Cases": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, err := w.Cases(ctx, by)
		return err
	},
	"Drafts": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, err := w.Drafts(ctx, by)
		return err
	},
	"PutDraft": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error { // see TestDraftsOfOthers
		return w.PutDraft(ctx, by, id, counsel.DraftMessage, version(1))
	},
	"DeleteDraft": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error { // see TestDraftsOfOthers
		return w.DeleteDraft(ctx, by, id, counsel.DraftMessage)
	},
	"DropFile": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error { // see TestFilesThatNobodyAnnounces
		return w.DropFile(ctx, by, id)
	},
	"Desk": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, err := w.Desk(ctx, by)
		return err
	},
	"Erasure": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, err := w.Erasure(ctx, by)
		return err
	},
	"EraseAccount": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, err := w.EraseAccount(ctx, by, counsel.Proof{Way: counsel.ByPassword, Auth: testkit.Bytes(32)}, [32]byte{}, nil)
		return err
	},
	"Erased": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, err := w.Erased(ctx, by)
		return err
	},
	"Keyed": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, _, err := w.Keyed(ctx, by)
		return err
	},
	"Stored": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, err := w.Stored(ctx, by)
		return err
	},
	"Prove": func(w *testkit.World, s *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, err := w.Prove(ctx, by, counsel.Proof{Way: counsel.ByPassword, Auth: s.Auth[by.UID]})
		return err
	},
	"Rekey": func(w *testkit.World, s *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.Rekey(ctx, by, id, counsel.Proof{Way: counsel.ByPassword, Auth: s.Auth[by.UID]}, counsel.Rekeying{Keyring: counsel.Versioned{Version: 2, Box: testkit.Letter()}})
	},
	"RenewKeys": func(w *testkit.World, s *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.RenewKeys(ctx, by, id, counsel.Proof{Way: counsel.ByPassword, Auth: s.Auth[by.UID]}, counsel.Renewal{})
	},
	"Archive": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, _, err := w.Archive(ctx, by, 0)
		return err
	},
	"Unarchived": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, _, err := w.Unarchived(ctx, by)
		return err
	},
	"KeepBecause": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		return w.KeepBecause(ctx, by, counsel.KeepLaw)
	},
	"Visits": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, _, err := w.Visits(ctx, by, november)
		return err
	},
	"CountVisits": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		return w.CountVisits(ctx, by, false, false)
	},
	"Receipts": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, err := w.Receipts(ctx, by)
		return err
	},
	"Audit": readsAudit, "SignAudit": signsAudit, "SignedHeads": readsHeads,
	"Closed": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, _, err := w.Closed(ctx, by, 0)
		return err
	},
	"Named": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		_, err := w.Named(ctx, by, []counsel.ID{id})
		return err
	},
	"Overview": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, err := w.Overview(ctx, by)
		return err
	},
	"Staff": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, err := w.Staff(ctx, by)
		return err
	},
	"Invites": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, err := w.Invites(ctx, by)
		return err
	},
	"Grants": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, err := w.Grants(ctx, by)
		return err
	},
	"Records": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, err := w.Records(ctx, by)
		return err
	},
	"GetBox": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, err := w.GetBox(ctx, by, store.Vault)
		return err
	},
	"PutBox": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		return w.PutBox(ctx, by, store.Vault, counsel.Versioned{Version: 2, Box: testkit.Letter()})
	},
	"Sessions": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		_, err := w.Sessions(ctx, by, id)
		return err
	},
	"Lives": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.Lives(ctx, by, id)
	},
	"EndSession": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.EndSession(ctx, by, id)
	},
	"EndOthers": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.EndOthers(ctx, by, id)
	},
	"Resume": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, err := w.Resume(ctx, by, counsel.Session{})
		return err
	},
	"AddEnquiry": func(w *testkit.World, s *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		_, err := w.AddEnquiry(ctx, by, s.Enquiry(2))
		return err
	},
	"AddInvite": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, id counsel.ID) error {
		return w.AddInvite(ctx, by, id, counsel.Day(w.Clock.Now()))
	},
	"Publish": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		return w.Publish(ctx, by, counsel.Manifest{Seq: 2, Text: "two"})
	},
	"SetUp": func(w *testkit.World, _ *testkit.Scene, by counsel.Actor, _ counsel.ID) error {
		return w.SetUp(ctx, by, counsel.SetUp{Root: "root"})
	},
}

// A thing of another agency, or of another person, is answered like one that does not exist, by every method.
func TestForeignLikeUnknown(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		a, b := testkit.NewScene(t, w, "kiz", true), testkit.NewScene(t, w, "sos", true)
		seeker, _ := a.Seeker("sonne-42")
		id := a.Case(seeker, a.Lead, 2)
		waiting := a.Enquiry(3)
		_, err := w.AddEnquiry(ctx, seeker, waiting)
		no(t, err)
		invite := testkit.ID()
		no(t, w.AddInvite(ctx, a.Lead, invite, counsel.Day(w.Clock.Now())))
		stranger, _ := b.Seeker("sonne-42")
		neighbour, _ := a.Seeker("wolke-7")
		colleague := a.Staff("Ben", counsel.Counsellor, counsel.Intake)

		for name, m := range byID {
			strangers := []counsel.Actor{b.Lead}
			if m.seeker {
				strangers = []counsel.Actor{stranger, neighbour}
			} else if name == "Case" || name == "Messages" || name == "Notes" || name == "AddMessage" || name == "TakeBack" || name == "PutBack" || name == "SetState" || name == "SetMarks" {
				strangers = []counsel.Actor{b.Lead, stranger, neighbour, colleague}
			}
			for _, by := range strangers {
				unknown := m.call(w, b, by, testkit.ID())
				if counsel.CodeOf(unknown) != counsel.NotFound {
					t.Errorf("%s of an unknown id: %v", name, unknown)
				}
				for _, foreign := range []counsel.ID{id, waiting.Case, invite} {
					if err := m.call(w, b, by, foreign); err == nil || err.Error() != unknown.Error() {
						t.Errorf("%s of a foreign id: %v, of an unknown one: %v", name, err, unknown)
					}
				}
			}
		}
		record := sg1.HashOf([]byte(a.Signed.Lead.Record))
		_, err = w.Record(ctx, b.Lead, record)
		code(t, err, counsel.NotFound)
		_, err = w.Record(ctx, neighbour, record)
		no(t, err)
		c, _, err := w.Case(ctx, a.Lead, id)
		no(t, err)
		if c.LastOrder != 1 || c.Profile.Version != 1 || count(t, w, "notes") != 0 {
			t.Error("a stranger changed the case")
		}
		list, err := w.Desk(ctx, b.Lead)
		no(t, err)
		named, err := w.Named(ctx, b.Lead, []counsel.ID{id, waiting.Case})
		no(t, err)
		if len(list)+len(named) != 0 {
			t.Error("another agency's cases are listed")
		}
	})
}

// An actor whose account is of another agency does not exist there, for no method: the agency is part of who one is.
func TestForeignActor(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		a, b := testkit.NewScene(t, w, "kiz", true), testkit.NewScene(t, w, "sos", true)
		seeker, _ := a.Seeker("sonne-42")
		id := a.Case(seeker, a.Lead, 2)
		forged := a.Lead // with all roles, as a session would have them
		forged.Agency = b.Agency.ID
		forged.State, forged.Roles = counsel.Active, []counsel.Role{counsel.Counsellor, counsel.Intake, counsel.Lead}
		before := w.Dump(t)
		for name, m := range byID {
			if err := m.call(w, a, forged, id); counsel.CodeOf(err) != counsel.SignedOut {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, call := range ofSelf {
			if err := call(w, a, forged, id); counsel.CodeOf(err) != counsel.SignedOut {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, s := range []*testkit.Scene{a, b} {
			if d := before.Differs(w.Dump(t), s.Agency.ID); d != "" {
				t.Errorf("who does not exist has changed %s: %s", s.Agency.Short, d)
			}
		}
	})
}

// Rights come from the account, not from what the caller says of herself.
func TestClaimedRoles(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		s := testkit.NewScene(t, w, "kiz", true)
		seeker, _ := s.Seeker("sonne-42")
		claims := seeker
		claims.Realm, claims.Roles = counsel.Staff, []counsel.Role{counsel.Counsellor, counsel.Intake, counsel.Lead}
		for _, name := range []string{"Desk", "Closed", "Named", "Overview", "Staff", "Invites", "Grants", "Publish", "SetUp", "AddInvite"} {
			if err := ofSelf[name](w, s, claims, testkit.ID()); counsel.CodeOf(err) != counsel.Refused {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// No method with an actor is missing above.
func TestWallIsComplete(t *testing.T) {
	actor := reflect.TypeFor[counsel.Actor]()
	of := reflect.TypeFor[*store.Store]()
	for i := range of.NumMethod() {
		m := of.Method(i)
		if m.Type.NumIn() < 3 || m.Type.In(2) != actor {
			continue
		}
		_, one := byID[m.Name]
		_, two := ofSelf[m.Name]
		if !one && !two {
			t.Errorf("%s is not tried with a foreign actor", m.Name)
		}
	}
}

package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/store"
	"siegel/internal/testkit"
)

// Every method of the store, as it stands in the program, with everything that another agency or person has: found by reflection, so that a method
// that comes later is tried too, or stops this test until it says what it takes.

// arguments make what a method takes beside its actor, around an id; what is not about the id is always the same, so that two answers can be compared.
var arguments = map[reflect.Type]func(w *testkit.World, s *testkit.Scene, id counsel.ID) any{
	reflect.TypeFor[counsel.ID]():        func(_ *testkit.World, _ *testkit.Scene, id counsel.ID) any { return id },
	reflect.TypeFor[[]counsel.ID]():      func(_ *testkit.World, _ *testkit.Scene, id counsel.ID) any { return []counsel.ID{id} },
	reflect.TypeFor[[32]byte]():          func(_ *testkit.World, _ *testkit.Scene, id counsel.ID) any { return [32]byte(append(id[:], id[:]...)) },
	reflect.TypeFor[int64]():             func(*testkit.World, *testkit.Scene, counsel.ID) any { return int64(1) },
	reflect.TypeFor[time.Time]():         func(w *testkit.World, _ *testkit.Scene, _ counsel.ID) any { return counsel.Day(w.Clock.Now()) },
	reflect.TypeFor[string]():            func(_ *testkit.World, _ *testkit.Scene, id counsel.ID) any { return id.String() },
	reflect.TypeFor[counsel.Period]():    func(*testkit.World, *testkit.Scene, counsel.ID) any { return november },
	reflect.TypeFor[bool]():              func(*testkit.World, *testkit.Scene, counsel.ID) any { return true },
	reflect.TypeFor[counsel.DraftKind](): func(*testkit.World, *testkit.Scene, counsel.ID) any { return counsel.DraftMessage },
	reflect.TypeFor[counsel.Stretch]():   func(*testkit.World, *testkit.Scene, counsel.ID) any { return counsel.Before(0) },
	reflect.TypeFor[counsel.Versioned](): func(*testkit.World, *testkit.Scene, counsel.ID) any { return counsel.Versioned{Version: 2, Box: fixed} },
	reflect.TypeFor[counsel.Move](): func(*testkit.World, *testkit.Scene, counsel.ID) any {
		return counsel.Move{From: counsel.TakenOver, To: counsel.Closed, Seen: 9}
	},
	reflect.TypeFor[counsel.Rekeying](): func(*testkit.World, *testkit.Scene, counsel.ID) any {
		return counsel.Rekeying{Keyring: counsel.Versioned{Version: 2, Box: fixed}}
	},
	reflect.TypeFor[counsel.Renewal](): func(_ *testkit.World, _ *testkit.Scene, id counsel.ID) any {
		return counsel.Renewal{Rekeying: counsel.Rekeying{Keyring: counsel.Versioned{Version: 2, Box: fixed}}, Vault: counsel.Versioned{Version: 2, Box: fixed}, Cases: []counsel.RenewedCase{{ID: id}}}
	},
	reflect.TypeFor[[]counsel.Mark]():       func(*testkit.World, *testkit.Scene, counsel.ID) any { return []counsel.Mark{counsel.Acute} },
	reflect.TypeFor[counsel.AccountState](): func(*testkit.World, *testkit.Scene, counsel.ID) any { return counsel.Stopped },
	reflect.TypeFor[counsel.Realm]():        func(*testkit.World, *testkit.Scene, counsel.ID) any { return counsel.Seekers },
	reflect.TypeFor[store.Box]():            func(*testkit.World, *testkit.Scene, counsel.ID) any { return store.Vault },
	reflect.TypeFor[[]byte]():               func(_ *testkit.World, _ *testkit.Scene, id counsel.ID) any { return slices.Clone(id[:]) },
	reflect.TypeFor[counsel.Session]():      func(_ *testkit.World, _ *testkit.Scene, id counsel.ID) any { return counsel.Session{Handle: id} },
	reflect.TypeFor[[]counsel.Grant](): func(_ *testkit.World, _ *testkit.Scene, id counsel.ID) any {
		return []counsel.Grant{{ID: testkit.ID(), Of: id, ToRole: counsel.Intake, File: fixed}}
	},
	reflect.TypeFor[counsel.Grant](): func(_ *testkit.World, _ *testkit.Scene, id counsel.ID) any {
		return counsel.Grant{ID: testkit.ID(), Of: id, File: fixed}
	},
	reflect.TypeFor[counsel.NewEpoch](): func(_ *testkit.World, _ *testkit.Scene, id counsel.ID) any {
		return counsel.NewEpoch{Case: id, Epoch: 1, Self: fixed, Profile: counsel.Versioned{Version: 2, Box: fixed}}
	},
	reflect.TypeFor[counsel.Relink](): func(_ *testkit.World, _ *testkit.Scene, id counsel.ID) any {
		return counsel.Relink{Case: id, ToCase: id, Grant: counsel.Grant{ID: testkit.ID(), File: fixed}}
	},
	reflect.TypeFor[counsel.Opening]():    func(_ *testkit.World, s *testkit.Scene, id counsel.ID) any { return opening(s, s.Lead, id) },
	reflect.TypeFor[counsel.KeepReason](): func(*testkit.World, *testkit.Scene, counsel.ID) any { return counsel.KeepLaw },
	reflect.TypeFor[counsel.Message](): func(_ *testkit.World, _ *testkit.Scene, id counsel.ID) any {
		return counsel.Message{ID: testkit.ID(), Case: id, Role: counsel.SeekerRole, AuthorSeq: 1, Kind: counsel.KindMessage, Box: fixed}
	},
	reflect.TypeFor[counsel.File](): func(_ *testkit.World, _ *testkit.Scene, id counsel.ID) any {
		return counsel.File{ID: testkit.ID(), Case: id, Length: 86}
	},
	reflect.TypeFor[io.Reader](): func(*testkit.World, *testkit.Scene, counsel.ID) any { return bytes.NewReader(fixed) },
	reflect.TypeFor[counsel.Enquiry](): func(_ *testkit.World, s *testkit.Scene, id counsel.ID) any {
		e := s.Enquiry(2)
		e.Case, e.Message.ID, e.Message.Box = id, id, fixed
		return e
	},
	reflect.TypeFor[counsel.Proof](): func(*testkit.World, *testkit.Scene, counsel.ID) any {
		return counsel.Proof{Way: counsel.ByPassword, Auth: fixed[:32]}
	},
	reflect.TypeFor[counsel.Order](): func(_ *testkit.World, _ *testkit.Scene, id counsel.ID) any {
		return counsel.Order{ID: testkit.ID(), Case: id, Mode: counsel.Erase}
	},
	reflect.TypeFor[counsel.AnswerToOrder](): func(*testkit.World, *testkit.Scene, counsel.ID) any { return counsel.EraseNow },
	reflect.TypeFor[counsel.SignedHead](): func(_ *testkit.World, _ *testkit.Scene, id counsel.ID) any {
		return counsel.SignedHead{Head: counsel.Head{Seq: 1, Hash: [32]byte(append(id[:], id[:]...))}, Text: "signed"}
	},
	reflect.TypeFor[counsel.Hold](): func(w *testkit.World, _ *testkit.Scene, id counsel.ID) any {
		return counsel.Hold{Case: id, Until: counsel.Day(w.Clock.Now()), Reason: counsel.BecauseCourt}
	},
	reflect.TypeFor[counsel.Acceptance](): func(_ *testkit.World, s *testkit.Scene, id counsel.ID) any { return s.Acceptance(id) },
	reflect.TypeFor[counsel.Manifest](): func(_ *testkit.World, _ *testkit.Scene, id counsel.ID) any {
		return counsel.Manifest{Seq: 99, Text: "none", Invites: []counsel.ID{id}, Members: map[counsel.ID][]counsel.Role{id: {counsel.Lead}}}
	},
	reflect.TypeFor[counsel.SetUp](): func(*testkit.World, *testkit.Scene, counsel.ID) any { return counsel.SetUp{Root: "none"} },
	reflect.TypeFor[counsel.Login](): func(_ *testkit.World, _ *testkit.Scene, id counsel.ID) any {
		return counsel.Login{Realm: counsel.Seekers, Way: counsel.ByCode, RcID: id[:], Auth: fixed[:32], Cookie: append(id[:], id[:]...)}
	},
	reflect.TypeFor[counsel.Registration](): func(_ *testkit.World, s *testkit.Scene, id counsel.ID) any {
		r := s.Registration(counsel.Staff, "ein name")
		r.Invite = &counsel.Answer{ID: id, Record: s.Signed.Lead.Record, Mac: fixed[:32]}
		return r
	},
}

var fixed = testkit.Letter()

// ofAgency take the agency without an actor; the operator's own commands stand there with the ids that people tell them.
var ofAgency = []string{"Invite", "Login", "Register", "StartStaff", "StopStaff"}

// tried is a method that has to answer foreign and unknown alike.
type tried struct {
	name string
	call func(ctx context.Context, w *testkit.World, s *testkit.Scene, by counsel.Actor, id counsel.ID) string
}

func everyMethod(t *testing.T) (list []tried) {
	t.Helper()
	of := reflect.TypeFor[*store.Store]()
	for i := range of.NumMethod() {
		m := of.Method(i)
		withActor := m.Type.NumIn() > 2 && m.Type.In(2) == reflect.TypeFor[counsel.Actor]()
		if !withActor && !slices.Contains(ofAgency, m.Name) {
			continue // open_wall_test.go says why it asks nobody
		}
		for n := 3; n < m.Type.NumIn(); n++ {
			if arguments[m.Type.In(n)] == nil {
				t.Fatalf("%s takes %s: say in foreign_test.go what to give it", m.Name, m.Type.In(n))
			}
		}
		list = append(list, tried{m.Name, func(ctx context.Context, w *testkit.World, s *testkit.Scene, by counsel.Actor, id counsel.ID) string {
			in := []reflect.Value{reflect.ValueOf(w.Store), reflect.ValueOf(ctx), reflect.ValueOf(by)}
			if !withActor {
				in[2] = reflect.ValueOf(by.Agency)
			}
			for n := 3; n < m.Type.NumIn(); n++ {
				in = append(in, reflect.ValueOf(arguments[m.Type.In(n)](w, s, id)))
			}
			answer := answerOf(m.Func.Call(in), id, by.UID)
			if m.Name == "AddInvite" {
				_ = w.DeleteInvite(ctx, by, id) // what comes next shall not find it
			}
			return answer
		}})
	}
	return list
}

// answerOf writes an answer down; the id that was asked for stands in it as ID, who asked as WHO.
func answerOf(out []reflect.Value, id, by counsel.ID) string {
	var text strings.Builder
	for _, v := range out {
		if err, ok := v.Interface().(error); ok {
			text.WriteString(err.Error())
			continue
		}
		written, err := json.Marshal(v.Interface())
		if err != nil {
			panic(err)
		}
		text.Write(written)
	}
	return strings.NewReplacer(id.String(), "ID", by.String(), "WHO").Replace(text.String())
}

// writesOwn are methods with which one makes something of one's own under the id: each call has a person of its own, or the second would meet the first.
var writesOwn = []string{"AddEnquiry", "PutDraft"}

// full fills an agency with one of everything, and gives a person of each kind who is not part of the case.
func full(t *testing.T, w *testkit.World, s *testkit.Scene) (neighbour, colleague counsel.Actor) {
	t.Helper()
	seeker, _ := s.Seeker("sonne-42")
	id := s.Case(seeker, s.Lead, 2)
	waiting := s.Enquiry(3)
	_, err := w.AddEnquiry(ctx, seeker, waiting)
	no(t, err)
	closed := s.Case(seeker, s.Lead, 4)
	no(t, w.SetState(ctx, s.Lead, closed, counsel.Move{From: counsel.TakenOver, To: counsel.Closed, Seen: 1}))
	note := letterOf(id, counsel.Counsellor, 1)
	note.Kind = counsel.KindNote
	for _, m := range []counsel.Message{letterOf(id, counsel.Counsellor, 1), note} { // the first is held from now on
		_, err = w.AddMessage(ctx, s.Lead, m)
		no(t, err)
	}
	no(t, w.PutDraft(ctx, s.Lead, id, counsel.DraftMessage, version(1)))
	no(t, w.PutDraft(ctx, seeker, testkit.ID(), counsel.DraftMessage, version(1)))
	attached(t, w, seeker, id)
	s.Staff("Ben", counsel.Counsellor, counsel.Intake)
	colleague = s.Staff("Eva", counsel.Counsellor)
	no(t, w.AddInvite(ctx, s.Lead, testkit.ID(), counsel.Day(w.Clock.Now())))
	neighbour, _ = s.Seeker("wolke-7")
	return neighbour, colleague
}

// Nothing that belongs to somebody else can be told from what does not exist, by no method and by no id of theirs, and trying changes nothing of theirs.
func TestEveryForeignIDIsUnknown(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		a, b := testkit.NewScene(t, w, "kiz", true), testkit.NewScene(t, w, "sos", true)
		neighbour, colleague := full(t, w, a)
		stranger, _ := full(t, w, b)
		before := w.Dump(t)
		ids := before.IDs(a.Agency.ID)
		calls := 0
		for _, who := range []struct {
			what string
			by   counsel.Actor
			in   *testkit.Scene
		}{{"another agency's lead", b.Lead, b}, {"another agency's seeker", stranger, b}, {"a neighbour", neighbour, a}, {"a colleague", colleague, a}} {
			for _, m := range everyMethod(t) {
				if who.in == a && (!slices.Contains(theirs, m.name)) {
					continue
				}
				for _, id := range ids {
					if id == who.by.UID {
						continue
					}
					by := func() counsel.Actor {
						if slices.Contains(writesOwn, m.name) && who.by.Realm == counsel.Seekers {
							fresh, _ := who.in.Seeker("gast " + strings.ToLower(testkit.ID().String()[:4]))
							return fresh
						}
						return who.by
					}
					calls++
					if foreign, unknown := m.call(ctx, w, who.in, by(), id), m.call(ctx, w, who.in, by(), testkit.ID()); foreign != unknown {
						t.Errorf("%s by %s: %.300s, of nothing: %.300s", m.name, who.what, foreign, unknown)
					}
				}
			}
			if who.in == b {
				if d := before.Differs(w.Dump(t), a.Agency.ID); d != "" {
					t.Fatalf("%s changed something: %s", who.what, d)
				}
			}
		}
		if len(ids) < 25 || calls < 3000 {
			t.Errorf("only %d ids in %d calls", len(ids), calls)
		}
		t.Logf("%d foreign ids, %d calls", len(ids), calls)
	})
}

// theirs are the methods by which one person of an agency could reach what is another's. The others name what is one's own or the agency's.
var theirs = []string{
	"Accept", "AddFile", "AddMessage", "DropFile", "File", "PutPart", "Case", "Confirm", "DeleteDraft", "DeleteGrant", "DeleteInvite", "Draft", "EndSession", "Enquiry", "GrantToArchive", "Relink", "Rotate", "Lives", "Messages", "Named", "Notes",
	"PutBack", "PutProfile", "PutSelf", "SetMarks", "SetStaffState", "SetState", "TakeBack",
}

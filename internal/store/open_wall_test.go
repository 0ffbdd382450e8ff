package store_test

import (
	"reflect"
	"slices"
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/store"
)

// withoutActor are the methods that nobody's rights stand in front of, by the reason why.
var withoutActor = map[string][]string{
	"public":                  {"Agency", "AgencyByShort", "Logo", "Directory", "Invite", "Promise", "Rule", "Policy"},
	"the way in":              {"Pre", "Register", "Login", "Recover", "Recovered", "Session", "Watch"},
	"ends one's own":          {"Logout"},
	"the operator's terminal": {"CreateAgency", "SuspendAgency", "ResumeAgency", "RenameAgency", "Used", "SetQuota", "DeleteAgency", "Parts", "Shreds", "Admit", "NewSetupToken", "Agencies", "Counts", "StaffAccounts", "MemberRecords", "StopStaff", "StartStaff", "Found", "Setting", "Snapshot", "Load", "BringUp", "Size", "ConfirmClock", "LastSeen", "OnShelf", "Shelved", "ShelvedFile"},
	"the server itself":       {"Close", "Ping", "Listen", "Cut", "Watchers", "Others", "ReleaseHeld", "EndDue", "Plausible", "RenewRest", "AppendAudit", "Shred", "SweepShreds", "Reapply", "RemoveFiles", "Notices", "NoticeTold", "NoticesGone", "NoticesWithdrawn", "NoteOverdue", "AddVisits", "ForgetVisits", "WorkSecret"},
	"export_test.go":          {"Commits", "Kept", "Migrate", "Pools", "Read", "Waiting", "Write"},
}

// A new method has an actor, or a reason here. Those of the operator give no content: what they give is listed in the tests of operator.go.
func TestMethodsWithoutActorAreFew(t *testing.T) {
	var listed []string
	for _, names := range withoutActor {
		listed = append(listed, names...)
	}
	actor, of := reflect.TypeFor[counsel.Actor](), reflect.TypeFor[*store.Store]()
	for i := range of.NumMethod() {
		m := of.Method(i)
		if m.Type.NumIn() > 2 && m.Type.In(2) == actor {
			continue
		}
		at := slices.Index(listed, m.Name)
		if at < 0 {
			t.Errorf("%s asks nobody's rights; say why in this file, or give it an actor", m.Name)
			continue
		}
		listed = slices.Delete(listed, at, at+1)
	}
	if len(listed) > 0 {
		t.Errorf("%v stand in this file and do not exist", listed)
	}
}

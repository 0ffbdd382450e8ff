package api

import (
	"net/http"
	"strings"

	"siegel/internal/counsel"
)

// need says who may call a route. What a signed-in person may do is decided in internal/counsel.
type need int

const (
	anybody  need = iota // with the realm header
	signedIn             // with a session of the header's realm
	watching             // the same, but the call is no use of the session
	browser              // the browser itself, without our header
	beacon               // a page of ours that goes, without our header
)

// route is one method of one address: who may call, the status of success (204: no body; 0: it has answered by itself), and what answers.
type route struct {
	method, path string
	need         need
	status       int
	answer       func(*call) (any, error)
}

// all routes, under /api/1/. The order is that of spec/api.md.
func (s *server) all() []route {
	return []route{
		{"GET", "agencies/{agency}", anybody, 200, getAgency},
		{"GET", "agencies/{agency}/directory", anybody, 200, getDirectory},

		{"POST", "alarms", anybody, 204, alarm},
		{"POST", "visit", anybody, 204, visit},
		{"POST", "visit/end", anybody, 204, endVisit},
		{"GET", "visits", signedIn, 200, getVisits},
		{"PUT", "visits", signedIn, 204, putVisits},

		{"POST", "auth/pre", anybody, 200, pre},
		{"POST", "auth/work", anybody, 200, askWork},
		{"POST", "auth/register", anybody, 201, register},
		{"POST", "auth/login", anybody, 200, login},
		{"POST", "auth/logout", anybody, 204, logout},
		{"GET", "session", signedIn, 200, getSession},
		{"POST", "session/alive", signedIn, 204, alive},
		{"GET", "sessions", signedIn, 200, getSessions},
		{"DELETE", "sessions", signedIn, 204, endOthers},
		{"DELETE", "sessions/{id}", signedIn, 204, endSession},
		{"PUT", "session/tabs/{id}", signedIn, 204, putTab},
		{"POST", "session/tabs/{id}/opening", signedIn, 200, openTab},
		{"DELETE", "session/tabs/{id}", signedIn, 204, deleteTab},
		{"POST", "session/tab/leaving", beacon, 204, leaveTab},

		{"GET", "me/keyring", signedIn, 200, getKeyring},
		{"PUT", "me/keyring", signedIn, 204, putKeyring},
		{"GET", "me/vault", signedIn, 200, getVault},
		{"PUT", "me/vault", signedIn, 204, putVault},
		{"DELETE", "me", signedIn, 200, eraseMe},
		{"GET", "me/erasure", signedIn, 200, getErasure},
		{"GET", "me/stored", signedIn, 200, getStored},
		{"GET", "me/receipts", signedIn, 200, getReceipts},
		{"GET", "me/drafts", signedIn, 200, getDrafts},
		{"GET", "me/drafts/{id}/{kind}", signedIn, 200, getDraft},
		{"PUT", "me/drafts/{id}/{kind}", signedIn, 204, putDraft},
		{"DELETE", "me/drafts/{id}/{kind}", signedIn, 204, deleteDraft},

		{"POST", "me/proof", signedIn, 200, prove},
		{"PUT", "me/wraps", signedIn, 204, putWraps},
		{"GET", "me/keys", signedIn, 200, getKeyed},
		{"PUT", "me/keys", signedIn, 204, renewKeys},
		{"POST", "auth/recover", anybody, 200, recoverAccount},
		{"PUT", "auth/recover", anybody, 200, recovered},

		{"GET", "me/notice", signedIn, 200, getNotice},
		{"PUT", "me/notice", signedIn, 204, putNotice},
		{"DELETE", "me/notice", signedIn, 204, deleteNotice},
		{"POST", "me/notice/confirmation", signedIn, 204, confirmNotice},

		{"POST", "enquiries", signedIn, 201, addEnquiry},
		{"GET", "desk", signedIn, 200, getDesk},
		{"GET", "desk/closed", signedIn, 200, getClosed},
		{"GET", "desk/erased", signedIn, 200, getErased},
		{"POST", "desk/cases", signedIn, 200, nameCases},
		{"GET", "overview", signedIn, 200, getOverview},
		{"GET", "enquiries/{id}", signedIn, 200, getEnquiry},
		{"POST", "enquiries/{id}/acceptance", signedIn, 200, accept},
		{"POST", "enquiries/{id}/acceptance/confirmation", signedIn, 204, confirm},

		{"POST", "cases/{id}/release", signedIn, 204, putBack},
		{"PUT", "cases/{id}/release", signedIn, 204, grantAnew},
		{"PUT", "cases/{id}/state", signedIn, 204, putState},
		{"PUT", "cases/{id}/marks", signedIn, 204, putMarks},
		{"GET", "cases", signedIn, 200, getCases},
		{"GET", "cases/{id}", signedIn, 200, getCase},
		{"GET", "cases/{id}/messages", signedIn, 200, getMessages},
		{"POST", "cases/{id}/messages", signedIn, 201, addMessage},
		{"DELETE", "cases/{id}/messages/{message}", signedIn, 204, takeBack},
		{"GET", "cases/{id}/notes", signedIn, 200, getNotes},
		{"POST", "cases/{id}/notes", signedIn, 201, addNote},
		{"POST", "cases/{id}/erasure", signedIn, 201, orderErasure},
		{"GET", "cases/{id}/erasure", signedIn, 200, getOrder},
		{"DELETE", "cases/{id}/erasure", signedIn, 204, cancelOrder},
		{"POST", "cases/{id}/erasure/answer", signedIn, 204, answerOrder},
		{"PUT", "cases/{id}/hold", signedIn, 204, putHold},
		{"DELETE", "cases/{id}/hold", signedIn, 204, deleteHold},
		{"PUT", "cases/{id}/profile", signedIn, 204, putProfile},
		{"PUT", "cases/{id}/self", signedIn, 204, putSelf},
		{"POST", "cases/{id}/relink", signedIn, 204, relink},
		{"PUT", "cases/{id}/epoch", signedIn, 204, putEpoch},

		{"POST", "files", signedIn, 201, addFile},
		{"PUT", "files/{id}/parts/{n}", signedIn, 204, putPart},
		{"GET", "files/{id}", signedIn, 0, getFile},
		{"DELETE", "files/{id}", signedIn, 204, dropFile},

		{"GET", "manifests/{seq}", signedIn, 200, getManifest},
		{"GET", "members/{hash}", signedIn, 200, getMember},
		{"POST", "setup", signedIn, 201, setUp},
		{"POST", "manifest", signedIn, 201, publish},
		{"GET", "invites", signedIn, 200, getInvites},
		{"POST", "invites", signedIn, 201, addInvite},
		{"DELETE", "invites/{id}", signedIn, 204, deleteInvite},
		{"GET", "invites/{id}", anybody, 200, getInvite},
		{"GET", "staff", signedIn, 200, getStaff},
		{"PUT", "staff/{id}/state", signedIn, 204, putStaffState},
		{"GET", "me/grants", signedIn, 200, getGrants},
		{"DELETE", "me/grants/{id}", signedIn, 204, deleteGrant},

		{"GET", "archive", signedIn, 200, getArchive},
		{"POST", "archive/{id}/opening", signedIn, 200, openArchive},
		{"POST", "archive/{id}/files/{file}", signedIn, 0, openSealedFile},
		{"GET", "unarchived", signedIn, 200, getUnarchived},
		{"PUT", "cases/{id}/archive", signedIn, 204, grantToArchive},
		{"PUT", "retention/reason", signedIn, 204, putKeepReason},

		{"GET", "audit", signedIn, 200, getAudit},
		{"GET", "audit/heads", signedIn, 200, getAuditHeads},
		{"PUT", "audit/head", signedIn, 204, putAuditHead},

		{"GET", "events", watching, 0, events},

		{"POST", "csp", browser, 204, report},
	}
}

const base = "/api/1/"

// routes gathers the methods of each address, so that a wrong method gets a problem document too.
func (s *server) routes() {
	byPath := map[string]map[string]route{}
	for _, r := range s.all() {
		if byPath[r.path] == nil {
			byPath[r.path] = map[string]route{}
		}
		byPath[r.path][r.method] = r
	}
	for path, methods := range byPath {
		s.mux.HandleFunc(base+path, func(w http.ResponseWriter, r *http.Request) { s.dispatch(w, r, methods) })
	}
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fail(w, counsel.Refuse(counsel.NotFound)) }) // kill: S.Routes.routes-not-found
}

func (s *server) dispatch(w http.ResponseWriter, r *http.Request, methods map[string]route) {
	to, ok := methods[r.Method]
	if !ok {
		allowed := make([]string, 0, len(methods))
		for m := range methods {
			allowed = append(allowed, m)
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		fail(w, counsel.Refuse(counsel.Method)) // kill: S.Routes.dispatch-method
		return
	}
	s.serve(w, r, to)
}

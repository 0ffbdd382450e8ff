package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
	"siegel/internal/store"
)

// call is one request on its way.
type call struct {
	s       *server
	w       http.ResponseWriter
	r       *http.Request
	realm   counsel.Realm
	by      counsel.Actor   // zero unless signed in
	session counsel.Session // zero unless signed in
}

func (c *call) store() *store.Store { return c.s.Store }

func (s *server) serve(w http.ResponseWriter, r *http.Request, to route) {
	c := &call{s: s, w: w, r: r}
	if err := c.admit(to.need); err != nil { // kill: S.Call.serve-asks-admit
		c.counted(to)
		c.fail(err)
		return
	}
	c.counted(to)
	body, err := to.answer(c)
	if err != nil {
		c.fail(err)
		return
	}
	if to.status == 0 {
		return
	}
	if to.status == http.StatusNoContent {
		w.WriteHeader(to.status)
		return
	}
	answer(w, to.status, "application/json", body)
}

// admit checks where the call comes from, and finds its session.
func (c *call) admit(n need) error {
	switch n {
	case browser:
		return nil
	case beacon:
		return c.fromOurPage() // kill: S.Call.admit-asks-from-our-page
	}
	c.realm = counsel.Realm(c.r.Header.Get("Siegel-Realm"))
	if c.realm != counsel.Seekers && c.realm != counsel.Staff {
		return counsel.Refuse(counsel.CrossSite) // kill: S.Call.realm-header
	}
	switch c.r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
		return counsel.Refuse(counsel.CrossSite) // kill: S.Call.fetch-site
	}
	if c.s.cross.Check(c.r) != nil {
		return counsel.Refuse(counsel.CrossSite) // kill: S.Call.origin
	}
	if n == anybody {
		return nil
	}
	if n == watching {
		return c.signIn(c.store().Watch) // kill: S.Call.admit-watching
	}
	return c.signIn(c.store().Session) // kill: S.Call.admit-signed-in
}

// fromOurPage is for beacons, which cannot bring our header: the browser itself must say that they come from a page of ours (PROTOCOL 2.9.2).
func (c *call) fromOurPage() error {
	site, origin := c.r.Header.Get("Sec-Fetch-Site"), c.r.Header.Get("Origin")
	if site == "same-origin" || site == "" && origin != "" && c.s.cross.Check(c.r) == nil {
		return nil
	}
	return counsel.Refuse(counsel.CrossSite) // kill: S.Call.from-our-page-cross-site
}

func (c *call) signIn(find func(context.Context, counsel.Realm, []byte) (counsel.Actor, counsel.Session, error)) (err error) {
	cookie := readCookie(c.r, c.realm)
	if cookie == nil {
		return counsel.Refuse(counsel.SignedOut) // kill: S.Call.no-cookie
	}
	if c.by, c.session, err = find(c.r.Context(), c.realm, cookie); err != nil {
		return err
	}
	// Tabs share one cookie. What a page seals for one account must not be stored in another, where nobody could open it.
	if meant := c.r.Header.Get("Siegel-Uid"); meant != "" && meant != c.by.UID.String() {
		return counsel.Refuse(counsel.SignedOut) // kill: S.Call.another-account
	}
	return nil
}

// fail answers with a problem document. What is a failure of ours and no refusal is logged by route and by nothing else.
func (c *call) fail(err error) {
	switch code := counsel.CodeOf(err); code {
	case counsel.Internal, counsel.Away, counsel.Full:
		if c.r.Context().Err() == nil && !quota(err) {
			c.s.Log.Error(string(code), "route", c.r.Pattern, "error", err)
		}
	}
	fail(c.w, err)
}

// quota tells what a person has used up from a disk without room.
func quota(err error) bool {
	var e *counsel.Error
	return errors.As(err, &e) && e.Code == counsel.Full && e.Field != ""
}

// maxBody bounds every body, in bytes.
const maxBody = 512 << 10

// body reads the JSON body strictly. Errors: unsupported, too_long, bad_request with the field.
func (c *call) body(into any) error {
	kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return counsel.Refuse(counsel.Unsupported) // kill: S.Call.body-unsupported
	}
	return c.anyBody(into) // kill: S.Call.body-asks-any-body
}

// anyBody reads it whatever its content type: a beacon has none of our choice.
func (c *call) anyBody(into any) error {
	data, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, maxBody))
	if err != nil {
		return unread(err) // kill: S.Call.any-body-asks-unread
	}
	return shape(sg1.DecodeBody(data, into), "") // kill: S.Call.any-body-asks-shape
}

// unread tells a body that is too long from one that broke off.
func unread(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return counsel.Refuse(counsel.TooLong) // kill: S.Call.unread-too-long
	}
	return counsel.Refuse(counsel.BadRequest) // kill: S.Call.unread-bad-request
}

// shape turns an error about a form into a refusal that names the field.
func shape(err error, field string) error {
	var at *sg1.FieldError
	var check *sg1.Refusal
	switch {
	case err == nil:
		return nil
	case errors.As(err, &at):
		return counsel.RefuseField(counsel.BadRequest, at.Field) // kill: S.Call.shape-bad-request
	case errors.As(err, &check):
		return counsel.RefuseField(counsel.BadSignature, check.Check) // kill: S.Call.shape-bad-signature
	case errors.Is(err, sg1.ErrTooLong):
		return counsel.RefuseField(counsel.TooLong, field) // kill: S.Call.shape-too-long
	case errors.Is(err, sg1.ErrVersion):
		return counsel.RefuseField(counsel.BadVersion, field) // kill: S.Call.shape-bad-version
	}
	return counsel.RefuseField(counsel.BadRequest, field) // kill: S.Call.shape-other
}

// pathID reads {id}. What is no id is answered like an unknown one.
func (c *call) pathID() (counsel.ID, error) {
	id, err := counsel.ParseID(c.r.PathValue("id"))
	if err != nil {
		return id, counsel.Refuse(counsel.NotFound) // kill: S.Call.path-id-not-found
	}
	return id, nil
}

// answer writes a JSON value.
func answer(w http.ResponseWriter, status int, kind string, body any) {
	text := encoded(body)
	w.Header().Set("Content-Type", kind)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	w.Write(text) // a browser that has gone away is no failure
}

// encoded gives the JSON of an answer. Long lists write themselves.
func encoded(body any) []byte {
	if list, ok := body.(interface{ appendJSON([]byte) []byte }); ok {
		return list.appendJSON(nil)
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // only our own structs come here
	}
	return text
}

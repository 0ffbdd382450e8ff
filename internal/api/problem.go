package api

import (
	"errors"
	"net/http"
	"strconv"

	"siegel/internal/counsel"
)

// problem is the answer to a call that failed (spec/api.md, 1). key names a text of the catalogues.
type problem struct {
	Code  counsel.Code `json:"code"`
	Key   string       `json:"key"`
	Field *string      `json:"field"`
	By    *counsel.ID  `json:"by"`
	Wait  *int         `json:"wait"`
}

var statuses = map[counsel.Code]int{
	counsel.BadRequest: 400, counsel.BadVersion: 400, counsel.BadSignature: 400,
	counsel.SignInFailed: 401, counsel.SignedOut: 401,
	counsel.CrossSite: 403, counsel.Refused: 403,
	counsel.NotFound: 404, counsel.Method: 405,
	counsel.Conflict: 409, counsel.NameTaken: 409, counsel.Taken: 409, counsel.SameID: 409, counsel.Sequence: 409, counsel.NotReady: 409,
	counsel.TooLong: 413, counsel.Unsupported: 415, counsel.Wait: 429, counsel.Work: 429,
	counsel.Internal: 500, counsel.Away: 503, counsel.Full: 507,
}

// fail answers with the problem document of an error.
func fail(w http.ResponseWriter, err error) {
	e := &counsel.Error{Code: counsel.Internal}
	errors.As(err, &e)
	p := problem{Code: e.Code, Key: "problem." + string(e.Code)}
	if e.Field != "" {
		p.Field = &e.Field
	}
	if e.By != (counsel.ID{}) {
		p.By = &e.By
	}
	if e.Wait > 0 {
		p.Wait = &e.Wait
		w.Header().Set("Retry-After", strconv.Itoa(e.Wait))
	}
	answer(w, statuses[e.Code], "application/problem+json", p)
}

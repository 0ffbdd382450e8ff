package counsel

import "errors"

// Code is why something was refused: a closed list, the same word on the wire (spec/api.md, 1).
type Code string

// All codes. What is not one of them is Internal.
const (
	BadRequest   Code = "bad_request"
	BadVersion   Code = "bad_version"
	BadSignature Code = "bad_signature"
	SignInFailed Code = "sign_in_failed"
	SignedOut    Code = "signed_out"
	CrossSite    Code = "cross_site"
	Refused      Code = "refused"
	NotFound     Code = "not_found"
	Method       Code = "method"
	Conflict     Code = "conflict"
	NameTaken    Code = "name_taken"
	Taken        Code = "taken"
	SameID       Code = "same_id"
	Sequence     Code = "sequence"
	NotReady     Code = "not_ready"
	TooLong      Code = "too_long"
	Unsupported  Code = "unsupported"
	Wait         Code = "wait"
	Work         Code = "work"
	Away         Code = "away"
	Full         Code = "full"
	Internal     Code = "internal"
)

// Codes lists the closed codes, for the map from code to HTTP status and for the texts.
func Codes() []Code {
	return []Code{
		BadRequest, BadVersion, BadSignature, SignInFailed, SignedOut, CrossSite, Refused, NotFound, Method, Conflict,
		NameTaken, Taken, SameID, Sequence, NotReady, TooLong, Unsupported, Wait, Work, Away, Full, Internal,
	}
}

// Error is a refusal with a closed code. It never carries what was refused.
type Error struct {
	Code  Code
	Field string // the offending key of a body, or the id of a check
	By    ID     // with Taken: who was faster
	Wait  int    // with Wait, Away, Full: seconds after which another try may do
}

// Error implements error.
func (e *Error) Error() string {
	if e.Field != "" {
		return "counsel: " + string(e.Code) + " (" + e.Field + ")"
	}
	return "counsel: " + string(e.Code)
}

// Refuse makes an error of a code.
func Refuse(c Code) error { return &Error{Code: c} }

// RefuseField makes an error that names the offending key.
func RefuseField(c Code, field string) error { return &Error{Code: c, Field: field} }

// TakenBy says that another person has taken the enquiry.
func TakenBy(uid ID) error { return &Error{Code: Taken, By: uid} }

// CodeOf gives the code of an error: Internal for everything that is not an Error, "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

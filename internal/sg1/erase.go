package sg1

import "siegel/internal/counsel"

// The checks of spec/erase.md, 2. O5 is the store's: it knows whose the case is, and its letters.
const (
	O1 = "O1" // strict JSON of envelope and payload; typ, v; request exactly where way is case
	O2 = "O2" // agency and case
	O3 = "O3" // the manifest's hash, and the mode that its policy says
	O4 = "O4" // who signed, and may
	O5 = "O5" // the case is the caller's; request is a letter of the seeker in it
)

const typErase = "sg1/erase"

// EraseOrder is a counsellor's order to delete a case at the seeker's request.
type EraseOrder struct {
	V        int         `json:"v"`
	Agency   counsel.ID  `json:"agency"`
	Case     counsel.ID  `json:"case"`
	Mode     string      `json:"mode"`
	Manifest Hash        `json:"manifest"`
	Request  *counsel.ID `json:"request"`
	Way      string      `json:"way"`
	Account  bool        `json:"account"`
	By       counsel.ID  `json:"by"`
	ByKid    KeyID       `json:"by_kid"`
	At       Date        `json:"at"`
}

// ReadEraseOrder is O1.
func ReadEraseOrder(text string) (EraseOrder, error) {
	_, o, err := readErase(text)
	return o, err
}

func readErase(text string) (e Envelope, o EraseOrder, err error) {
	if Decode([]byte(text), &e) != nil || e.Typ != typErase || Decode(e.Payload, &o) != nil {
		return e, o, refuse(O1) // kill: S.O1.form
	}
	if o.V != 1 || !oneOf(o.Mode, "delete", "seal") || !oneOf(o.Way, "case", "phone", "person", "letter") || (o.Way == "case") != (o.Request != nil) {
		return e, o, refuse(O1) // kill: S.O1.words
	}
	return e, o, nil
}

// Outcome gives the policy under which the order's mode is what happens.
func (o EraseOrder) Outcome() counsel.Retention {
	if o.Mode == "seal" {
		return counsel.Keep
	}
	return counsel.Erase
}

// CheckEraseOrder is O1 to O4 against the newest directory, whose records have been added: by is the caller. Errors are *[Refusal].
func (d *Directory) CheckEraseOrder(text string, id, by counsel.ID) (EraseOrder, error) {
	e, o, err := readErase(text)
	if err != nil {
		return o, err
	}
	if o.Agency != d.Agency || o.Case != id {
		return o, refuse(O2) // kill: S.O2.whose
	}
	if o.Manifest != d.Hash || string(o.Outcome()) != d.Policy.Retention {
		return o, refuse(O3) // kill: S.O3.policy
	}
	m, known := d.Members[o.By]
	if !known || o.By != by || o.ByKid != m.Sig.Kid || !m.Has("counsellor") && !m.Has("lead") {
		return o, refuse(O4) // kill: S.O4.who
	}
	sig, found := e.signature(o.ByKid)
	if !found || !Verify(m.Sig.Pub[:], AD(e.Typ, e.Payload), sig[:]) {
		return o, refuse(O4) // kill: S.O4.signature
	}
	return o, nil
}

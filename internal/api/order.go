package api

import (
	"siegel/internal/counsel"
	"siegel/internal/sg1"
)

type orderBody struct {
	ID     counsel.ID  `json:"id"`
	Order  string      `json:"order"`
	Method counsel.Way `json:"method"`
	Auth   [32]byte    `json:"auth"`
}

type runsAnswer struct {
	RunsAt int64 `json:"runs_at"`
}

// orderErasure takes a signed order to delete a case at the seeker's request, after the checks that the seeker's browser makes too.
func orderErasure(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	var b orderBody
	if err := c.body(&b); err != nil { // kill: S.Order.order-erasure-asks-body
		return nil, err
	}
	p := proofBody{b.Method, b.Auth}
	if err := p.check(); err != nil {
		return nil, err
	}
	if c.realm != counsel.Staff { // asked more closely by the store; here it spares strangers the checks below
		return nil, counsel.Refuse(counsel.NotFound) // kill: S.Order.order-erasure-not-found
	}
	o, err := c.order(id, b)
	if err != nil {
		return nil, err
	}
	err = c.proving(b.Method, func() (err error) { // kill: S.Order.order-erasure-asks-proving
		o, err = c.store().OrderErasure(c.r.Context(), c.by, p.proof(), o)
		return err
	})
	return runsAnswer{millis(o.RunsAt)}, err
}

// order verifies the text against the newest directory. Whose the case is, is the store's to say, and it says it first to whoever may not know the case.
func (c *call) order(id counsel.ID, b orderBody) (counsel.Order, error) {
	o := counsel.Order{ID: b.ID, Case: id, By: c.by.UID, Text: b.Order}
	if err := c.store().MayOrderErasure(c.r.Context(), c.by, id); err != nil {
		return o, err
	}
	d, err := c.directory()
	if err != nil {
		return o, err
	}
	text, err := d.CheckEraseOrder(b.Order, id, c.by.UID)
	if err != nil {
		return o, shape(err, "order") // kill: S.Order.order-asks-shape
	}
	o.Mode, o.Manifest, o.Account = text.Outcome(), text.Manifest, text.Account
	if text.Request != nil {
		o.Request = *text.Request
	}
	return o, nil
}

// directory gives the agency's newest directory with the records of its members.
func (c *call) directory() (*sg1.Directory, error) {
	stored, err := c.store().Directory(c.r.Context(), c.by.Agency)
	if err != nil {
		return nil, err
	}
	d, err := sg1.Open(stored.Roots, stored.Manifest)
	if err != nil {
		return nil, err
	}
	records, err := c.store().Records(c.r.Context(), c.by)
	for _, r := range records {
		_ = d.Add(r) // records of former members are not in this manifest
	}
	return d, err
}

type orderAnswer struct {
	Order  *string       `json:"order"`
	RunsAt *int64        `json:"runs_at"`
	ByRole *counsel.Role `json:"by_role"`
}

// getOrder gives the order that waits in a case, as it was signed.
func getOrder(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	o, err := c.store().EraseOrder(c.r.Context(), c.by, id)
	if err != nil || o == nil {
		return orderAnswer{}, err
	}
	return orderAnswer{&o.Text, moment(o.RunsAt), &o.Role}, nil
}

// cancelOrder takes an order back.
func cancelOrder(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	return nil, c.store().CancelErasure(c.r.Context(), c.by, id)
}

type orderAnswerBody struct {
	Answer counsel.AnswerToOrder `json:"answer"`
}

// answerOrder is what the seeker says to an order.
func answerOrder(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	var b orderAnswerBody
	if err := c.body(&b); err != nil { // kill: S.Order.answer-order-asks-body
		return nil, err
	}
	if err := must(b.Answer == counsel.EraseNow || b.Answer == counsel.KeepIt, "answer"); err != nil { // kill: S.Order.answer-order-answer
		return nil, err
	}
	return nil, c.store().AnswerErasure(c.r.Context(), c.by, id, b.Answer)
}

package api_test

import (
	"testing"

	"siegel/internal/counsel"
	"siegel/internal/sg1"
	"siegel/internal/testkit"
)

// ordering is a signed order to delete a case, right but for the login key.
func (s *staffed) ordering(id string) body {
	s.h.t.Helper()
	d, err := s.h.Directory(s.h.t.Context(), s.signed.Agency)
	if err != nil {
		s.h.t.Fatal(err)
	}
	_, hash, err := sg1.ReadManifest(d.Manifest)
	if err != nil {
		s.h.t.Fatal(err)
	}
	of, err := counsel.ParseID(id)
	if err != nil {
		s.h.t.Fatal(err)
	}
	return body{"id": testkit.ID(), "order": s.signed.Lead.Order(s.signed.Agency, of, "delete", hash, false), "method": "pw", "auth": b64(testkit.Bytes(32))}
}

// What is sent about an order: each is right in everything but one thing. Whose case it is, and when the order runs, is asked in internal/store.
func TestOrderCalls(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		id := s.counselled(seeker, 2)
		order, to := s.ordering(id), "cases/"+id+"/erasure"
		s.lead.post(to, order.but("x", 1)).refused(counsel.BadRequest)
		s.lead.post(to, order.but("method", "prf")).at(counsel.BadRequest, "method")
		if got := s.lead.post(to, order.but("order", "{}")); got.status != 400 && got.status != 422 {
			t.Errorf("no order: %d %s", got.status, got.text)
		}
		seeker.post(to, order).refused(counsel.NotFound)
		seeker.post(to+"/answer", body{"answer": "now", "x": 1}).refused(counsel.BadRequest)
		seeker.post(to+"/answer", body{"answer": "later"}).at(counsel.BadRequest, "answer")
		s.lead.post(to, order).refused(counsel.SignInFailed)
	})
}

// Whoever guesses the password at an order waits as at the sign-in.
func TestOrderGuessing(t *testing.T) {
	eachThrottled(t, func(t *testing.T, h *house) {
		s := h.setUp("kiz", true)
		seeker, _ := h.seeker("kiz", "sonne-42")
		id := s.counselled(seeker, 2)
		for range 5 {
			s.lead.post("cases/"+id+"/erasure", s.ordering(id)).refused(counsel.SignInFailed)
		}
		s.lead.post("cases/"+id+"/erasure", s.ordering(id)).refused(counsel.Wait)
	})
}

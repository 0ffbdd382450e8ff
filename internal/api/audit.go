package api

import (
	"strconv"
	"time"

	"siegel/internal/counsel"
)

type holdBody struct {
	Until  int64          `json:"until"`
	Reason counsel.Reason `json:"reason"`
}

// putHold keeps a case beyond its day.
func putHold(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	var b holdBody
	if err := c.body(&b); err != nil { // kill: S.Audit.put-hold-asks-body
		return nil, err
	}
	return nil, c.store().PutHold(c.r.Context(), c.by, counsel.Hold{Case: id, Until: time.UnixMilli(b.Until).UTC(), Reason: b.Reason})
}

// deleteHold lets the clock go on.
func deleteHold(c *call) (any, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	return nil, c.store().DeleteHold(c.r.Context(), c.by, id)
}

type entryAnswer struct {
	Seq    int64          `json:"seq"`
	At     int64          `json:"at"`
	Actor  string         `json:"actor"`
	Action counsel.Action `json:"action"`
	Object *counsel.ID    `json:"object"`
	Reason counsel.Reason `json:"reason"`
	Count  int64          `json:"count"`
	Prev   bin            `json:"prev"`
	Hash   bin            `json:"hash"`
}

// getAudit gives a lead the audit chain.
func getAudit(c *call) (any, error) {
	after, err := strconv.ParseInt(c.r.URL.Query().Get("after"), 10, 64)
	if err := must(err == nil && after >= 0, "after"); err != nil { // kill: S.Audit.get-audit-after
		return nil, err
	}
	entries, more, err := c.store().Audit(c.r.Context(), c.by, after)
	out := struct {
		Entries []entryAnswer `json:"entries"`
		More    bool          `json:"more"`
	}{[]entryAnswer{}, more}
	for _, e := range entries {
		out.Entries = append(out.Entries, entryAnswer{e.Seq, millis(e.At), e.Actor, e.Action, optional(e.Object), e.Reason, e.Count, e.Prev[:], e.Hash[:]})
	}
	return out, err
}

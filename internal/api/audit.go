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
	Root   *bin           `json:"root"`
	Prev   bin            `json:"prev"`
	Hash   bin            `json:"hash"`
}

type headAnswer struct {
	Seq  int64 `json:"seq"`
	At   int64 `json:"at"`
	Hash bin   `json:"hash"`
}

// getAudit gives a lead the audit chain.
func getAudit(c *call) (any, error) {
	after, err := strconv.ParseInt(c.r.URL.Query().Get("after"), 10, 64)
	if err := must(err == nil && after >= 0, "after"); err != nil { // kill: S.Audit.get-audit-after
		return nil, err
	}
	entries, head, more, err := c.store().Audit(c.r.Context(), c.by, after)
	if err != nil {
		return nil, err
	}
	out := struct {
		Entries []entryAnswer `json:"entries"`
		Head    headAnswer    `json:"head"`
		More    bool          `json:"more"`
	}{[]entryAnswer{}, headAnswer{head.Seq, millis(head.At), head.Hash[:]}, more}
	for _, e := range entries {
		answer := entryAnswer{e.Seq, millis(e.At), e.Actor, e.Action, optional(e.Object), e.Reason, e.Count, nil, e.Prev[:], e.Hash[:]}
		if e.Root != nil {
			root := bin(e.Root[:])
			answer.Root = &root
		}
		out.Entries = append(out.Entries, answer)
	}
	return out, nil
}

type leadHeadAnswer struct {
	By   counsel.ID `json:"by"`
	Seq  int64      `json:"seq"`
	Hash bin        `json:"hash"`
	Body string     `json:"body"`
}

// getAuditHeads gives a lead what each lead's browser has signed last.
func getAuditHeads(c *call) (any, error) {
	list, err := c.store().SignedHeads(c.r.Context(), c.by)
	if err != nil {
		return nil, err
	}
	out := struct {
		Heads []leadHeadAnswer `json:"heads"`
	}{[]leadHeadAnswer{}}
	for _, h := range list {
		out.Heads = append(out.Heads, leadHeadAnswer{h.By, h.Seq, h.Hash[:], h.Text})
	}
	return out, nil
}

type signedHeadBody struct {
	Seq  int64  `json:"seq"`
	Hash bin    `json:"hash"`
	Body string `json:"body"`
	Anew bool   `json:"anew"`
}

// putAuditHead keeps up to where a lead's browser has checked the chain.
func putAuditHead(c *call) (any, error) {
	var b signedHeadBody
	if err := c.body(&b); err != nil { // kill: S.Audit.put-audit-head-asks-body
		return nil, err
	}
	if err := must(len(b.Hash) == 32, "hash"); err != nil { // kill: S.Audit.put-audit-head-hash
		return nil, err
	}
	return nil, c.store().SignAudit(c.r.Context(), c.by, counsel.SignedHead{Head: counsel.Head{Seq: b.Seq, Hash: [32]byte(b.Hash)}, Anew: b.Anew, Text: b.Body})
}

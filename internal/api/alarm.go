package api

import (
	"slices"
	"time"

	"siegel/internal/counsel"
)

// alarms are the words for checks of a browser that said no: the letter of a family of PROTOCOL 2, or the name of a check without one. What a person
// causes by typing has none.
var alarms = []string{"A", "D", "E", "F", "G", "O", "P", "box", "seal", "set-back", "wrap"}

// Alarms are the words that are counted.
func Alarms() []string { return slices.Clone(alarms) }

// A page says each word once. Whoever says more of them is answered alike, and not counted.
const (
	mostAlarms = 40
	alarmsIn   = 10 * time.Minute
)

type alarmBody struct {
	Check string `json:"check"`
}

// alarm says that a check in a browser has refused what this server, or whoever speaks in its place, has answered (PROTOCOL 1.1, rule 2). It is counted by
// its word, and nothing else about the call is looked at; nothing is stored (docs/decisions/0041).
func alarm(c *call) (any, error) {
	var b alarmBody
	if err := c.body(&b); err != nil { // kill: S.Alarm.alarm-asks-body
		return nil, err
	}
	if !slices.Contains(alarms, b.Check) {
		return nil, counsel.RefuseField(counsel.BadRequest, "check") // kill: S.Alarm.alarm-check
	}
	if c.s.throttle.bySender(c, "alarm", mostAlarms, alarmsIn) == nil { // kill: S.Alarm.alarm-asks-by-sender
		c.s.Alarm(b.Check)
	}
	return nil, nil
}

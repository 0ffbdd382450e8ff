package opener

import (
	"siegel/internal/counsel"
	"siegel/internal/sg1"
)

// Manifest lists what belongs to an export.
type Manifest struct {
	V        int                 `json:"v"`
	Agency   counsel.ID          `json:"agency"`
	Origin   string              `json:"origin"`
	Case     counsel.ID          `json:"case"`
	At       string              `json:"at"`
	By       counsel.ID          `json:"by"`
	ByKid    sg1.KeyID           `json:"by_kid"`
	MSeq     int64               `json:"mseq"`
	Epochs   []Epoch             `json:"epochs"`
	Entries  map[string]sg1.Hash `json:"entries"`
	Messages int64               `json:"messages"` // how many there are in messages.json, messages-2.json, …
	Notes    int64               `json:"notes"`
}

// Epoch names the keys under which something was written.
type Epoch struct {
	Epoch int64       `json:"epoch"`
	CKID  counsel.ID  `json:"ck_id"`
	NKID  *counsel.ID `json:"nk_id"`
}

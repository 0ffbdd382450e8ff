package notifier

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"strings"
	"sync"
	"time"

	"siegel/internal/counsel"
	"siegel/internal/notice"
)

// How many codes may go out in a day: nobody shall fill a stranger's mailbox with them.
const (
	codesPerPerson  = 5
	codesPerAddress = 3
	day             = 24 * time.Hour
)

// often counts codes in memory, under a key that ends with the process: no list of addresses is ever kept.
type often struct {
	mu    sync.Mutex
	key   []byte
	times map[[32]byte][]time.Time
}

func newOften() *often {
	o := &often{key: make([]byte, 32), times: map[[32]byte][]time.Time{}}
	rand.Read(o.key)
	return o
}

// may says whether another code may go to this person and address, and counts it. Errors: wait.
func (o *often) may(p notice.Person, address string, now time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.forget(now)
	person, mailbox := o.name("person", string(p.Agency[:])+string(p.UID[:])), o.name("address", strings.ToLower(address))
	if len(o.times[person]) >= codesPerPerson || len(o.times[mailbox]) >= codesPerAddress {
		return &counsel.Error{Code: counsel.Wait, Wait: int(day.Seconds())} // kill: S.Often.may-wait
	}
	o.times[person] = append(o.times[person], now)
	o.times[mailbox] = append(o.times[mailbox], now)
	return nil
}

func (o *often) forget(now time.Time) {
	for name, times := range o.times {
		for len(times) > 0 && !now.Before(times[0].Add(day)) {
			times = times[1:]
		}
		if o.times[name] = times; len(times) == 0 {
			delete(o.times, name)
		}
	}
}

func (o *often) name(kind, what string) [32]byte {
	mac := hmac.New(sha256.New, o.key)
	mac.Write([]byte(kind + "\x00" + what))
	return [32]byte(mac.Sum(nil))
}

package notifier

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"siegel/internal/counsel"
	"siegel/internal/notice"
)

// maxCall bounds a call: a sealed address and the words of an agency.
const maxCall = 64 << 10

// Handler answers the server, and nobody without the secret.
func (n *Notifier) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST "+notice.LookPath, answer(n.look))
	mux.Handle("POST "+notice.AddressPath, answer(n.put))
	mux.Handle("POST "+notice.CodePath, answer(n.typed))
	mux.Handle("POST "+notice.ToldPath, answer(n.told))
	mux.Handle("POST "+notice.WithdrawnPath, answer(n.withdrawn))
	mux.Handle("POST "+notice.GonePath, answer(n.gone))
	mux.Handle("POST "+notice.StopPath, answer(n.stopped))
	mux.Handle("POST "+notice.BouncePath, answer(n.bounced))
	mux.Handle("POST "+notice.StatePath, answer(n.state))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if subtle.ConstantTimeCompare([]byte(given), []byte(n.secret)) != 1 {
			w.WriteHeader(http.StatusUnauthorized) // kill: S.Door.handler-unauthorized
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxCall)
		mux.ServeHTTP(w, r)
	})
}

// answer reads a call strictly and writes what comes of it. What is no refusal is told as a failure of ours, without its words.
func answer[In, Out any](do func(In) (Out, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in In
		d := json.NewDecoder(r.Body)
		d.DisallowUnknownFields()
		if err := d.Decode(&in); err != nil {
			reply(w, http.StatusBadRequest, notice.Fault{Code: counsel.BadRequest}) // kill: S.Door.answer-bad-request
			return
		}
		out, err := do(in)
		if err != nil {
			var e *counsel.Error
			if !errors.As(err, &e) {
				e = &counsel.Error{Code: counsel.Internal}
			}
			reply(w, http.StatusConflict, notice.Fault{Code: e.Code, Field: e.Field, Wait: e.Wait}) // kill: S.Door.answer-conflict
			return
		}
		reply(w, http.StatusOK, out)
	})
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a server that has gone away asks again
}

type empty struct{}

// look says how things stand, and what a mail would say.
func (n *Notifier) look(a notice.Asked) (s notice.Status, err error) {
	fresh := person{Person: a.Person, realm: a.Realm}
	fresh.speak(a.Lang, a.Wording)
	s = notice.Status{State: notice.Without, Level: notice.None, Sample: n.writer.sample(fresh, n.post.From)}
	return s, n.shelf.change(a.Person, func(p *person) (*person, error) {
		if p == nil {
			return nil, nil
		}
		p.lapse(n.clock())
		if s.State = p.state; p.address != nil {
			s.Level = p.level
		}
		if p.state == notice.Waiting {
			s.Until = p.until.UnixMilli()
		}
		return p, nil
	})
}

// put takes a new address, another level, or everything away.
func (n *Notifier) put(a notice.Address) (empty, error) {
	switch {
	case a.Level == notice.None:
		return empty{}, n.shelf.change(a.Person, func(*person) (*person, error) { return nil, nil })
	case a.Level != notice.Plain && a.Level != notice.Link:
		return empty{}, counsel.RefuseField(counsel.BadRequest, "level") // kill: S.Door.put-bad-request-level
	case len(a.File) == 0:
		return empty{}, n.shelf.change(a.Person, func(p *person) (*person, error) {
			if p == nil || p.address == nil {
				return p, counsel.RefuseField(counsel.Conflict, "address") // kill: S.Door.put-conflict-address
			}
			p.level = a.Level
			p.speak(a.Lang, a.Wording)
			return p, nil
		})
	}
	address, err := n.identity.open(a.Person, a.File)
	if err != nil {
		return empty{}, counsel.RefuseField(counsel.BadRequest, "address") // kill: S.Door.put-bad-request-address
	}
	if err := n.often.may(a.Person, address, n.clock()); err != nil {
		return empty{}, err
	}
	return empty{}, n.shelf.change(a.Person, func(p *person) (*person, error) {
		if p == nil {
			p = &person{}
		}
		p.given(a, n.clock())
		return p, nil
	})
}

func (n *Notifier) typed(t notice.Typed) (empty, error) {
	return empty{}, n.shelf.change(t.Person, func(p *person) (*person, error) {
		if p == nil {
			return nil, counsel.RefuseField(counsel.Conflict, "code") // kill: S.Door.typed-conflict-code
		}
		err := p.typed(t.Code, n.clock())
		return p, err
	})
}

// told hears what happened. Whoever has left no address is nobody here.
func (n *Notifier) told(t notice.Told) (empty, error) {
	if t.What == counsel.NoticeGone && t.All {
		return empty{}, n.shelf.forget(t.Agency)
	}
	return empty{}, n.shelf.change(t.Person, func(p *person) (*person, error) {
		switch {
		case p == nil, t.What == counsel.NoticeGone:
			return nil, nil
		case t.What == counsel.NoticeSeen:
			p.seen()
		case t.What == counsel.NoticeNews:
			p.reword(t.Wording)
			p.news(t.Entries, n.clock(), n.randomly())
		default:
			return p, counsel.RefuseField(counsel.BadRequest, "what") // kill: S.Door.told-bad-request-what
		}
		return p, nil
	})
}

// withdrawn gives what was given up and is not noted at the server yet.
func (n *Notifier) withdrawn(k notice.Kept) (w notice.Withdrawn, err error) {
	w.Run = n.run
	w.Marks, err = n.shelf.withdrawn(k.Marks)
	return w, err
}

// gone forgets what is gone, also if an older copy of the folder has brought it back. With the last of it, which names this start, mails begin to go out.
func (n *Notifier) gone(g notice.Gone) (empty, error) {
	if err := n.shelf.gone(g); err != nil {
		return empty{}, err
	}
	if g.Run == n.run {
		n.begun.Store(true)
	}
	return empty{}, nil
}

// state says how the notifier is: numbers, and its public recipient.
func (n *Notifier) state(empty) (o notice.Office, err error) {
	o.Recipient, o.Begun = n.identity.Recipient(), n.begun.Load()
	o.Waiting, o.Since, err = n.shelf.overdue(n.clock())
	return o, err
}

func (n *Notifier) stopped(s notice.Stop) (notice.Known, error) { return n.ended(s, notice.Stopped) }
func (n *Notifier) bounced(s notice.Stop) (notice.Known, error) { return n.ended(s, notice.Broken) }

// ended ends what a token stands for. Again is no error, and the first reason stays.
func (n *Notifier) ended(s notice.Stop, why notice.State) (notice.Known, error) {
	found, err := n.shelf.by(s.Token)
	if err != nil || found == nil {
		return notice.Known{}, err
	}
	return notice.Known{Known: true}, n.shelf.change(found.Person, func(p *person) (*person, error) {
		if p != nil && p.token == s.Token && p.address != nil {
			p.end(why)
		}
		return p, nil
	})
}

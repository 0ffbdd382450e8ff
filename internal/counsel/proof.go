package counsel

// Proof is the login key of one of the actor's own ways of signing in, asked again before what cannot be undone: password change, new return code, deletion.
type Proof struct {
	Way  Way
	Auth []byte
}

// NewWay is a way of signing in as it is from now on: the user key wrapped anew, and the login key of it.
type NewWay struct {
	Auth []byte
	RcID []byte // of a return code only
	Wrap Wrap
}

// Rekeying replaces ways of signing in, together with the keyring that counts their generations.
type Rekeying struct {
	Keyring  Versioned
	Password *NewWay // nil: stays as it is
	Code     *NewWay // nil: stays as it is
}

// Ways gives those that are replaced.
func (r Rekeying) Ways() (ways []NewWay) {
	for _, w := range []*NewWay{r.Password, r.Code} {
		if w != nil {
			ways = append(ways, *w)
		}
	}
	return ways
}

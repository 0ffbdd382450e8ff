package counsel

// Shelved is a sealed case as it lies in a database, the server's own layer taken off: what opening it with the archive's key takes, and what the agency has signed
// about its people since it began. Nobody is asked for it but a place that was put back from a backup (siegel open --restored).
type Shelved struct {
	Agency          Agency
	Roots           []string // envelopes, root 1 first
	Manifests       []string // envelopes, oldest first
	Records         []string
	Case            Case
	Grant           Grant // the staff's, to the archive
	Messages, Notes []Message
}

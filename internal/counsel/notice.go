package counsel

// What the notifier is told about an account (PROTOCOL 2.10.2): never why, and never by whom.
const (
	NoticeNews NoticeKind = "news" // there is something new for this person
	NoticeSeen NoticeKind = "seen" // this person has signed in
	NoticeGone NoticeKind = "gone" // the account is deleted
)

// NoticeKind is one of them.
type NoticeKind string

// Notice is one thing that the notifier has not been told yet.
type Notice struct {
	Agency, UID ID
	What        NoticeKind
	Entries     int   // with NoticeNews: how many things are new
	Turn        int64 // as it was read: what came later has another one
}

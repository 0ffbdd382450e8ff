package counsel

// Directory is an agency's signed directory as stored: exact texts, which browsers verify.
type Directory struct {
	Roots    []string // newest last
	Manifest string   // "" before the set-up
	Seq      int64
}

// Manifest is a verified manifest on its way into the store, with what follows from it.
type Manifest struct {
	Seq        int64
	Text       string
	Hash       [32]byte // of its payload
	Continuity bool     // the continuity role exists
	Rekeyed    bool     // intake or continuity have other keys than in the manifest before
	Policy     Policy
	Members    map[ID][]Role
	Records    []Record // member records that are new
	Grants     []Grant  // agency keys for new members
	Invites    []ID     // invites it uses up
}

// Record is the exact text of a member record; manifests name it by its hash.
type Record struct {
	Hash [32]byte
	Text string
}

// SetUp is the first lead's work: root 1, manifest 1, and the boxes that hold the new keys.
type SetUp struct {
	Root     string
	Manifest Manifest
	Keyring  Versioned
	Vault    Versioned
}

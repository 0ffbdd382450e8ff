package files

// OfDisk gives the code of a failure of the file system.
func OfDisk(err error) error { return ofDisk(err) }

package opener

// Unpacked reads and checks an archive that has been opened.
func Unpacked(data []byte) (Case, error) {
	files, err := unpack(data)
	if err != nil {
		return Case{}, err
	}
	return check(files)
}

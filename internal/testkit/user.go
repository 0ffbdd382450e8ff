package testkit

import (
	"os"
	"os/user"
	"strconv"
)

// postgresUser gives the user to run PostgreSQL as, if we are root.
func postgresUser() (uid, gid uint32, ok bool) {
	if os.Geteuid() != 0 {
		return 0, 0, false
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return 0, 0, false
	}
	n, err1 := strconv.ParseUint(u.Uid, 10, 32)
	g, err2 := strconv.ParseUint(u.Gid, 10, 32)
	return uint32(n), uint32(g), err1 == nil && err2 == nil
}

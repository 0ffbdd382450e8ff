package address

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"net/netip"
	"os"
	"strings"
)

// memory reads what a process may write of its own memory, in pieces: the stacks, the heap, the variables.
func memory(pid int) (pieces [][]byte, err error) {
	maps, err := os.Open(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		return nil, err
	}
	defer func() { _ = maps.Close() }()
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		return nil, err
	}
	defer func() { _ = mem.Close() }()
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		var from, to int64
		var rights string
		if _, err := fmt.Sscanf(lines.Text(), "%x-%x %s", &from, &to, &rights); err != nil || !strings.HasPrefix(rights, "rw") || to-from > 1<<30 {
			continue
		}
		piece := make([]byte, to-from)
		if n, err := mem.ReadAt(piece, from); n > 0 || err == nil {
			pieces = append(pieces, piece[:n])
		}
	}
	return pieces, nil
}

// bucketKeys finds the keys by which a server makes buckets of addresses, this hour's and behind it that of the hour before: those 64 bytes of its
// memory under which the buckets of somebody who is calling just now are in its memory too.
func bucketKeys(pieces [][]byte, people []netip.Addr) (keys []byte, ok bool) {
	words := map[uint64]bool{}
	each(pieces, func(b []byte) { words[binary.LittleEndian.Uint64(b)] = true })
	each(pieces, func(b []byte) {
		if ok || len(b) < 64 || !random(b[:64]) {
			return
		}
		for _, a := range people {
			now, before := bucketOf(b[:32], a), bucketOf(b[32:64], a)
			if words[binary.LittleEndian.Uint64(now)] && words[binary.LittleEndian.Uint64(before)] && holds(pieces, append(now, before...)) {
				keys, ok = bytes.Clone(b[:64]), true
			}
		}
	})
	return keys, ok
}

// each goes through memory word by word, past what was never touched.
func each(pieces [][]byte, do func([]byte)) {
	for _, piece := range pieces {
		for at := 0; at+8 <= len(piece); at += 8 {
			if binary.LittleEndian.Uint64(piece[at:]) != 0 {
				do(piece[at:])
			}
		}
	}
}

func holds(pieces [][]byte, what []byte) bool {
	for _, piece := range pieces {
		if bytes.Contains(piece, what) {
			return true
		}
	}
	return false
}

// random says whether bytes could be a key: of 64 random ones hardly five are alike.
func random(b []byte) bool {
	var seen [256]bool
	different := 0
	for _, c := range b {
		if !seen[c] {
			seen[c] = true
			different++
		}
	}
	return different > 44
}

// bucketOf is PROTOCOL 2.13: IPv4 by the whole address, IPv6 by its network.
func bucketOf(key []byte, a netip.Addr) []byte {
	bits := 32
	if a.Is6() {
		bits = 64
	}
	prefix, _ := a.Prefix(bits) // of a whole address it always works
	m := hmac.New(sha256.New, key)
	m.Write([]byte(prefix.String()))
	return m.Sum(nil)[:16]
}

// keysOf are the traces of a server's bucket keys and of the buckets of everybody who called.
func (f *front) keysOf(people []netip.Addr) (out []trace) {
	f.Helper()
	var keys []byte
	f.await("its bucket key in its memory", func() (ok bool) {
		pieces, err := memory(f.process.Process.Pid)
		if err != nil {
			f.Fatal(err)
		}
		keys, ok = bucketKeys(pieces, people)
		return ok
	})
	f.count("bucket keys in memory", 1)
	for i, name := range []string{"the key of this hour", "the key of the hour before"} {
		key := keys[32*i:][:32]
		out = append(out, tracesOfKey(name, key)...)
		for _, a := range people {
			out = append(out, tracesOfKey("a bucket of "+a.String(), bucketOf(key, a))...)
		}
	}
	return out
}

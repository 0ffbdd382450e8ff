package spec

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"testing"
)

const (
	sealedChunk = chunk + 16
	fileBody    = 70
)

// piece is a stretch of the sealed file of a size, or bytes as they are.
type piece struct {
	Size *int   `json:"size,omitempty"`
	From int    `json:"from,omitempty"`
	To   int    `json:"to,omitempty"`
	Hex  string `json:"hex,omitempty"`
}

type fileCase struct {
	What   string  `json:"what"`
	Refuse *string `json:"refuse"`
	Key    string  `json:"key"`
	AD     string  `json:"ad"`
	Size   int     `json:"size"`
	SHA256 string  `json:"sha256"`
	Sealed []piece `json:"sealed"`
}

type sizedFile struct {
	Size   int    `json:"size"`
	Length int    `json:"length"`
	SHA256 string `json:"sha256"`
}

type fileVectors struct {
	About string      `json:"about"`
	Key   string      `json:"key"`
	Salt  string      `json:"salt"`
	AD    string      `json:"ad"`
	Sizes []sizedFile `json:"sizes"`
	Cases []fileCase  `json:"cases"`
}

var (
	fk       = repeatUp(9, 0, 32)
	fileSalt = repeatUp(8, 0, 32)
	fileCtx  = ad("sg1/file", agency, repeatUp(0xca, 0, 16), repeatUp(0xff, 0xef, 16))
)

// counted is a file of n bytes i & 255.
func counted(n int) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(i)
	}
	return out
}

func filled(plain []byte) []byte { return append(plain, make([]byte, padme(len(plain))-len(plain))...) }

func sealedOf(size int) []byte { return sealFile(fk, fileSalt, fileCtx, filled(counted(size))) }

// oneChunk seals a chunk with a number and a mark of its own.
func oneChunk(i int, last byte, plain []byte) []byte {
	aead, _ := fileKeys(fk, fileSalt, fileCtx)
	return aead.Seal(nil, append(append(make([]byte, 3), u64(int64(i))...), last), plain, nil)
}

// openedFile is the reader of file.md: the content, or the check that refuses.
func openedFile(key, context, sealed []byte, size int, hash []byte) ([]byte, string) {
	if len(sealed) < fileBody+16 || string(sealed[:6]) != "SGF1\x01\x10" {
		return nil, "F1"
	}
	aead, head := fileKeys(key, sealed[6:38], context)
	if !bytes.Equal(head, sealed[:fileBody]) {
		return nil, "F1"
	}
	var plain []byte
	rest := sealed[fileBody:]
	for i := 0; len(rest) > 0; i++ {
		part := rest[:min(sealedChunk, len(rest))]
		rest = rest[len(part):]
		last := byte(0)
		if len(rest) == 0 {
			last = 1
		}
		out, err := aead.Open(nil, append(append(make([]byte, 3), u64(int64(i))...), last), part, nil)
		if err != nil || len(out) == 0 && i > 0 {
			return nil, "F2"
		}
		plain = append(plain, out...)
	}
	switch {
	case len(plain) != padme(size):
		return nil, "F3"
	case len(bytes.Trim(plain[size:], "\x00")) > 0:
		return nil, "F4"
	case !bytes.Equal(sha(plain[:size]), hash):
		return nil, "F5"
	}
	return plain[:size], ""
}

// fileMaker makes the cases of file.json around the file of three chunks.
type fileMaker struct{ cases []fileCase }

const three = 131_073

func (m *fileMaker) add(check, what string, change func(*fileCase), sealed ...piece) {
	c := fileCase{What: what, Key: hex.EncodeToString(fk), AD: hex.EncodeToString(fileCtx), Size: three, SHA256: enc64(sha(counted(three))), Sealed: sealed}
	if check != "" {
		c.Refuse = &check
	}
	if change != nil {
		change(&c)
	}
	m.cases = append(m.cases, c)
}

// of is a stretch of the file of a size; to 0 is its end.
func of(size, from, to int) piece {
	if to == 0 {
		to = len(sealedOf(size))
	}
	return piece{Size: &size, From: from, To: to}
}

func bare(b []byte) piece { return piece{Hex: hex.EncodeToString(b)} }

// chunkOf is sealed chunk i of the file of three.
func chunkOf(i int) piece {
	if i == 2 {
		return of(three, fileBody+2*sealedChunk, 0)
	}
	return of(three, fileBody+i*sealedChunk, fileBody+(i+1)*sealedChunk)
}

func (m *fileMaker) heads() {
	whole := of(three, 0, 0)
	m.add("", "three chunks, as it should be", nil, whole)
	m.add("F1", "empty", nil)
	m.add("F1", "shorter than any", nil, of(three, 0, fileBody+15))
	m.add("F1", "another first letter", nil, bare([]byte("s")), of(three, 1, 0))
	m.add("F1", "another version", nil, of(three, 0, 4), bare([]byte{2}), of(three, 5, 0))
	m.add("F1", "another size of chunks", nil, of(three, 0, 5), bare([]byte{0x11}), of(three, 6, 0))
	m.add("F1", "another salt", nil, of(three, 0, 6), bare([]byte{9}), of(three, 7, 0))
	m.add("F1", "another commitment", nil, of(three, 0, fileBody-1), bare([]byte{sealedOf(three)[fileBody-1] ^ 1}), of(three, fileBody, 0))
	m.add("F1", "another file's key", func(c *fileCase) { c.Key = hex.EncodeToString(repeatUp(10, 0, 32)) }, whole)
	m.add("F1", "the key of another file of the case", func(c *fileCase) {
		c.AD = hex.EncodeToString(ad("sg1/file", agency, repeatUp(0xca, 0, 16), repeatUp(0xfe, 0, 16)))
	}, whole)
	m.add("F1", "the key of a file of another case", func(c *fileCase) {
		c.AD = hex.EncodeToString(ad("sg1/file", agency, repeatUp(0xcb, 0, 16), repeatUp(0xff, 0xef, 16)))
	}, whole)
}

func (m *fileMaker) chunks() {
	head := of(three, 0, fileBody)
	m.add("F2", "cut between chunks", nil, head, chunkOf(0), chunkOf(1))
	m.add("F2", "cut inside a chunk", nil, head, chunkOf(0), of(three, fileBody+sealedChunk, fileBody+sealedChunk+1000))
	m.add("F2", "cut inside the last chunk", nil, of(three, 0, len(sealedOf(three))-1))
	m.add("F2", "cut to a piece of a tag", nil, head, chunkOf(0), chunkOf(1), of(three, fileBody+2*sealedChunk, fileBody+2*sealedChunk+15))
	m.add("F2", "the first chunk left out", nil, head, chunkOf(1), chunkOf(2))
	m.add("F2", "a chunk in the middle left out", nil, head, chunkOf(0), chunkOf(2))
	m.add("F2", "chunks swapped", nil, head, chunkOf(1), chunkOf(0), chunkOf(2))
	m.add("F2", "a chunk twice", nil, head, chunkOf(0), chunkOf(0), chunkOf(1), chunkOf(2))
	m.add("F2", "one bit of a chunk", nil, of(three, 0, 5000), bare([]byte{sealedOf(three)[5000] ^ 1}), of(three, 5001, 0))
	m.add("F2", "a byte behind it", nil, of(three, 0, 0), bare([]byte{0}))
	m.add("F2", "a second file behind it", nil, of(three, 0, 0), of(1, 0, 0))
	two := padme(65_537)
	m.add("F2", "last flag moved", func(c *fileCase) { c.Size, c.SHA256 = 65_537, enc64(sha(counted(65_537))) },
		of(65_537, 0, fileBody), of(65_536, fileBody, 0), bare(oneChunk(1, 0, filled(counted(65_537))[chunk:two])))
	m.add("F2", "no last flag", func(c *fileCase) { c.Size, c.SHA256 = 65_537, enc64(sha(counted(65_537))) },
		of(65_537, 0, fileBody+sealedChunk), bare(oneChunk(1, 0, filled(counted(65_537))[chunk:two])))
	m.add("F2", "two last flags", func(c *fileCase) { c.Size, c.SHA256 = 65_537, enc64(sha(counted(65_537))) },
		of(65_537, 0, fileBody), of(65_536, fileBody, 0), of(65_537, fileBody+sealedChunk, 0))
	m.add("F2", "an empty chunk at the end", func(c *fileCase) { c.Size, c.SHA256 = 65_536, enc64(sha(counted(65_536))) },
		of(three, 0, fileBody+sealedChunk), bare(oneChunk(1, 1, nil)))
}

func (m *fileMaker) contents() {
	whole, long := of(three, 0, 0), filled(counted(three))
	sized := func(size int) func(*fileCase) { return func(c *fileCase) { c.Size = size } }
	m.add("F3", "smaller than it says, by a padded size", sized(131_072), whole)
	m.add("F3", "larger than it says", sized(200_000), whole)
	m.add("F3", "not padded", nil, of(three, 0, fileBody+2*sealedChunk), bare(oneChunk(2, 1, long[2*chunk:three])))
	m.add("F3", "padded beyond its size", nil, of(three, 0, fileBody+2*sealedChunk), bare(oneChunk(2, 1, append(bytes.Clone(long[2*chunk:]), 0))))
	dirty := bytes.Clone(long[2*chunk:])
	dirty[len(dirty)-1] = 1
	m.add("F4", "no zero at the end of the padding", nil, of(three, 0, fileBody+2*sealedChunk), bare(oneChunk(2, 1, dirty)))
	first := bytes.Clone(long[2*chunk:])
	first[1] = 1
	m.add("F4", "no zero at the beginning of the padding", nil, of(three, 0, fileBody+2*sealedChunk), bare(oneChunk(2, 1, first)))
	m.add("F5", "another hash", func(c *fileCase) { c.SHA256 = enc64(sha(counted(three - 1))) }, whole)
	other := bytes.Clone(long[2*chunk:])
	other[0] ^= 1
	m.add("F5", "another content", nil, of(three, 0, fileBody+2*sealedChunk), bare(oneChunk(2, 1, other)))
	m.add("F5", "a size within the same padding", sized(three+1), whole)
}

func TestFileVectors(t *testing.T) {
	m := &fileMaker{}
	m.heads()
	m.chunks()
	m.contents()
	v := fileVectors{
		About: "Files (SGF1): the file of each size holds the bytes i & 255, padded to padme(size); length and sha256 are those of the sealed file. " +
			"cases: what a reader is given, in pieces: a stretch of the sealed file of a size, or hex; with key, ad, and what the message says of size and sha256 (of the content).",
		Key: hex.EncodeToString(fk), Salt: hex.EncodeToString(fileSalt), AD: hex.EncodeToString(fileCtx), Cases: m.cases,
	}
	for _, size := range []int{0, 1, 65_535, 65_536, 65_537, three} {
		sealed := sealedOf(size)
		v.Sizes = append(v.Sizes, sizedFile{size, len(sealed), hex.EncodeToString(sha(sealed))})
		if got, check := openedFile(fk, fileCtx, sealed, size, sha(counted(size))); check != "" || !bytes.Equal(got, counted(size)) {
			t.Errorf("%d bytes: %s", size, check)
		}
	}
	save(t, "file.json", v)
	for _, c := range v.Cases {
		t.Run(c.What, func(t *testing.T) {
			want := ""
			if c.Refuse != nil {
				want = *c.Refuse
			}
			hash, ok := dec64(c.SHA256)
			if !ok {
				t.Fatal("hash")
			}
			if _, check := openedFile(unhex(t, c.Key), unhex(t, c.AD), assembled(t, c.Sealed), c.Size, hash); check != want {
				t.Errorf("%q instead of %q", check, want)
			}
		})
	}
}

func assembled(t *testing.T, pieces []piece) (out []byte) {
	for _, p := range pieces {
		if p.Size != nil {
			out = append(out, sealedOf(*p.Size)[p.From:p.To]...)
		} else {
			out = append(out, unhex(t, p.Hex)...)
		}
	}
	return out
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(fmt.Errorf("hex: %w", err))
	}
	return b
}

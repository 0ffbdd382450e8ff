package sg1

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"maps"
	"strings"
	"testing"
	"time"

	"siegel/internal/counsel"
)

// FuzzCheckBox: what is taken for a box has its two bytes and its least length, is no longer than allowed, and, if padded, as long as padding makes something.
func FuzzCheckBox(f *testing.F) {
	f.Add(append([]byte{1, 1}, make([]byte, 80+512)...), 1<<16, true)
	f.Add(append([]byte{1, 1}, make([]byte, 80+32)...), 114, false)
	f.Add([]byte{1, 1}, 0, true)
	f.Fuzz(func(t *testing.T, box []byte, most int, padded bool) {
		if CheckBox(box, most, padded) != nil {
			return
		}
		if len(box) > most || len(box) < BoxOverhead || box[0] != 1 || box[1] != 1 {
			t.Errorf("%d bytes accepted", len(box))
		}
		if n := len(box) - BoxOverhead; padded && (n < minPadded || Padme(n) != n || Padme(n-1) > n) {
			t.Errorf("%d is no padded size", n)
		}
	})
}

// FuzzVerify: a signature that is accepted is the only one in its form: S is below the order, the key has one spelling, the standard library agrees, and no
// single bit of message, key or signature can be changed.
func FuzzVerify(f *testing.F) {
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))
	pub := []byte(key.Public().(ed25519.PublicKey))
	f.Add(pub, []byte("text"), ed25519.Sign(key, []byte("text")), uint16(0))
	for _, p := range smallOrder {
		f.Add(p, []byte("text"), append(bytes.Clone(p), make([]byte, 32)...), uint16(0))
		high := bytes.Clone(p)
		high[31] |= 0x80
		f.Add(high, []byte{}, append(bytes.Clone(p), make([]byte, 32)...), uint16(9))
	}
	f.Add(bytes.Repeat([]byte{0xff}, 32), []byte("text"), bytes.Repeat([]byte{0xff}, 64), uint16(700))
	f.Fuzz(func(t *testing.T, pub, message, sig []byte, flip uint16) {
		if len(pub) == 32 && len(sig) == 64 && bytes.Equal(sig[32:], make([]byte, 32)) && Verify(pub, message, sig) {
			t.Errorf("S = 0 accepted under %x", pub)
		}
		if !Verify(pub, message, sig) {
			return
		}
		if !isCanonical(pub) || isSmallOrder(pub) || !ed25519.Verify(pub, message, sig) {
			t.Errorf("accepted under %x: %x", pub, sig)
		}
		at := int(flip) % (8 * 64)
		other := bytes.Clone(sig)
		other[at/8] ^= 1 << (at % 8)
		if Verify(pub, message, other) {
			t.Errorf("bit %d of the signature says nothing", at)
		}
	})
}

// FuzzDirectory: nobody without the keys makes an agency, a next manifest, a record that another hash names; what is read once is read again alike.
func FuzzDirectory(f *testing.F) {
	file := loadSetup(f)
	for _, c := range append(file.Setup, file.Next...) {
		record := ""
		if len(c.Records) > 0 {
			record = file.Texts.get(c.Records[0])
		}
		f.Add(file.Texts.get(c.Root), file.Texts.get(c.Manifest), record)
	}
	for _, r := range file.Records {
		f.Add(file.Texts.get("@root1"), file.Texts.get("@m1"), file.Texts.get(r.Record))
	}
	now, err := Open([]string{file.Texts.get("@root1")}, file.Texts.get("@m1"))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, root, manifest, record string) {
		records := []string{record}
		if d, err := CheckSetup(file.Context.Agency, file.Context.Origin, root, manifest, records, today); err == nil {
			if d.Seq != 1 || !d.HasLead() {
				t.Errorf("set up with manifest %d", d.Seq)
			}
		}
		if next, err := now.Next(manifest, records, today); err == nil && !signedHere(file, next.Hash) {
			t.Errorf("a manifest that nobody signed: %s", manifest)
		}
		d := *now
		d.Members = maps.Clone(now.Members)
		_ = d.Add(record)
		_, _ = Open([]string{root}, manifest)
		if m, hash, err := ReadManifest(manifest); err == nil {
			if again, other, err := ReadManifest(manifest); err != nil || again.Seq != m.Seq || other != hash {
				t.Error("read twice, and not alike")
			}
		}
		var whose struct {
			Agency counsel.ID `json:"agency"`
			UID    counsel.ID `json:"uid"`
		}
		if m, err := CheckRecord(whose.Agency, whose.UID, record); err == nil {
			t.Errorf("a record of nobody: %+v", m)
		}
		whose.UID = file.Records[0].UID
		if m, err := CheckRecord(file.Context.Agency, whose.UID, record); err == nil && (m.UID != whose.UID || len(m.Roles) == 0 || m.Alias == "") {
			t.Errorf("a record of %s: %+v", whose.UID, m)
		}
	})
}

// FuzzWords: dates and base64 have one spelling.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"2026-11-22", "2026-02-29", "2024-02-29", "0000-00-00", "9999-12-31", "AA", "AB", "-_-_", "AAAA\n", "2026-11-22\n", "+2026-1-1", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var d Date
		if d.UnmarshalText([]byte(text)) == nil {
			at, err := time.Parse(time.DateOnly, string(d))
			if err != nil || at.Format(time.DateOnly) != text {
				t.Errorf("date %q", text)
			}
		}
		if raw, ok := decode64(text); ok {
			if encode64(raw) != text || strings.ContainsAny(text, "=\r\n +/") {
				t.Errorf("base64url %q", text)
			}
			if _, err := base64.RawURLEncoding.DecodeString(text); err != nil {
				t.Errorf("%q is no base64url", text)
			}
		}
	})
}

// FuzzEraseOrder: nobody without a key of the directory orders anything: what is accepted says what one of the good orders says.
func FuzzEraseOrder(f *testing.F) {
	file := loadErase(f)
	signed := map[EraseOrder]bool{}
	for _, c := range file.Orders {
		f.Add(file.Texts.get(c.Order))
		if o, err := ReadEraseOrder(file.Texts.get(c.Order)); err == nil && c.Refuse == nil {
			o.Request = nil // an address of memory
			signed[o] = true
		}
	}
	good := file.Orders[0]
	d := file.directory(f, good.Manifest)
	f.Fuzz(func(t *testing.T, text string) {
		o, err := ReadEraseOrder(text)
		if err == nil && (o.V != 1 || (o.Way == "case") != (o.Request != nil)) {
			t.Errorf("read: %+v", o)
		}
		o, err = d.CheckEraseOrder(text, good.Case, good.By)
		if o.Request = nil; err == nil && !signed[o] {
			t.Errorf("an order that nobody signed: %s", text)
		}
	})
}

// A second tag behind a whole first piece stands for nothing.
func TestFileWithAnEmptyPiece(t *testing.T) {
	if CheckFile(FileLength(fileChunk)) != nil || CheckFile(FileLength(fileChunk)+fileTag) == nil {
		t.Error("a length that no padded file has")
	}
}

// FuzzCheckFile: a length that is taken is that of some padded file, and not above the limit.
func FuzzCheckFile(f *testing.F) {
	for _, n := range []int{0, 86, FileLength(512), FileLength(fileChunk), FileLength(fileChunk + 1), MaxFile, MaxFile + 1, -1} {
		f.Add(n)
	}
	f.Fuzz(func(t *testing.T, length int) {
		if CheckFile(length) != nil {
			return
		}
		plain := length - fileHead - fileTag
		for FileLength(plain) > length {
			plain -= fileTag
		}
		if length > MaxFile || plain < 0 || FileLength(plain) != length || Padme(plain) != plain {
			t.Errorf("%d bytes accepted", length)
		}
	})
}

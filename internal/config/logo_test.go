package config

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"strings"
	"testing"
	"testing/fstest"
)

// Two pictures of one pixel, written by other programs: lossy and lossless WebP.
const (
	webpLossy    = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"
	webpLossless = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="
)

func pngOf(t *testing.T, width, height int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func unbase64(t *testing.T, text string) []byte {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// extended is a WebP whose canvas stands in its own chunk, still or moving.
func extended(t *testing.T, width, height int, flags byte) []byte {
	t.Helper()
	w, h := width-1, height-1
	chunk := []byte{'V', 'P', '8', 'X', 10, 0, 0, 0, flags, 0, 0, 0, byte(w), byte(w >> 8), byte(w >> 16), byte(h), byte(h >> 8), byte(h >> 16)}
	raw := append([]byte("RIFF\x00\x00\x00\x00WEBP"), append(chunk, unbase64(t, webpLossy)[12:]...)...)
	raw[4] = byte(len(raw) - 8)
	return raw
}

// read gives what a description with this logo says.
func read(raw []byte, alt string) (AgencyFile, error) {
	f := AgencyFile{Name: "Stelle Donau", LogoFile: "looks/logo.png", LogoAlt: alt}
	return f, f.ReadLogo(fstest.MapFS{"looks/logo.png": {Data: raw}})
}

func TestLogoTaken(t *testing.T) {
	for name, c := range map[string]struct {
		raw           []byte
		kind          string
		width, height int
	}{
		"PNG":                  {pngOf(t, 96, 48), "image/png", 96, 48},
		"the largest PNG":      {pngOf(t, 1600, 512), "image/png", 1600, 512},
		"lossy WebP":           {unbase64(t, webpLossy), "image/webp", 1, 1},
		"lossless WebP":        {unbase64(t, webpLossless), "image/webp", 1, 1},
		"the largest WebP":     {extended(t, 1600, 512, 0), "image/webp", 1600, 512},
		"fifty thousand bytes": {padded(t, 50_000), "image/png", 96, 48},
	} {
		f, err := read(c.raw, " Eine Brücke ")
		if err != nil || f.Logo.Kind != c.kind || f.Logo.Width != c.width || f.Logo.Height != c.height || f.Logo.Alt != "Eine Brücke" || !bytes.Equal(f.Logo.Image, c.raw) {
			t.Errorf("%s: %v %s %d×%d %q", name, err, f.Logo.Kind, f.Logo.Width, f.Logo.Height, f.Logo.Alt)
		}
	}
	if _, err := read(pngOf(t, 96, 48), "Stelle Donau"); err != nil {
		t.Errorf("the name alone: %v", err)
	}
	if f := (AgencyFile{}); f.ReadLogo(fstest.MapFS{}) != nil || f.Logo.Given() {
		t.Error("a description without a logo")
	}
}

// padded is a PNG of n bytes; what follows its end is no part of the picture.
func padded(t *testing.T, n int) []byte {
	raw := pngOf(t, 96, 48)
	return append(raw, make([]byte, n-len(raw))...)
}

func TestLogoRefused(t *testing.T) {
	whole := pngOf(t, 96, 48)
	for name, c := range map[string]struct {
		raw       []byte
		alt, want string
	}{
		"SVG":                       {[]byte("<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), "Eine Brücke", "SVG can carry script"},
		"a GIF":                     {[]byte("GIF89a"), "Eine Brücke", "neither PNG nor WebP"},
		"another RIFF":              {[]byte("RIFF\x04\x00\x00\x00WAVE"), "Eine Brücke", "neither PNG nor WebP"},
		"nothing":                   {nil, "Eine Brücke", "neither PNG nor WebP"},
		"too many bytes":            {padded(t, 50_001), "Eine Brücke", "50001 bytes; at most 50000"},
		"too wide":                  {pngOf(t, 1601, 48), "Eine Brücke", "1601 × 48 px; at most 1600 × 512"},
		"too high":                  {pngOf(t, 96, 513), "Eine Brücke", "96 × 513 px"},
		"a WebP too wide":           {extended(t, 1601, 512, 0), "Eine Brücke", "1601 × 512 px"},
		"a WebP too high":           {extended(t, 1600, 513, 0), "Eine Brücke", "1600 × 513 px"},
		"a cut PNG":                 {whole[:len(whole)-20], "Eine Brücke", "PNG is damaged"},
		"a cut PNG head":            {whole[:20], "Eine Brücke", "PNG is damaged"},
		"a cut WebP":                {unbase64(t, webpLossy)[:40], "Eine Brücke", "WebP is damaged"},
		"a WebP without its mark":   {bytes.Replace(unbase64(t, webpLossy), []byte{0x9d, 0x01, 0x2a}, []byte{0x9d, 0x01, 0x2b}, 1), "Eine Brücke", "WebP is damaged"},
		"a lossless one without it": {bytes.Replace(unbase64(t, webpLossless), []byte{0x0d, 0, 0, 0, 0x2f}, []byte{0x0d, 0, 0, 0, 0x2e}, 1), "Eine Brücke", "WebP is damaged"},
		"a WebP of another kind":    {bytes.Replace(unbase64(t, webpLossy), []byte("VP8 "), []byte("VP8Z"), 1), "Eine Brücke", "WebP is damaged"},
		"a moving WebP":             {extended(t, 96, 48, 2), "Eine Brücke", "a logo that moves"},
		"a moving PNG":              {moving(whole), "Eine Brücke", "a logo that moves"},
		"no words":                  {whole, " ", "logo_alt: required"},
		"the name in the words":     {whole, "Logo der stelle donau", "read out twice"},
	} {
		if f, err := read(c.raw, c.alt); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s (%d×%d)", name, err, c.want, f.Logo.Width, f.Logo.Height)
		}
	}
}

// moving adds the chunk that makes a PNG move, after the head and its check value.
func moving(still []byte) []byte {
	const head = 8 + 25
	control := []byte("\x00\x00\x00\x08acTL\x00\x00\x00\x01\x00\x00\x00\x00\xb9\x3d\xd9\xe4")
	return append(append(append([]byte{}, still[:head]...), control...), still[head:]...)
}

func TestLogoFile(t *testing.T) {
	for file, want := range map[string]string{"none.png": "none.png", "../logo.png": "beside or below", "/etc/logo.png": "beside or below"} {
		f := AgencyFile{Name: "Stelle Donau", LogoFile: file, LogoAlt: "Eine Brücke"}
		if err := f.ReadLogo(fstest.MapFS{}); err == nil || !strings.HasPrefix(err.Error(), "logo: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", file, err)
		}
	}
	f := AgencyFile{Name: "Stelle Donau", LogoAlt: "Eine Brücke"}
	if err := f.ReadLogo(fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "logo_alt: there is no logo") {
		t.Errorf("words without a logo: %v", err)
	}
}

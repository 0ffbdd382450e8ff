package config

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image/png"
	"io/fs"
	"strings"

	"siegel/internal/counsel"
)

// What a logo may be (UX 8.4). It is shown at most 48 px high, so more than ten times that is waste on a phone's line.
const (
	logoBytes  = 50_000
	logoWidth  = 1600
	logoHeight = 512
)

// ReadLogo reads the logo that the description names, from the folder that the description lies in. Without one nothing happens.
func (f *AgencyFile) ReadLogo(folder fs.FS) error {
	if f.LogoFile == "" {
		if f.LogoAlt != "" {
			return errors.New("logo_alt: there is no logo that it describes")
		}
		return nil
	}
	if !fs.ValidPath(f.LogoFile) {
		return fmt.Errorf("logo: %q: a path beside or below this file is expected, such as logo.png", f.LogoFile)
	}
	raw, err := fs.ReadFile(folder, f.LogoFile)
	if err != nil {
		return fmt.Errorf("logo: %w", err)
	}
	logo, err := logoOf(raw)
	if err != nil {
		return fmt.Errorf("logo: %s: %w", f.LogoFile, err)
	}
	logo.Alt = strings.TrimSpace(f.LogoAlt)
	f.Logo = logo
	return f.checkAlt()
}

// checkAlt keeps the name from being read out twice: it is the alternative text of a logo that stands in its place, or stands beside it.
func (f *AgencyFile) checkAlt() error {
	if f.Logo.Alt == "" {
		return errors.New("logo_alt: required; say what the logo shows, for people who do not see it")
	}
	if f.Logo.Alt != f.Name && strings.Contains(strings.ToLower(f.Logo.Alt), strings.ToLower(f.Name)) {
		return errors.New("logo_alt: the name would be read out twice; write the name alone if the logo shows it (the logo then stands in its place), else leave it out")
	}
	return nil
}

// logoOf looks at the bytes, never at the file's name. The size comes from the picture itself.
func logoOf(raw []byte) (logo counsel.Logo, err error) {
	if len(raw) > logoBytes {
		return logo, fmt.Errorf("%d bytes; at most %d are expected, people load it before they can write", len(raw), logoBytes)
	}
	logo.Image = raw
	switch {
	case bytes.HasPrefix(raw, []byte("\x89PNG\r\n\x1a\n")):
		logo.Kind = "image/png"
		logo.Width, logo.Height, err = pngSize(raw)
	case bytes.HasPrefix(raw, []byte("RIFF")) && len(raw) >= 12 && string(raw[8:12]) == "WEBP":
		logo.Kind = "image/webp"
		logo.Width, logo.Height, err = webpSize(raw)
	case bytes.Contains(raw[:min(len(raw), 1024)], []byte("<svg")):
		return logo, errors.New("SVG can carry script and load from elsewhere; draw it as a PNG 96 px high")
	default:
		return logo, errors.New("this is neither PNG nor WebP")
	}
	if err == nil && !fits(logo.Width, logo.Height) {
		err = fmt.Errorf("%d × %d px; at most %d × %d are expected", logo.Width, logo.Height, logoWidth, logoHeight)
	}
	return logo, err
}

func fits(width, height int) bool {
	return width > 0 && width <= logoWidth && height > 0 && height <= logoHeight
}

var errMoving = errors.New("a logo that moves takes attention from the text; a still picture is expected")

// pngSize decodes the whole picture, so a cut one is found here and not by a browser; but only when it is no larger than allowed.
func pngSize(raw []byte) (width, height int, err error) {
	c, err := png.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return 0, 0, fmt.Errorf("this PNG is damaged: %w", err)
	}
	if head, _, _ := bytes.Cut(raw, []byte("IDAT")); bytes.Contains(head, []byte("acTL")) { // stands before the first picture data
		return 0, 0, errMoving
	}
	if fits(c.Width, c.Height) {
		if _, err := png.Decode(bytes.NewReader(raw)); err != nil {
			return 0, 0, fmt.Errorf("this PNG is damaged: %w", err)
		}
	}
	return c.Width, c.Height, nil
}

// webpSize reads the head of a WebP file (RFC 9649, 2.4 to 2.7); Go's own library has no decoder.
func webpSize(raw []byte) (width, height int, err error) {
	damaged := errors.New("this WebP is damaged")
	if len(raw) < 30 || int64(binary.LittleEndian.Uint32(raw[4:]))+8 > int64(len(raw)) {
		return 0, 0, damaged
	}
	switch body := raw[20:]; string(raw[12:16]) {
	case "VP8 ":
		if !bytes.Equal(body[3:6], []byte{0x9d, 0x01, 0x2a}) {
			return 0, 0, damaged
		}
		return int(binary.LittleEndian.Uint16(body[6:]) & 0x3fff), int(binary.LittleEndian.Uint16(body[8:]) & 0x3fff), nil
	case "VP8L":
		if body[0] != 0x2f {
			return 0, 0, damaged
		}
		bits := binary.LittleEndian.Uint32(body[1:])
		return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1, nil
	case "VP8X":
		if body[0]&0x02 != 0 {
			return 0, 0, errMoving
		}
		return int(binary.LittleEndian.Uint32(body[4:])&0xffffff) + 1, int(binary.LittleEndian.Uint32(body[6:])>>8) + 1, nil
	}
	return 0, 0, damaged
}

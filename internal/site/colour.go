package site

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"siegel/internal/counsel"
)

// Theme is one of the two looks. An agency's colour is checked on each against its three grounds and the text of a button (UX 8.3, 8.4).
type Theme struct {
	grounds  []string // paper, surface, sunken
	onAccent string
}

// The grounds as in web/src/styles/tokens.css.
var (
	Light = Theme{[]string{"#FBFAF7", "#FFFFFF", "#F1F0EA"}, "#FFFFFF"}
	Dark  = Theme{[]string{"#16191C", "#1E2226", "#262B30"}, "#10211F"}
)

const (
	legible    = 4.5 // WCAG AA for text
	lightStep  = 0.0025
	chromaStep = 0.001
)

var hexColour = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// CheckColours refuses an agency's colours that are hard to read, and names the nearest ones that are not. Both empty: the project's own.
func CheckColours(c counsel.Colours) error {
	if c == (counsel.Colours{}) {
		return nil
	}
	for _, one := range []struct {
		name, colour string
		theme        Theme
	}{{"light", c.Light, Light}, {"dark", c.Dark, Dark}} {
		if !hexColour.MatchString(one.colour) {
			return fmt.Errorf("colours.%s: six hexadecimal digits are expected, such as #1F5F5B", one.name)
		}
		if offered := one.theme.Nearest(one.colour); !strings.EqualFold(offered, one.colour) {
			return fmt.Errorf("colours.%s: %s is hard to read (a contrast of %.1f is needed); the nearest colour that is not: %s", one.name, one.colour, legible, offered)
		}
	}
	return nil
}

// danger is the colour of deletion and of what is overdue, as in web/src/styles/tokens.css.
const danger = "#A3241B"

// What looks like danger: nearly its hue, and not grey. In degrees, and OKLCH chroma.
const (
	nearHue   = 15
	vivid     = 0.1
	fullAngle = 360
)

// LooksLikeDanger gives the first of an agency's colours that people would take for a warning (UX 8.4), or "".
func LooksLikeDanger(c counsel.Colours) string {
	_, _, hue := oklch(parseHex(danger))
	for _, colour := range []string{c.Light, c.Dark} {
		if !hexColour.MatchString(colour) {
			continue
		}
		_, chroma, h := oklch(parseHex(colour))
		apart := math.Abs(math.Remainder((h-hue)*fullAngle/(2*math.Pi), fullAngle))
		if chroma >= vivid && apart <= nearHue {
			return colour
		}
	}
	return ""
}

// Nearest gives the colour itself if it is legible, else the nearest tone of the same hue: the smallest change of lightness, darker first,
// with less chroma only where a screen could not show it.
func (t Theme) Nearest(hex string) string {
	if t.legible(hex) {
		return strings.ToUpper(hex)
	}
	l, c, h := oklch(parseHex(hex))
	for delta := lightStep; delta <= 1; delta += lightStep {
		for _, lightness := range []float64{l - delta, l + delta} {
			if lightness < 0 || lightness > 1 {
				continue
			}
			if tone := displayable(lightness, c, h); t.legible(tone) {
				return tone
			}
		}
	}
	return t.onAccent // never reached: black and white lie on the way
}

func (t Theme) legible(hex string) bool {
	for _, ground := range t.grounds {
		if contrast(hex, ground) < legible {
			return false
		}
	}
	return contrast(hex, t.onAccent) >= legible
}

// displayable reduces the chroma until the colour exists on a screen.
func displayable(l, c, h float64) string {
	for ; c > 0; c -= chromaStep {
		if rgb := linear(l, c, h); inside(rgb) {
			return toHex(rgb)
		}
	}
	return toHex(linear(l, 0, h))
}

func inside(rgb [3]float64) bool {
	const slack = 1e-4 // what rounding to eight bits swallows anyway
	for _, v := range rgb {
		if v < -slack || v > 1+slack {
			return false
		}
	}
	return true
}

// contrast is the ratio of WCAG 2: 1 to 21.
func contrast(a, b string) float64 {
	x, y := luminance(parseHex(a)), luminance(parseHex(b))
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func luminance(rgb [3]float64) float64 { return 0.2126*rgb[0] + 0.7152*rgb[1] + 0.0722*rgb[2] }

// parseHex gives linear light, 0 to 1.
func parseHex(hex string) (rgb [3]float64) {
	for i := range rgb {
		n, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8) // checked by hexColour or ours
		v := float64(n) / 255
		if v <= 0.04045 {
			rgb[i] = v / 12.92
		} else {
			rgb[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return rgb
}

func toHex(rgb [3]float64) string {
	hex := "#"
	for _, v := range rgb {
		v = math.Min(1, math.Max(0, v))
		if v <= 0.0031308 {
			v *= 12.92
		} else {
			v = 1.055*math.Pow(v, 1/2.4) - 0.055
		}
		hex += fmt.Sprintf("%02X", int(math.Round(v*255)))
	}
	return hex
}

// oklch turns linear light into lightness, chroma and hue (Ottosson, "A perceptual color space for image processing").
func oklch(rgb [3]float64) (l, c, h float64) {
	x := math.Cbrt(0.4122214708*rgb[0] + 0.5363325363*rgb[1] + 0.0514459929*rgb[2])
	y := math.Cbrt(0.2119034982*rgb[0] + 0.6806995451*rgb[1] + 0.1073969566*rgb[2])
	z := math.Cbrt(0.0883024619*rgb[0] + 0.2817188376*rgb[1] + 0.6299787005*rgb[2])
	l = 0.2104542553*x + 0.7936177850*y - 0.0040720468*z
	a := 1.9779984951*x - 2.4285922050*y + 0.4505937099*z
	b := 0.0259040371*x + 0.7827717662*y - 0.8086757660*z
	return l, math.Hypot(a, b), math.Atan2(b, a)
}

// linear is the way back. Values outside 0 to 1 cannot be shown.
func linear(l, c, h float64) [3]float64 {
	a, b := c*math.Cos(h), c*math.Sin(h)
	x, y, z := l+0.3963377774*a+0.2158037573*b, l-0.1055613458*a-0.0638541728*b, l-0.0894841775*a-1.2914855480*b
	x, y, z = x*x*x, y*y*y, z*z*z
	return [3]float64{
		4.0767416621*x - 3.3077115913*y + 0.2309699292*z,
		-1.2684380046*x + 2.6097574011*y - 0.3413193965*z,
		-0.0041960863*x - 0.7034186147*y + 1.7076147010*z,
	}
}

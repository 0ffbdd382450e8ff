package spec

import (
	"crypto/ed25519"
	"encoding/json"
	"strings"
	"testing"
)

// The public test keys of vectors/README.md. signer2 is the second root signer.
var (
	ilseKey    = ed25519.NewKeyFromSeed(repeatUp(0x03, 0, 32))
	benKey     = ed25519.NewKeyFromSeed(repeatUp(0x23, 0, 32))
	xeniaKey   = ed25519.NewKeyFromSeed(repeatUp(0x24, 0, 32))
	signer2Key = ed25519.NewKeyFromSeed(repeatUp(0x33, 0, 32))
)

func pubOf(k ed25519.PrivateKey) []byte { return k.Public().(ed25519.PublicKey) }
func kidOf(k ed25519.PrivateKey) string { return enc64(kid(pubOf(k))) }

type signature struct {
	Kid string `json:"kid"`
	Sig string `json:"sig"`
}

func signatureOf(typ, payload string, k ed25519.PrivateKey) signature {
	return signature{kidOf(k), enc64(ed25519.Sign(k, ad(typ, payload)))}
}

// envelope signs a payload with each key, as it travels.
func envelope(typ, payload string, keys ...ed25519.PrivateKey) string {
	sigs := []signature{}
	for _, k := range keys {
		sigs = append(sigs, signatureOf(typ, payload, k))
	}
	return envelopeOf(typ, payload, sigs)
}

func envelopeOf(typ, payload string, sigs []signature) string {
	out, err := json.Marshal(struct {
		Typ     string      `json:"typ"`
		Payload string      `json:"payload"`
		Sigs    []signature `json:"sigs"`
	}{typ, enc64([]byte(payload)), sigs})
	if err != nil {
		panic(err)
	}
	return string(out)
}

// payloadOf reads the payload of an envelope that is known to be good.
func payloadOf(t testing.TB, text string) string {
	t.Helper()
	e, err := readStrict([]byte(text), envelopeShape)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw(e["payload"]))
}

// with replaces pieces of a payload, which must be there exactly once: old, new, old, new, ...
func with(payload string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if strings.Count(payload, pairs[i]) != 1 {
			panic("not there exactly once: " + pairs[i])
		}
		payload = strings.Replace(payload, pairs[i], pairs[i+1], 1)
	}
	return payload
}

func hashText(payload string) string { return enc64(sha([]byte(payload))) }

func ptr(s string) *string { return &s }

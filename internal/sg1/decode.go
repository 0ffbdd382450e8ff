package sg1

import (
	"encoding"
	"encoding/base64"
	"reflect"
	"strconv"
	"strings"
)

// FieldError says where a JSON text broke the rules of spec/json.md. Field is a path with dots, empty for the whole text; of a
// key that came with the text it holds only what is harmless to repeat. Reason never holds a part of the text.
type FieldError struct {
	Field  string
	Reason string
}

func (e *FieldError) Error() string { return "sg1: field " + strconv.Quote(e.Field) + ": " + e.Reason }

func fieldError(path, reason string) error { return &FieldError{Field: path, Reason: reason} }

// Decode reads a signed payload, an envelope or a member record into the struct that v points to: no white space between
// tokens, every key there, once, and no other. Errors are *[FieldError] or [ErrTooLong].
//
// Keys come from `json` tags. A pointer takes null; a slice, map or string does not. []byte and arrays of bytes are base64url without
// padding, an array of its exact length; a map has string keys or keys that read themselves (counsel.ID). Other Go types are a
// programming error and panic.
func Decode(data []byte, v any) error { return decode(data, v, false) }

// DecodeBody reads the body of a request: as [Decode], but white space between tokens is allowed, U+0000 is not, and it holds at most 10 000 values.
func DecodeBody(data []byte, v any) error { return decode(data, v, true) }

func decode(data []byte, v any, loose bool) error {
	parsed, err := parse(data, loose)
	if err != nil {
		return err
	}
	return fill(reflect.ValueOf(v).Elem(), parsed, "")
}

var textType = reflect.TypeFor[encoding.TextUnmarshaler]()

func fill(to reflect.Value, v value, path string) error {
	if to.Kind() == reflect.Pointer {
		return fillPointer(to, v, path)
	}
	if reflect.PointerTo(to.Type()).Implements(textType) {
		return fillText(to, v, path)
	}
	switch to.Kind() {
	case reflect.Struct:
		return fillStruct(to, v, path)
	case reflect.Map:
		return fillMap(to, v, path)
	case reflect.Slice, reflect.Array:
		if to.Type().Elem().Kind() == reflect.Uint8 {
			return fillBytes(to, v, path)
		}
		return fillList(to, v, path)
	}
	return fillPlain(to, v, path)
}

func fillPlain(to reflect.Value, v value, path string) error {
	switch to.Kind() {
	case reflect.String:
		if v.kind != kindString {
			return fieldError(path, "not a string") // kill: S.Json.fill-plain-not-a-string
		}
		to.SetString(v.text)
	case reflect.Bool:
		if v.kind != kindBool {
			return fieldError(path, "not true or false") // kill: S.Json.fill-plain
		}
		to.SetBool(v.yes)
	case reflect.Int, reflect.Int64, reflect.Int32:
		if v.kind != kindNumber || to.OverflowInt(int64(v.number)) {
			return fieldError(path, "not a number of this range") // kill: S.Json.fill-plain-not-a-number-of-this-range
		}
		to.SetInt(int64(v.number))
	default:
		panic("sg1: cannot decode into " + to.Type().String())
	}
	return nil
}

func fillPointer(to reflect.Value, v value, path string) error {
	if v.kind == kindNull {
		to.SetZero()
		return nil
	}
	to.Set(reflect.New(to.Type().Elem()))
	return fill(to.Elem(), v, path)
}

func fillText(to reflect.Value, v value, path string) error {
	if v.kind != kindString {
		return fieldError(path, "not a string") // kill: S.Json.fill-text-not-a-string
	}
	if to.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(v.text)) != nil { // kill: S.Json.fill-text-asks-unmarshal-text
		return fieldError(path, "not of this form") // kill: S.Json.fill-text-not-of-this-form
	}
	return nil
}

func fillBytes(to reflect.Value, v value, path string) error {
	if v.kind != kindString {
		return fieldError(path, "not a string") // kill: S.Json.fill-bytes-not-a-string
	}
	b, ok := decode64(v.text)
	if !ok {
		return fieldError(path, "not base64url") // kill: S.Json.fill-bytes-not-base64url
	}
	if to.Kind() == reflect.Slice {
		to.SetBytes(b)
		return nil
	}
	if len(b) != to.Len() {
		return fieldError(path, "wrong length") // kill: S.Json.fill-bytes-wrong-length
	}
	reflect.Copy(to, reflect.ValueOf(b))
	return nil
}

func fillList(to reflect.Value, v value, path string) error {
	if v.kind != kindArray {
		return fieldError(path, "not a list") // kill: S.Json.fill-list-not-a-list
	}
	list := reflect.MakeSlice(to.Type(), len(v.items), len(v.items))
	for i, item := range v.items {
		if err := fill(list.Index(i), item, join(path, strconv.Itoa(i))); err != nil {
			return err
		}
	}
	to.Set(list)
	return nil
}

func fillMap(to reflect.Value, v value, path string) error {
	if v.kind != kindObject {
		return fieldError(path, "not an object") // kill: S.Json.fill-map-not-an-object
	}
	out := reflect.MakeMapWithSize(to.Type(), len(v.members))
	for _, m := range v.members {
		here := join(path, m.key)
		key, item := reflect.New(to.Type().Key()).Elem(), reflect.New(to.Type().Elem()).Elem()
		if err := fill(key, value{kind: kindString, text: m.key}, here); err != nil {
			return err
		}
		if err := fill(item, m.value, here); err != nil {
			return err
		}
		out.SetMapIndex(key, item)
	}
	to.Set(out)
	return nil
}

func fillStruct(to reflect.Value, v value, path string) error {
	if v.kind != kindObject {
		return fieldError(path, "not an object") // kill: S.Json.fill-struct-not-an-object
	}
	given := make(map[string]value, len(v.members))
	for _, m := range v.members {
		given[m.key] = m.value
	}
	for i := range to.NumField() {
		key := to.Type().Field(i).Tag.Get("json")
		if key == "" || strings.Contains(key, ",") {
			panic("sg1: field without a plain json tag in " + to.Type().String())
		}
		item, ok := given[key]
		if !ok {
			return fieldError(join(path, key), "missing") // kill: S.Json.fill-struct-missing
		}
		delete(given, key)
		if err := fill(to.Field(i), item, join(path, key)); err != nil {
			return err
		}
	}
	for _, m := range v.members { // in the order of the text, so that the answer is always the same
		if _, left := given[m.key]; left {
			return fieldError(join(path, m.key), "unknown") // kill: S.Json.fill-struct-unknown
		}
	}
	return nil
}

// join adds a key to a path. A key that does not look like one of ours is not repeated: it came from outside.
func join(path, key string) string {
	if len(key) == 0 || len(key) > 32 || strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		key = "?"
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

// decode64 reads base64url without padding: one text for one value, no white space, no loose trailing bits.
func decode64(s string) ([]byte, bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	return b, err == nil && encode64(b) == s // the decoder itself passes over line feeds
}

func encode64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

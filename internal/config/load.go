package config

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// Value is what a setting is, and where that comes from.
type Value struct {
	Text, Source string
}

// Values holds a value for every setting, by name.
type Values map[string]Value

// Load puts the sources together. flags: the settings given on the command line, by name, and "config" for the file. environment: as os.Environ gives it.
// Errors: unknown keys in file or environment, a file that cannot be read, a wrong type.
func Load(flags map[string]string, environment []string) (Values, error) {
	v := Values{}
	for _, s := range Settings {
		v[s.Name] = Value{s.Default, "default"}
	}
	env, err := readEnvironment(environment)
	if err != nil {
		return nil, err
	}
	file := env["config"].Text
	if given, ok := flags["config"]; ok {
		file = given
	}
	delete(env, "config")
	if file != "" {
		if err := v.readFile(file); err != nil {
			return nil, err
		}
	}
	maps.Copy(v, env)
	for _, s := range Settings {
		if text, ok := flags[s.Name]; ok {
			v[s.Name] = Value{text, "flag --" + s.Flag()}
		}
	}
	return v, nil
}

// readEnvironment takes every SIEGEL_… variable and refuses those that are no setting.
func readEnvironment(environment []string) (Values, error) {
	v := Values{}
	for _, line := range environment {
		name, text, _ := strings.Cut(line, "=")
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		key := strings.ToLower(strings.TrimPrefix(name, prefix))
		if base, isFile := strings.CutSuffix(key, "_file"); isFile {
			s, known := byName(base)
			if !known || !s.Secret {
				return nil, Unknown("environment variable", name, environmentNames())
			}
			secret, err := os.ReadFile(text)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			if _, twice := v[base]; twice {
				return nil, fmt.Errorf("%s and %s are both set", s.Env(), name)
			}
			v[base] = Value{strings.TrimRight(string(secret), "\r\n"), "environment " + name}
			continue
		}
		if _, known := byName(key); !known && key != "config" || strings.ToUpper(name) != name {
			return nil, Unknown("environment variable", name, environmentNames())
		}
		if _, twice := v[key]; twice {
			return nil, fmt.Errorf("%s and %s_FILE are both set", name, name)
		}
		v[key] = Value{text, "environment " + name}
	}
	return v, nil
}

func environmentNames() []string {
	names := []string{prefix + "CONFIG"}
	for _, s := range Settings {
		names = append(names, s.Env())
		if s.Secret {
			names = append(names, s.Env()+"_FILE")
		}
	}
	return names
}

func (v Values) readFile(path string) error {
	var raw map[string]any
	if _, err := toml.DecodeFile(path, &raw); err != nil {
		return fmt.Errorf("config file: %w", err)
	}
	for _, key := range slices.Sorted(maps.Keys(raw)) {
		if _, known := byName(key); !known {
			return fmt.Errorf("%s: %w", path, Unknown("key", key, names()))
		}
		text, err := plain(raw[key])
		if err != nil {
			return fmt.Errorf("%s: %s: %w", path, key, err)
		}
		v[key] = Value{text, "file " + path}
	}
	return nil
}

// plain writes a TOML value as the text that flag and environment would hold. A list becomes one text with commas.
func plain(value any) (string, error) {
	switch x := value.(type) {
	case string:
		return x, nil
	case bool:
		return strconv.FormatBool(x), nil
	case int64:
		return strconv.FormatInt(x, 10), nil
	case []any:
		var items []string
		for _, item := range x {
			text, ok := item.(string)
			if !ok {
				return "", fmt.Errorf("a list of texts is expected")
			}
			items = append(items, text)
		}
		return strings.Join(items, ","), nil
	}
	return "", fmt.Errorf("a text is expected")
}

func names() []string {
	var all []string
	for _, s := range Settings {
		all = append(all, s.Name)
	}
	return all
}

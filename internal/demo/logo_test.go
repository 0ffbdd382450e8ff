package demo

import (
	"io/fs"
	"testing"
)

// The demo's first view stays small.
func TestLogosAreSmall(t *testing.T) {
	for _, short := range shorts {
		info, err := fs.Stat(Folder, short+".png")
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > 6<<10 {
			t.Errorf("%s: %d bytes", info.Name(), info.Size())
		}
	}
}

package files

import (
	"context"
	"io"
)

// None keeps nothing: for commands that look at the database and nothing else.
type None struct{}

// Put implements Parts.
func (None) Put(context.Context, string, io.Reader, int64) error { return away("no store") } // kill: S.None.put-no-store

// Get implements Parts.
func (None) Get(context.Context, string) (io.ReadCloser, error) { return nil, away("no store") } // kill: S.None.get-no-store

// Delete implements Parts.
func (None) Delete(context.Context, string) error { return away("no store") } // kill: S.None.delete-no-store

// List implements Parts.
func (None) List(context.Context, string, func(string, int64) error) error { return away("no store") } // kill: S.None.list-no-store

// Ready implements Parts.
func (None) Ready(context.Context) error { return away("no store") } // kill: S.None.ready-no-store

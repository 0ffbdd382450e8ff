package backup_test

import (
	"context"
	"testing"

	"siegel/internal/testkit"
)

var ctx = context.Background()

func TestMain(m *testing.M) { testkit.Main(m) }

func no(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siegel/internal/testkit"
)

// Whoever gives a command to a place where nothing is, by a setting that is missing or wrong, is told so, and no database and no keys are made there.
func TestNothingIsMadeOfNothing(t *testing.T) {
	for name, database := range map[string]string{"sqlite": "", "postgres": testkit.EmptyPostgres(t)} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			where := []string{"--data", filepath.Join(root, "data"), "--keys", filepath.Join(root, "keys"), "--public-url", public}
			says := filepath.Join(root, "data", "siegel.db") + " holds nothing yet, and nothing was made"
			if database != "" {
				where, says = append(where, "--database", database), "holds nothing yet, and nothing was made"
			}
			for _, command := range []string{"agency list", "agency link kiz", "agency suspend kiz", "agency resume kiz", "agency rename kiz other", "agency quota kiz", "agency delete kiz",
				"staff list kiz", "staff stop kiz Ben", "staff start kiz Ben"} {
				if code, _, errs := siegel(t, append(strings.Fields(command), where...)...); code != 1 || !strings.Contains(errs, says) {
					t.Errorf("%s: %d %s", command, code, errs)
				}
			}
			if left, err := os.ReadDir(root); err != nil || len(left) != 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
			if database != "" {
				made := 0
				if err := testkit.Look(t, database).QueryRow(`SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'`).Scan(&made); err != nil || made != 0 {
					t.Errorf("%d tables were made, %v", made, err)
				}
			}
		})
	}
}

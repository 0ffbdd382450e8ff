package store_test

import (
	"slices"
	"strings"
	"testing"

	"siegel/internal/testkit"
)

// columns is what the server stores, complete (PROTOCOL 2.17, docs/design/protocol.md): what a column tells the server has to be written there before the
// column stands here. Logos are the picture among an agency's texts and colours; roots, manifests and records are its chain, lists and member records.
var columns = map[string]string{
	"server_keys": "name key_check",
	"agencies": "agency short name origin state quota seq continuity settings " +
		"retention years close_days erase_wait relink archive max_staff max_cases keys_seq",
	"former_names": "agency short",
	"logos":        "agency image",
	"roots":        "agency n body",
	"manifests":    "agency seq hash body",
	"records":      "agency hash body",
	"accounts": "agency uid realm name_idx rc_idx salt16 kdf verifier_pw verifier_rc roles state " +
		"created last_seen fails fails_day keyring_version keyring vault_version vault",
	"wraps":    "agency uid method gen kdf wrap",
	"invites":  "agency inv_id kind until state uid record mac",
	"sessions": "agency cookie_hash handle uid ends_at last_use step_until",
	"cases": "agency id seeker state epoch ck_id nk_id department topic lang promised_at marks confirm_due " +
		"created closed sealed_until locked_until counsellor last_order last_note profile_version profile last_time last_role put_back",
	"self_copies":   "agency case_id epoch uid box",
	"grants":        "agency id obj obj_id epoch to_uid to_role by_uid why until created file",
	"messages":      "agency id case_id epoch author role author_seq prev_hash kind order_no time length held_until hash box",
	"notes":         "agency id case_id epoch author role author_seq prev_hash kind order_no time length held_until hash box",
	"access_counts": "agency day from_hour hours kind what outcome family batch count kib",
	"drafts":        "agency uid case_id kind version message box",
	"files":         "agency id case_id author length parts time message", "file_removals": "agency case_id id due",

	"erase_orders": "agency id case_id runs_at by_uid by_role account body",
	"receipts":     "agency uid id at role sealed_until",
	"erased":       "agency uid id at why sealed",
	"holds":        "agency case_id until reason by_uid",
	"audit_notes":  "agency id at actor action object reason count",
	"audit":        "agency seq at actor action object reason count prev hash",
	"audit_roots":  "agency seq root", "audit_counts": "agency day action count", "audit_heads": "agency uid seq hash body",
	"shred_notes": "agency kind id",
	"notices":     "agency uid what entries turn",
	"shares":      "agency case_id uid id to_case by_uid at",
	"back_links":  "agency case_id epoch ck nk",
}

// TestColumnsAreThoseOfTheProtocol: a column that 2.17 does not name does not exist, and none that it names is missing, on either database.
func TestColumnsAreThoseOfTheProtocol(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, w *testkit.World) {
		pool, _ := w.Pools()
		query := `SELECT name FROM pragma_table_info(?1)`
		if w.Postgres {
			query = `SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1`
		}
		there := map[string]bool{}
		for _, tb := range readTables(t, w) {
			there[tb.name] = true
			if tb.name == "goose_db_version" || tb.name == "sqlite_sequence" { // the migrations' own
				continue
			}
			var got []string
			for _, line := range words(t, pool, query, tb.name) {
				got = append(got, line[0])
			}
			want := strings.Fields(columns[tb.name])
			for _, c := range got {
				if !slices.Contains(want, c) {
					t.Errorf("%s.%s is stored, and PROTOCOL 2.17 does not say so", tb.name, c)
				}
			}
			for _, c := range want {
				if !slices.Contains(got, c) {
					t.Errorf("%s.%s is not there", tb.name, c)
				}
			}
		}
		for name := range columns {
			if !there[name] {
				t.Errorf("there is no table %s", name)
			}
		}
	})
}

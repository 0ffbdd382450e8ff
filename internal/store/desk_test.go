package store_test

import (
	"siegel/internal/counsel"
	"siegel/internal/testkit"
)

// pool gives what of a desk lies in the pool.
func pool(w *testkit.World, by counsel.Actor) (list []counsel.Row, err error) {
	rows, err := w.Desk(ctx, by)
	for _, r := range rows {
		if r.State == counsel.Open {
			list = append(list, r)
		}
	}
	return list, err
}

// released is what a browser makes to put a case back.
func released() []counsel.Grant {
	return []counsel.Grant{{ID: testkit.ID(), ToRole: counsel.Intake, File: testkit.AgeFile()}}
}

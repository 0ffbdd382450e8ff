package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"siegel/internal/record"
)

// Record writes the rows whose time is over into their files, and deletes the files that have been kept long enough, until ctx ends; then it writes
// what still waits. rows is nil where nothing is recorded: what is old goes all the same. What cannot be written is lost: letters need the room, and the
// memory, more than a statistic does.
func Record(ctx context.Context, rows *record.Record, to record.Folder, clock func() time.Time, log *slog.Logger) {
	for failed := false; ; {
		ends := ctx.Err() != nil
		err := recordOnce(rows, to, clock(), ends)
		if err != nil && !failed { // once for each time that it begins to fail
			log.Error("the access record is not written", "error", err)
		}
		if failed = err != nil; ends {
			return
		}
		select {
		case <-time.After(sweep):
		case <-ctx.Done():
		}
	}
}

func recordOnce(rows *record.Record, to record.Folder, now time.Time, last bool) (err error) {
	if rows != nil {
		for _, span := range rows.Take(last) {
			err = errors.Join(err, to.Write(span, now))
		}
	}
	return errors.Join(err, to.Expire(now))
}

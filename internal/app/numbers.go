package app

import (
	"runtime"
	"time"

	"siegel/internal/backup"
	"siegel/internal/config"
	"siegel/internal/metrics"
)

// numbersOf are what the health listener tells a watching program, beside yes and no.
func numbersOf(c config.Config, h *health, clock func() time.Time) *metrics.Metrics {
	m := metrics.New(clock)
	began := clock()
	m.Gauge("siegel_start_time_seconds", "When the server began.", "", func() (float64, bool) { return float64(began.Unix()), true })
	m.Gauge("siegel_ready", "1 while new callers are welcome.", "", func() (float64, bool) {
		if h.ask.Load() != nil {
			return 1, true
		}
		return 0, true
	})
	m.Gauge("siegel_memory_bytes", "Memory that the server has taken from the machine.", "", func() (float64, bool) {
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return float64(s.Sys - s.HeapReleased), true
	})
	for _, kind := range []backup.Kind{backup.Main, backup.Shred} {
		m.Gauge("siegel_backup_age_seconds", "Age of the newest backup in the folder.", string(kind), func() (float64, bool) {
			at := backup.Newest(c.BackupFolder, kind, "")
			return clock().Sub(at).Seconds(), !at.IsZero()
		})
	}
	return m
}

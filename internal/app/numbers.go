package app

import (
	"runtime"
	"time"

	"siegel/internal/api"
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
	m.Gauge("siegel_clock_believed", "0 while the clock is so far ahead of what was last seen that nothing is deleted by it (siegel clock confirm).", "", h.clockBelieved)
	for _, kind := range []backup.Kind{backup.Main, backup.Shred} {
		m.Gauge("siegel_backup_age_seconds", "Age of the newest backup in the folder.", string(kind), func() (float64, bool) {
			at := backup.Newest(c.BackupFolder, kind, "")
			return clock().Sub(at).Seconds(), !at.IsZero()
		})
	}
	h.alarms = m.Counter("siegel_alarms_total", "Checks in browsers that said no to what came from here, by family, as of the last full quarter of an hour.", "check", api.Alarms())
	return m
}

package main

import (
	"fmt"
	"slices"
	"time"
)

// window is what one stretch of a run has shown.
type window struct {
	Count, Errors int
	Took          time.Duration
	P50, P99, Max time.Duration
	Used          usage // by the server
	Bytes         int   // of the last answer
}

func (w window) rate() float64 { return float64(w.Count) / w.Took.Seconds() }

// cpu is the server's processor time for one operation.
func (w window) cpu() time.Duration {
	if w.Count == 0 {
		return 0
	}
	return w.Used.CPU / time.Duration(w.Count)
}

func summarize(times []time.Duration) window {
	slices.Sort(times)
	w := window{Count: len(times)}
	if len(times) > 0 {
		w.P50, w.P99, w.Max = percentile(times, 50), percentile(times, 99), times[len(times)-1]
	}
	return w
}

// percentile of sorted times: the smallest that at least p of a hundred do not exceed.
func percentile(sorted []time.Duration, p int) time.Duration {
	return sorted[max(0, (len(sorted)*p+99)/100-1)]
}

// figure is the median of some runs and how far they lie apart.
type figure struct{ median, low, high float64 }

func figureOf(windows []window, of func(window) float64) figure {
	var all []float64
	for _, w := range windows {
		all = append(all, of(w))
	}
	slices.Sort(all)
	if len(all) == 0 {
		return figure{}
	}
	return figure{all[len(all)/2], all[0], all[len(all)-1]}
}

func rateOf(windows []window) figure { return figureOf(windows, window.rate) }

func timeOf(windows []window, of func(window) time.Duration) figure {
	return figureOf(windows, func(w window) float64 { return float64(of(w)) })
}

func (f figure) number() string {
	return fmt.Sprintf("%s (%s–%s)", whole(f.median), whole(f.low), whole(f.high))
}

func (f figure) time() string {
	return fmt.Sprintf("%s (%s–%s)", milli(f.median), milli(f.low), milli(f.high))
}

// whole writes a number with thin groups of three.
func whole(f float64) string {
	text := fmt.Sprintf("%.0f", f)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + " " + text[i:]
	}
	return text
}

// milli writes a time in milliseconds.
func milli(f float64) string {
	ms := f / float64(time.Millisecond)
	switch {
	case ms < 10:
		return fmt.Sprintf("%.2f ms", ms)
	case ms < 100:
		return fmt.Sprintf("%.1f ms", ms)
	}
	return fmt.Sprintf("%.0f ms", ms)
}

func mib(bytes int64) string { return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20)) }

func errorsOf(windows []window) (n int) {
	for _, w := range windows {
		n += w.Errors
	}
	return n
}

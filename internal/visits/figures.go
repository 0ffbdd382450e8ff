package visits

import "slices"

// Least is what a figure must be to be shown.
const Least = 5

// Hidden stands for a figure that is not 0 and below Least.
const Hidden = -1

// Figure is a number with what it counts.
type Figure struct {
	What  string // a day (2026-11-22), a month, hours ("7", "q1", "day"), a length, a page
	Count int64
}

// File is how often a file was asked for, with its outcome, by a family of browsers.
type File struct {
	Name, Outcome, Family string
	Count, KiB            int64
}

// Figures is what a lead sees of a period.
type Figures struct {
	Visits                      int64 // all of the period
	Days, Hours, Lengths, Pages []Figure
	Files                       []File
}

// Hide adds the visits up, and takes out what is too small. Who subtracts may find out a figure that is hidden, which is 3 or 4: less is not kept.
func (f *Figures) Hide() {
	f.Visits = 0
	for _, d := range f.Days {
		f.Visits += d.Count
	}
	f.Visits = shown(f.Visits)
	for _, list := range [][]Figure{f.Days, f.Hours, f.Lengths, f.Pages} {
		for i := range list {
			list[i].Count = shown(list[i].Count)
		}
	}
	for i, file := range f.Files {
		if f.Files[i].Count = shown(file.Count); f.Files[i].Count == Hidden {
			f.Files[i].KiB = Hidden
		}
	}
}

func shown(n int64) int64 {
	if n > 0 && n < Least {
		return Hidden
	}
	return n
}

// ByMonth adds days (2026-11-22) up to months (2026-11), in their order.
func ByMonth(days []Figure) (months []Figure) {
	for _, d := range days {
		month := d.What[:7]
		if len(months) == 0 || months[len(months)-1].What != month {
			months = append(months, Figure{What: month})
		}
		months[len(months)-1].Count += d.Count
	}
	return months
}

// Sort puts lengths and pages into their order, with a 0 for what nobody did.
func (f *Figures) Sort() {
	f.Lengths = inOrder(f.Lengths, Lengths)
	pages := make([]string, len(Pages))
	for i, p := range Pages {
		pages[i] = string(p)
	}
	f.Pages = inOrder(f.Pages, pages)
}

func inOrder(list []Figure, names []string) []Figure {
	out := make([]Figure, len(names))
	for i, name := range names {
		out[i].What = name
		if at := slices.IndexFunc(list, func(f Figure) bool { return f.What == name }); at >= 0 {
			out[i].Count = list[at].Count
		}
	}
	return out
}

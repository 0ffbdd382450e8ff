package promise

import (
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/ch"
)

// swiss are the cantons, and what all of them keep. Beside each difference from the library stands its reason; what only some municipalities
// keep is left out, except in Aargau, where nearly every day does: there a promise is rather a day later.
var swiss = map[string][]*cal.Holiday{
	"CH": {ch.Neujahr, ch.Auffahrt, ch.Bundesfeiertag, ch.Weihnachtstag}, // the library's list is what any canton keeps

	"CH-AG": ch.HolidaysAG, "CH-AR": ch.HolidaysAR, "CH-BE": ch.HolidaysBE, "CH-BS": ch.HolidaysBS, "CH-NW": ch.HolidaysNW, "CH-SG": ch.HolidaysSG,
	"CH-SH": ch.HolidaysSH, "CH-SZ": ch.HolidaysSZ, "CH-TG": ch.HolidaysTG, "CH-UR": ch.HolidaysUR, "CH-VS": ch.HolidaysVS, "CH-ZH": ch.HolidaysZH,

	"CH-AI": add(ch.HolidaysAI, fixed(time.September, 22)),                                    // Mauritius
	"CH-BL": drop(ch.HolidaysBL, ch.Fronleichnam, ch.MariaHimmelfahrt),                        // nowhere in the canton's law
	"CH-FR": add(drop(ch.HolidaysFR, ch.TagderArbeit), ch.MariaEmpfangnis),                    // the Catholic part, which is most of it
	"CH-GE": add(drop(ch.HolidaysGE, ch.Fronleichnam), genevanFast, fixed(time.December, 31)), // the Restoration
	"CH-GL": add(ch.HolidaysGL, naefelserFahrt),                                               // the day of the battle
	"CH-GR": drop(ch.HolidaysGR, catholic...),                                                 // kept by municipalities
	"CH-JU": add(ch.HolidaysJU, fixed(time.June, 23)),                                         // the plebiscite
	"CH-LU": drop(ch.HolidaysLU, ch.Josefstag),                                                // kept by municipalities
	"CH-NE": add(drop(ch.HolidaysNE, ch.Fronleichnam), fixed(time.March, 1)),                  // the Republic; Corpus Christi in one place only
	"CH-OW": add(ch.HolidaysOW, fixed(time.September, 25)),                                    // Bruder Klaus
	"CH-SO": drop(ch.HolidaysSO, ch.Pfingstmontag, ch.ZweiterWeihnachtsfeiertag),              // 1 May from noon, and so a whole day here
	"CH-TI": add(ch.HolidaysTI, fixed(time.June, 29)),                                         // Peter and Paul
	"CH-VD": add(ch.HolidaysVD, moving(func(y int) time.Time { return thirdSunday(y, 1) })),   // the Monday after the federal fast
	"CH-ZG": add(drop(ch.HolidaysNW, ch.Josefstag)),                                           // the library repeats Glarus
}

var catholic = []*cal.Holiday{ch.HeiligeDreiKoenige, ch.Josefstag, ch.Fronleichnam, ch.MariaHimmelfahrt, ch.Allerheiligen, ch.MariaEmpfangnis}

// genevanFast is the Thursday after the first Sunday of September.
var genevanFast = moving(func(year int) time.Time { return sunday(year, time.September, 1).AddDate(0, 0, 4) })

// naefelserFahrt is the first Thursday of April, a week later if that is the one before Easter.
var naefelserFahrt = moving(func(year int) time.Time {
	t := sunday(year, time.April, 1).AddDate(0, 0, 4)
	if t.Day() > 7 {
		t = t.AddDate(0, 0, -7)
	}
	if easter, _ := aa.EasterMonday.Calc(year); dayNumber(t.Date()) == dayNumber(easter.Date())-4 {
		t = t.AddDate(0, 0, 7)
	}
	return t
})

func thirdSunday(year, later int) time.Time {
	return sunday(year, time.September, 3).AddDate(0, 0, later)
}

// sunday is the n-th one of a month.
func sunday(year int, month time.Month, n int) time.Time {
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, (7-int(first.Weekday()))%7+7*(n-1))
}

package alerts

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Interval is a named set of times that come again, in Alertmanager's words:
// https://prometheus.io/docs/alerting/latest/configuration/#time_interval
type Interval struct {
	Name  string
	spans []span
}

// span is one set; what is nil holds always.
type span struct {
	times     []numbers // minutes of the day; the end does not belong
	weekdays  []numbers
	days      []numbers // of the month; negative from its end
	months    []numbers
	years     []numbers
	locations *time.Location
}

// numbers are from one to another, both included.
type numbers struct{ from, to int }

// spanFile is a span as it is written.
type spanFile struct {
	Times []struct {
		Start string `yaml:"start_time"`
		End   string `yaml:"end_time"`
	} `yaml:"times"`
	Weekdays []string `yaml:"weekdays"`
	Days     []string `yaml:"days_of_month"`
	Months   []string `yaml:"months"`
	Years    []string `yaml:"years"`
	Location string   `yaml:"location"`
}

var (
	weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}
	months   = []string{"", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
)

// parse reads a span; report is told what is wrong with a field.
func (f spanFile) parse(report func(field string, err error)) span {
	s := span{locations: time.UTC}
	for i, t := range f.Times {
		start, err := minuteOf(t.Start)
		end, err2 := minuteOf(t.End)
		if err == nil {
			err = err2
		}
		if err == nil && end <= start {
			err = fmt.Errorf("%s is not after %s; write two times for one that goes over midnight", t.End, t.Start)
		}
		if err != nil {
			report(fmt.Sprintf("times[%d]", i), err)
		}
		s.times = append(s.times, numbers{start, end - 1})
	}
	ranges := func(field string, written []string, names []string, least, most int) (all []numbers) {
		for i, one := range written {
			n, err := parseRange(one, names, least, most)
			if err != nil {
				report(fmt.Sprintf("%s[%d]", field, i), err)
			}
			all = append(all, n)
		}
		return all
	}
	s.weekdays = ranges("weekdays", f.Weekdays, weekdays, 0, 6)
	s.days = ranges("days_of_month", f.Days, nil, -31, 31)
	s.months = ranges("months", f.Months, months, 1, 12)
	s.years = ranges("years", f.Years, nil, 1970, 9999)
	if f.Location != "" {
		location, err := time.LoadLocation(f.Location)
		if err != nil {
			report("location", fmt.Errorf("%q is no place of the time zone database; write it as in Europe/Helsinki", f.Location))
			location = time.UTC
		}
		s.locations = location
	}
	return s
}

// minuteOf is a time of day in minutes; 24:00 is the end of the day.
func minuteOf(written string) (int, error) {
	hour, minute, found := strings.Cut(written, ":")
	h, err := strconv.Atoi(hour)
	m, err2 := strconv.Atoi(minute)
	if !found || err != nil || err2 != nil || h < 0 || m < 0 || m > 59 || h*60+m > 24*60 {
		return 0, fmt.Errorf("%q is no time of day; write it as in 09:00", written)
	}
	return h*60 + m, nil
}

// parseRange reads as in monday:friday, 1:5, -3:-1 or may.
func parseRange(written string, names []string, least, most int) (numbers, error) {
	from, to, isRange := strings.Cut(strings.ToLower(strings.TrimSpace(written)), ":")
	if !isRange {
		to = from
	}
	start, err := numberOf(from, names)
	end, err2 := numberOf(to, names)
	if err != nil || err2 != nil || start < least || end > most || start > end && (start > 0) == (end > 0) {
		example := "1:5"
		if len(names) > 0 {
			example = names[1] + ":" + names[2]
			if names[1] == "" {
				example = names[2] + ":" + names[3]
			}
		}
		return numbers{}, fmt.Errorf("%q cannot be used here; write it as in %s, the earlier first", written, example)
	}
	return numbers{start, end}, nil
}

func numberOf(written string, names []string) (int, error) {
	for i, name := range names {
		if name != "" && name == written {
			return i, nil
		}
	}
	return strconv.Atoi(written)
}

// Contains tells whether a time lies in the interval.
func (i Interval) Contains(t time.Time) bool {
	for _, s := range i.spans {
		if s.contains(t) {
			return true
		}
	}
	return false
}

func (s span) contains(t time.Time) bool {
	t = t.In(s.locations)
	return within(s.times, t.Hour()*60+t.Minute()) && within(s.weekdays, int(t.Weekday())) && s.containsDay(t) &&
		within(s.months, int(t.Month())) && within(s.years, t.Year())
}

func (s span) containsDay(t time.Time) bool {
	if len(s.days) == 0 {
		return true
	}
	last := time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	ofMonth := func(n int) int { // a day from the end is one from the beginning
		if n < 0 {
			return last + 1 + n
		}
		return n
	}
	for _, d := range s.days {
		if t.Day() >= ofMonth(d.from) && t.Day() <= ofMonth(d.to) {
			return true
		}
	}
	return false
}

func within(all []numbers, n int) bool {
	for _, one := range all {
		if n >= one.from && n <= one.to {
			return true
		}
	}
	return len(all) == 0
}

package alerts

import (
	"math"
	"slices"
	"time"

	"hearsay/ledger"
)

// Expectation is what a series allows for one hour, by its own history.
type Expectation struct {
	Expected float64 // posts, or what else is counted
	High     float64 // what chance alone hardly exceeds
	Hours    int     // of history that it rests on; 0 for none
}

// Lengths of history, in hours, from which a rhythm is looked for.
const (
	day         = 24
	week        = 7 * day
	fewDays     = 30       // from which hours of the day are compared
	fewWeeks    = 2 * week // from which hours of the week are
	mostHistory = 4 * week
)

// Expect says what is to be expected in the hour that ends at now. history counts by hours since 1970; hours that are missing count
// nothing, those before its first one are unknown. tide is how much more there is of everything just now than usual, and raises
// what is expected: a network that wakes up is no news of one claim.
//
// It is robust and seasonal: the middle of the same hours of earlier weeks (days, while there are few weeks; all hours, while there
// are few days), each with its neighbours, so that one earlier surge does not hide the next. The bound lies four standard deviations
// above, of a count whose variance is that of chance (Poisson) or what history shows (1.4826 times the median absolute
// deviation), whichever is more; for counts of this size that is exceeded by chance about once in ten thousand hours.
// The idea is that of Farrington and others for outbreaks (J. R. Stat. Soc. A 159, 1996).
func Expect(history ledger.Hours, now time.Time, tide float64) Expectation {
	at := ledger.HourOf(now)
	first := at
	for hour := range history {
		first = min(first, hour)
	}
	first = max(first, at-mostHistory)
	last := at - 2 // the hour that ends now reaches into the one before
	if last < first {
		return Expectation{High: bound(unsure(0, 0), 0, 1)}
	}
	known := int(last - first + 1)
	sample := sampleOf(history, first, last, now)
	center := max(median(sample), trimmedMean(sample)) * max(tide, 1)
	return Expectation{Expected: center, High: bound(unsure(center, known), deviation(sample)*max(tide, 1), len(sample)), Hours: known}
}

// unsure is a mean as it is taken for a series of which little is known: as if, before its history, it had had a day of a claim's
// usual life. A claim that nobody knows is allowed a few posts.
func unsure(mean float64, known int) float64 {
	const usual = 2 // posts an hour
	return max(mean, (mean*float64(known)+usual*day)/float64(known+day))
}

// bound is what a count with a mean and a deviation hardly exceeds, where these are known from some counts only.
func bound(mean, deviation float64, counts int) float64 {
	const deviations = 4
	return mean + deviations*math.Sqrt(max(mean, deviation*deviation)*(1+1/float64(counts))+1)
}

// sampleOf are the counts of the hours that the hour which ends now is compared with, those between the clock's hours as the
// weighted mean of both.
func sampleOf(history ledger.Hours, first, last int64, now time.Time) []float64 {
	at, known := ledger.HourOf(now), last-first+1
	share := float64(now.Unix()%3600) / 3600 // of the hour that has begun
	count := func(hour int64) float64 {      // of the hour that ends at the same minute
		return share*float64(history[hour]) + (1-share)*float64(history[hour-1])
	}
	period, near := int64(1), int64(0)
	switch {
	case known >= fewWeeks:
		period, near = week, 1
	case known >= fewDays:
		period, near = day, 2
	}
	var sample []float64
	for cycle := at - period; cycle >= first; cycle -= period {
		for hour := cycle - near; hour <= cycle+near; hour++ {
			if hour > first && hour <= last {
				sample = append(sample, count(hour))
			}
		}
	}
	if len(sample) == 0 {
		sample = append(sample, float64(history[first]))
	}
	return sample
}

func median(sample []float64) float64 {
	sorted := slices.Sorted(slices.Values(sample))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// trimmedMean is the mean without the highest fifth: the median of rare events is nothing.
func trimmedMean(sample []float64) float64 {
	sorted := slices.Sorted(slices.Values(sample))
	sorted = sorted[:len(sorted)-len(sorted)/5]
	sum := 0.0
	for _, v := range sorted {
		sum += v
	}
	return sum / float64(len(sorted))
}

// deviation is 1.4826 times the median absolute deviation, which is the standard deviation of what is normal.
func deviation(sample []float64) float64 {
	middle := median(sample)
	away := make([]float64, len(sample))
	for i, v := range sample {
		away[i] = math.Abs(v - middle)
	}
	return 1.4826 * median(away)
}

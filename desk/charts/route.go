package charts

import (
	"cmp"
	"math"
	"slices"
	"time"

	"hearsay/travel"
)

// Sizes of a route's drawing, in units of its own.
const (
	routeStep  = 26.0  // from one place to the next
	routeLabel = 190.0 // room for names
	routeWidth = 640.0
	routeMost  = 12 // places
)

// RouteStop is a place on a route, with what stands beside it.
type RouteStop struct {
	travel.Stop
	X, Y, R float64
}

// RouteArrow leads from one place to another.
type RouteArrow struct {
	X1, Y1, X2, Y2 float64
	Shown          bool
	At             time.Time
}

// Route is a claim's way through places: one below the other in the order of time, and further to the right the later.
type Route struct {
	Stops         []RouteStop
	Arrows        []RouteArrow
	Width, Height float64
	Label         float64 // the room for names, at the left
	Left          int     // places for which there is no room
}

// RouteOf draws the places with the most posts.
func RouteOf(m travel.Journey) Route {
	r := Route{Width: routeWidth, Label: routeLabel}
	stops := slices.Clone(m.Stops)
	if r.Left = max(len(stops)-routeMost, 0); r.Left > 0 {
		slices.SortStableFunc(stops, func(a, b travel.Stop) int { return cmp.Compare(b.Posts, a.Posts) })
		stops = stops[:routeMost]
		slices.SortStableFunc(stops, func(a, b travel.Stop) int { return a.First.Compare(b.First) })
	}
	if len(stops) == 0 {
		return r
	}
	first, last := stops[0].First, stops[len(stops)-1].First
	var most int64
	for _, s := range stops {
		most = max(most, s.Posts)
	}
	at := map[travel.Where]RouteStop{}
	for i, s := range stops {
		one := RouteStop{Stop: s, Y: routeStep * (float64(i) + 0.5), R: 4 + 6*math.Sqrt(float64(s.Posts)/float64(max(most, 1)))}
		one.X = routeLabel + 16
		if span := last.Sub(first); span > 0 {
			one.X += (routeWidth - routeLabel - 32) * float64(s.First.Sub(first)) / float64(span)
		}
		at[s.Where] = one
		r.Stops = append(r.Stops, one)
		if s.From == nil {
			continue
		}
		if from, isDrawn := at[*s.From]; isDrawn {
			r.Arrows = append(r.Arrows, arrow(from, one))
		}
	}
	r.Height = routeStep * float64(len(stops))
	return r
}

// arrow leads from the edge of one place to that of another.
func arrow(from, to RouteStop) RouteArrow {
	dx, dy := to.X-from.X, to.Y-from.Y
	length := math.Hypot(dx, dy)
	const gap = 2
	return RouteArrow{
		X1: from.X + dx/length*(from.R+gap), Y1: from.Y + dy/length*(from.R+gap), X2: to.X - dx/length*(to.R+gap), Y2: to.Y - dy/length*(to.R+gap),
		Shown: to.Shown, At: to.First,
	}
}

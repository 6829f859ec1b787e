// Package charts lays out small charts for pages, which draw them as inline SVG. The package is pure.
package charts

import (
	"time"

	"hearsay/sight"
)

// Size of a chart's drawing, in units of its own.
const (
	Width  = 480
	Height = 96
	gap    = 1.0
)

// Bar is one bar, with its corner at the upper left.
type Bar struct {
	X, Y, W, H float64
	Value      int64
	From       time.Time // where its span of time begins
}

// Chart is a row of bars over a span of time. The zero value is empty.
type Chart struct {
	Bars     []Bar
	Most     int64 // of one bar
	Total    int64
	From, To time.Time

	Shades []Shade // times of which less is known

	Mark    float64 // where a moment is marked, as an X
	HasMark bool
}

// Shade is a part of the chart's width.
type Shade struct {
	X, W     float64
	From, To time.Time
}

// ShadeAt shades times, as far as the chart shows them.
func (c *Chart) ShadeAt(spans []sight.Span) {
	for _, s := range spans {
		from, to := s.From, s.To
		if from.Before(c.From) {
			from = c.From
		}
		if to.After(c.To) {
			to = c.To
		}
		if len(c.Bars) == 0 || !from.Before(to) {
			continue
		}
		x := c.x(from)
		c.Shades = append(c.Shades, Shade{x, c.x(to) - x, s.From, s.To})
	}
}

func (c *Chart) x(at time.Time) float64 {
	return Width * float64(at.Sub(c.From)) / float64(c.To.Sub(c.From))
}

// MarkAt marks a moment, if the chart shows it.
func (c *Chart) MarkAt(at time.Time) {
	if len(c.Bars) > 0 && !at.Before(c.From) && at.Before(c.To) {
		c.Mark, c.HasMark = c.x(at), true
	}
}

// Bars lays out values, one for each step of time from the first.
func Bars(values []int64, first time.Time, step time.Duration) Chart {
	c := Chart{From: first, To: first.Add(time.Duration(len(values)) * step)}
	for _, v := range values {
		c.Most = max(c.Most, v)
		c.Total += v
	}
	if c.Most == 0 {
		return Chart{}
	}
	slot := float64(Width) / float64(len(values))
	wide := max(min(slot, 24)-gap, 0.5)
	for i, v := range values {
		c.Bars = append(c.Bars, Bar{X: float64(i)*slot + max(slot-wide, 0)/2, W: min(wide, slot), Value: v, From: first.Add(time.Duration(i) * step)})
	}
	c.scale(c.Most)
	return c
}

// Together draws charts to one scale, so that their bars compare.
func Together(all ...*Chart) {
	var most int64
	for _, c := range all {
		most = max(most, c.Most)
	}
	for _, c := range all {
		c.scale(most)
	}
}

// scale lets a value of most reach the top.
func (c *Chart) scale(most int64) {
	for i := range c.Bars {
		b := &c.Bars[i]
		b.H = float64(Height) * float64(b.Value) / float64(most)
		if b.Value > 0 {
			b.H = max(b.H, 2)
		}
		b.Y = Height - b.H
	}
}

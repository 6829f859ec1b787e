package charts_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"hearsay/desk/charts"
)

func TestBarsStandWithinTheDrawing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(0, 1<<40), 0, 200).Draw(t, "values")
		var sum int64
		for _, v := range values {
			sum += v
		}
		c := charts.Bars(values, time.Unix(0, 0), time.Hour)
		if c.Total != sum || sum == 0 && len(c.Bars) != 0 {
			t.Fatalf("the total is %d, want %d; %d bars", c.Total, sum, len(c.Bars))
		}
		at := time.Unix(rapid.Int64Range(-3600, 210*3600).Draw(t, "at"), 0)
		if c.MarkAt(at); c.HasMark != (len(c.Bars) > 0 && at.Unix() >= 0 && at.Unix() < int64(len(values))*3600) || c.Mark < 0 || c.Mark > charts.Width {
			t.Fatalf("%v of %d hours is marked %t at %v", at, len(values), c.HasMark, c.Mark)
		}
		for i, b := range c.Bars {
			if b.X < 0 || b.Y < 0 || b.X+b.W > charts.Width || b.Y+b.H > charts.Height+1e-6 || b.W <= 0 || (b.H > 0) != (values[i] > 0) {
				t.Fatalf("bar %d of %v: %+v", i, values, b)
			}
		}
	})
}

func TestBarsCompare(t *testing.T) {
	day := 24 * time.Hour
	few, many, none := charts.Bars([]int64{0, 1, 2}, time.Unix(0, 0), day), charts.Bars([]int64{0, 1, 8}, time.Unix(0, 0), day), charts.Bars([]int64{0, 0}, time.Unix(0, 0), day)
	charts.Together(&few, &many, &none)
	if few.Bars[1].H != many.Bars[1].H || few.Bars[2].H*4 != many.Bars[2].H || many.Bars[2].H != charts.Height || few.Most != 2 {
		t.Errorf("bars of 1, 2 and 1, 8 are %v, %v and %v, %v high", few.Bars[1].H, few.Bars[2].H, many.Bars[1].H, many.Bars[2].H)
	}
}

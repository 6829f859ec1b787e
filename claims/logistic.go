package claims

import "math"

// Logistic is a curve from 0 to 1.
type Logistic struct{ Slope, Bias float64 }

func (l Logistic) probability(score float64) float64 {
	return 1 / (1 + math.Exp(-(l.Slope*score + l.Bias)))
}

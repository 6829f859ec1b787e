package claims

// Weights of the features. Written by: go run ./eval -learn
var Weights = Features{
	1.111,  // claim BM25
	3.513,  // title BM25
	3.654,  // both BM25
	2.707,  // flat BM25
	0.849,  // pair mass
	-0.454, // pair share
	3.768,  // gram cosine
	5.553,  // gram share
	0.779,  // claim covered
	1.317,  // claim covered, squared
	0.841,  // title covered
	-0.213, // most covered
	1.371,  // post covered
	2.453,  // both covered
	1.681,  // names covered
	1.626,  // numbers covered
	8.137,  // rarest word
	-0.894, // rare mass 2
	-3.496, // rare mass 3
	1.742,  // rare root
	0.000,  // claim length
	0.873,  //
}

// Calibration turns a score into a probability. Written by the same.
var Calibration = Logistic{Slope: 0.3505, Bias: -5.2588}

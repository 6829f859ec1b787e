package claims

// Weights of the features. Written by: make learn
var Weights = Features{
	-0.164, // claim BM25
	3.809,  // title BM25
	3.313,  // both BM25
	1.858,  // flat BM25
	0.875,  // pair mass
	0.059,  // pair share
	1.926,  // gram cosine
	4.083,  // gram share
	0.542,  // claim covered
	1.794,  // claim covered, squared
	0.830,  // title covered
	-0.427, // most covered
	1.506,  // post covered
	1.859,  // both covered
	1.816,  // names covered
	1.954,  // numbers covered
	8.604,  // rarest word
	-1.655, // rare mass 2
	-3.090, // rare mass 3
	1.265,  // rare root
	2.542,  // claim length
	7.049,  // says the same
}

// Calibration turns a score into a probability. Written by the same.
var Calibration = Logistic{Slope: 0.5199, Bias: -11.2741}

package claims

// Weights of the features. Written by: go run ./eval -learn
var Weights = Features{
	0.691,  // claim BM25
	3.631,  // title BM25
	3.403,  // both BM25
	3.099,  // flat BM25
	0.367,  // pair mass
	0.058,  // pair share
	4.727,  // gram cosine
	6.934,  // gram share
	0.208,  // claim covered
	1.791,  // claim covered, squared
	0.917,  // title covered
	-1.239, // most covered
	1.992,  // post covered
	2.643,  // both covered
	1.822,  // names covered
	1.657,  // numbers covered
	7.947,  // rarest word
	-0.669, // rare mass 2
	-3.267, // rare mass 3
	0.612,  // rare root
	0.000,  // claim length
	0.816,  //
}

// Calibration turns a score into a probability. Written by the same.
var Calibration = Logistic{Slope: 0.3687, Bias: -5.3885}

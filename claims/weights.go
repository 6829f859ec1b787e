package claims

// Weights of the features. Written by: go run ./eval -learn
var Weights = Features{
	1.054,  // claim BM25
	3.437,  // title BM25
	3.587,  // both BM25
	2.704,  // flat BM25
	0.824,  // pair mass
	-0.509, // pair share
	4.031,  // gram cosine
	5.880,  // gram share
	0.719,  // claim covered
	1.357,  // claim covered, squared
	0.774,  // title covered
	-0.153, // most covered
	1.367,  // post covered
	2.420,  // both covered
	1.675,  // names covered
	1.640,  // numbers covered
	8.140,  // rarest word
	-0.837, // rare mass 2
	-3.556, // rare mass 3
	1.715,  // rare root
	0.828,  // claim length
}

// Calibration turns a score into a probability. Written by the same.
var Calibration = Logistic{Slope: 0.4870, Bias: -9.6045}

package claims

// Weights of the features. Written by: go run ./eval -learn
var Weights = Features{
	1.105,  // claim BM25
	3.409,  // title BM25
	3.053,  // both BM25
	3.226,  // flat BM25
	1.355,  // pair mass
	0.129,  // pair share
	4.769,  // gram cosine
	6.880,  // gram share
	0.241,  // claim covered
	1.767,  // claim covered, squared
	0.370,  // title covered
	-0.733, // most covered
	1.718,  // post covered
	2.665,  // both covered
	1.875,  // names covered
	1.575,  // numbers covered
	7.670,  // rarest word
	-0.728, // rare mass 2
	-3.132, // rare mass 3
	0.538,  // rare root
	-3.991, // longest run
	0.835,  // claim length
}

// Calibration turns a score into a probability. Written by the same.
var Calibration = Logistic{Slope: 0.3723, Bias: -5.1813}

package claims

// Weights of the features. Written by: make learn
var Weights = Features{
	0.482,  // claim BM25
	2.955,  // title BM25
	3.636,  // both BM25
	1.562,  // flat BM25
	1.075,  // pair mass
	-0.380, // pair share
	1.492,  // gram cosine
	3.317,  // gram share
	0.460,  // claim covered
	1.563,  // claim covered, squared
	0.627,  // title covered
	-0.167, // most covered
	1.445,  // post covered
	1.717,  // both covered
	1.717,  // names covered
	1.693,  // numbers covered
	8.906,  // rarest word
	-1.532, // rare mass 2
	-3.172, // rare mass 3
	0.988,  // rare root
	2.524,  // claim length
	4.756,  // says the same
	3.605,  // title says the same
}

// Calibration turns a score into a probability. Written by the same.
var Calibration = Logistic{Slope: 0.5411, Bias: -12.0352}

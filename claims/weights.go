package claims

// Weights of the features. Written by: go run ./eval -learn
var Weights = Features{
	0.528,  // claim BM25
	3.306,  // title BM25
	3.321,  // both BM25
	3.223,  // flat BM25
	0.408,  // pair mass
	-0.029, // pair share
	4.635,  // gram cosine
	6.841,  // gram share
	0.162,  // claim covered
	1.879,  // claim covered, squared
	0.288,  // title covered
	-0.446, // most covered
	2.059,  // post covered
	2.704,  // both covered
	1.866,  // names covered
	1.604,  // numbers covered
	7.856,  // rarest word
	-0.451, // rare mass 2
	-3.277, // rare mass 3
	0.600,  // rare root
	0.000,  // claim length
	0.747,  //
}

// Calibration turns a score into a probability. Written by the same.
var Calibration = Logistic{Slope: 0.3665, Bias: -5.3087}

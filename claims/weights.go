package claims

// Weights of the features. Written by: go run ./eval -learn
var Weights = Features{
	1.028, // claim BM25
	3.352, // title BM25
	3.154, // both BM25
	3.242, // flat BM25
	1.342, // pair mass
	0.130, // pair share
	4.664, // gram cosine
	6.847, // gram share
	0.290, // claim covered
	1.825, // claim covered, squared
	0.244, // title covered
	-0.547, // most covered
	1.813, // post covered
	2.770, // both covered
	1.894, // names covered
	1.578, // numbers covered
	7.763, // rarest word
	-0.725, // rare mass 2
	-3.263, // rare mass 3
	0.696, // rare root
	-3.977, // longest run
	1.070, // claim length
}

// Calibration turns a score into a probability. Written by the same.
var Calibration = Logistic{Slope: 0.3663, Bias: -5.1946}

